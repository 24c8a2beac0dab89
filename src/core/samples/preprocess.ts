/**
 * @file From a decoded image to the network's input, as torchvision does it: Resize and CenterCrop on 8-bit
 * pixels, then value = (u8 / scale - mean) / std with every step rounded to float32.
 *
 * The work is split where a cache pays: `toCrop` is slow and small (150 kB for 224 x 224), `cropToFloat` fast.
 */
import { assert, StudioError } from "../errors.ts";
import type { Pixels } from "./dataset.ts";
import type { Preprocess } from "./preprocess-spec.ts";
import { resample, type Raster, type Window } from "./resample.ts";

/** Where the network's window lies on the scaled image. */
export interface Geometry {
  /** Size of the whole image after scaling, pixels. */
  readonly width: number;
  readonly height: number;
  /** Top left corner of the network's window on the scaled image; negative where the window starts outside. */
  readonly left: number;
  readonly top: number;
  /** 0..255, what the window shows outside the image. */
  readonly fill: number;
}

/** Channels of the network's input: 3 for RGB and BGR, 1 for grey. */
export function channelsOf(spec: Preprocess): 1 | 3 {
  return spec.channels === "grey" ? 1 : 3;
}

/** @throws StudioError `data/channels` when the model takes another number of channels; `null` accepts any. */
export function checkChannels(spec: Preprocess, want: number | null): void {
  const have = channelsOf(spec);
  if (want !== null && want !== have) throw new StudioError("data/channels", { have, want });
}

/** Shape of one preprocessed image: `[1, C, H, W]` or `[1, H, W, C]`. */
export function inputShape(spec: Preprocess): readonly [number, number, number, number] {
  const channels = channelsOf(spec);
  const { width, height } = spec;
  return spec.layout === "NCHW" ? [1, channels, height, width] : [1, height, width, channels];
}

/**
 * Scaled size and window for an image of `width` x `height` pixels.
 * @throws StudioError `data/size` for `none` when the image has another size than the network's input
 */
export function geometry(spec: Preprocess, width: number, height: number, file = "The image"): Geometry {
  const { resize } = spec;
  switch (resize.mode) {
    case "none": {
      if (width !== spec.width || height !== spec.height) {
        throw new StudioError("data/size", { file, width, height, wantWidth: spec.width, wantHeight: spec.height });
      }
      return { width, height, left: 0, top: 0, fill: 0 };
    }
    case "stretch":
      return { width: spec.width, height: spec.height, left: 0, top: 0, fill: 0 };
    case "crop":
      return cropGeometry(spec, width, height, resize.shorter);
    case "letterbox":
      return letterboxGeometry(spec, width, height, resize.place, resize.fill);
  }
}

/** torchvision: the longer side is int(shorter * long / short); a window larger than the image shows black. */
function cropGeometry(spec: Preprocess, width: number, height: number, shorter: number): Geometry {
  const wide = width > height;
  const scaledWidth = wide ? Math.trunc((shorter * width) / height) : shorter;
  const scaledHeight = wide ? shorter : Math.trunc((shorter * height) / width);
  return {
    width: scaledWidth,
    height: scaledHeight,
    left: centre(scaledWidth, spec.width),
    top: centre(scaledHeight, spec.height),
    fill: 0,
  };
}

/** Start of a centred window: torchvision rounds half to even inside, and pads the smaller half before. */
function centre(size: number, window: number): number {
  const free = size - window;
  if (free < 0) return 0 - Math.floor(-free / 2);
  const half = Math.floor(free / 2);
  return free % 2 === 0 || half % 2 === 0 ? half : half + 1;
}

/** Largest size with the same aspect ratio that fits, the other side rounded down. */
function letterboxGeometry(
  spec: Preprocess,
  width: number,
  height: number,
  place: "centre" | "top-left",
  fill: number,
): Geometry {
  const wide = width * spec.height >= height * spec.width;
  const scaledWidth = wide ? spec.width : Math.max(1, Math.floor((width * spec.height) / height));
  const scaledHeight = wide ? Math.max(1, Math.floor((height * spec.width) / width)) : spec.height;
  const offset = (free: number) => (place === "centre" ? 0 - Math.floor(free / 2) : 0);
  return {
    width: scaledWidth,
    height: scaledHeight,
    left: offset(spec.width - scaledWidth),
    top: offset(spec.height - scaledHeight),
    fill,
  };
}

/**
 * What the network sees, still in bytes and in the order of the image: RGB also for BGR networks.
 * @param file named in errors
 * @returns `[H, W, 3]`, or `[H, W, 1]` for grey
 * @throws StudioError `data/size`
 */
export function toCrop(pixels: Pixels, spec: Preprocess, file?: string): Uint8Array {
  const where = geometry(spec, pixels.width, pixels.height, file);
  const source = raster(pixels, channelsOf(spec));
  const inside = overlap(where, spec);
  const shown = resample(source, where.width, where.height, inside);
  if (inside.width === spec.width && inside.height === spec.height) return shown;
  const out = new Uint8Array(spec.width * spec.height * source.channels).fill(Math.round(where.fill));
  const rowLength = inside.width * source.channels;
  for (let y = 0; y < inside.height; y++) {
    const row = (inside.top - where.top + y) * spec.width + (inside.left - where.left);
    out.set(shown.subarray(y * rowLength, (y + 1) * rowLength), row * source.channels);
  }
  return out;
}

/** The part of the window that lies on the scaled image, in its pixels. */
function overlap(where: Geometry, spec: Preprocess): Window {
  const left = Math.max(where.left, 0);
  const top = Math.max(where.top, 0);
  return {
    left,
    top,
    width: Math.min(where.left + spec.width, where.width) - left,
    height: Math.min(where.top + spec.height, where.height) - top,
  };
}

function raster({ width, height, data }: Pixels, channels: 1 | 3): Raster {
  return { width, height, channels, data: channels === 1 ? toGrey(data) : data };
}

/** ITU-R 601 luma in 16-bit fixed point, as Pillow's `convert("L")`. `[n, 3]` to `[n]`. */
export function toGrey(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3);
  for (let i = 0, j = 0; i < grey.length; i++, j += 3) {
    const sum = (rgb[j] as number) * 19595 + (rgb[j + 1] as number) * 38470 + (rgb[j + 2] as number) * 7471;
    grey[i] = (sum + 0x8000) >> 16;
  }
  return grey;
}

/**
 * Normalises a crop. `mean` and `std` are in the network's channel order; one value serves all channels.
 * @param crop `[H, W, 3]` or `[H, W, 1]` as `toCrop` made it
 * @param out filled and returned; `[1, C, H, W]` or `[1, H, W, C]` by `spec.layout`
 */
export function cropToFloat(
  crop: Uint8Array,
  spec: Preprocess,
  out: Float32Array = new Float32Array(crop.length),
): Float32Array {
  const channels = channelsOf(spec);
  const size = spec.width * spec.height;
  assert(crop.length === size * channels && out.length === crop.length, "crop and output must have the input's size");
  for (let c = 0; c < channels; c++) {
    const values = valueTable(spec, c);
    const from = spec.channels === "BGR" ? 2 - c : c;
    const [start, step] = spec.layout === "NCHW" ? [c * size, 1] : [c, channels];
    for (let i = 0, p = from, o = start; i < size; i++, p += channels, o += step) {
      out[o] = values[crop[p] as number] as number;
    }
  }
  return out;
}

/** The value of each byte in one channel. Storing to float32 after every step is the rounding torchvision has. */
export function valueTable(spec: Preprocess, channel: number): Float32Array {
  const mean = Math.fround(spec.mean[channel] ?? spec.mean[0] ?? 0);
  const std = Math.fround(spec.std[channel] ?? spec.std[0] ?? 1);
  const scale = Math.fround(spec.scale);
  const scaled = (byte: number) => Math.fround(Math.fround(Math.fround(byte / scale) - mean) / std);
  return Float32Array.from({ length: 256 }, (_, byte) => scaled(byte));
}

/**
 * The network's input for one decoded image.
 * @returns `[1, C, H, W]` or `[1, H, W, C]`
 * @throws StudioError `data/size`
 */
export function toInput(pixels: Pixels, spec: Preprocess, out?: Float32Array, file?: string): Float32Array {
  return cropToFloat(toCrop(pixels, spec, file), spec, out);
}
