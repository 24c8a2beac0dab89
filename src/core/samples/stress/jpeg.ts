/**
 * @file What JPEG loses, without its entropy coding, which loses nothing: YCbCr (JFIF), colour at half the resolution (4:2:0), 8 x 8 cosine
 * transforms rounded to the steps of the standard tables. The rounding of colour, of subsampling and of upsampling is libjpeg's, so that
 * the picture is what a file of this quality would decode to, up to the last bit of its integer transforms.
 */
import type { Pixels } from "../dataset.ts";
import type { PictureCorruption } from "./corruption.ts";
import { tablesFor } from "./jpeg-tables.ts";

const BEST = 100;

export const jpeg: PictureCorruption = {
  id: "jpeg",
  title: "JPEG",
  what: "Compressed as JPEG of low quality: blocks of 8 × 8 and coarse colour (ITU-T T.81, its tables, 4:2:0).",
  takes: "image",
  steps: [BEST - 75, BEST - 40, BEST - 15, BEST - 5],
  unit: "quality",
  text: (strength) => `quality ${BEST - strength}`,
  tick: (strength) => String(BEST - strength),
  apply: (pixels, strength) => (strength === 0 ? pixels : { ...pixels, data: compressed(pixels, BEST - strength) }),
};

/** One channel, bytes in floats. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** @param quality 1..100 @returns RGB, `[height, width, 3]` */
export function compressed(pixels: Pixels, quality: number): Uint8Array {
  const { luminance, chrominance } = tablesFor(quality);
  const [y, cb, cr] = toPlanes(pixels);
  const colour = (plane: Plane) => doubled(coded(halved(plane), chrominance), pixels.width, pixels.height);
  return toRgb(coded(y, luminance), colour(cb), colour(cr));
}

/** Full-range YCbCr, rounded (JFIF 1.02). */
function toPlanes({ width, height, data }: Pixels): readonly [Plane, Plane, Plane] {
  const make = (): Plane => ({ width, height, data: new Float32Array(width * height) });
  const planes = [make(), make(), make()] as const;
  for (let i = 0, p = 0; p < data.length; i++, p += 3) {
    const [r, g, b] = [data[p] as number, data[p + 1] as number, data[p + 2] as number];
    planes[0].data[i] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    planes[1].data[i] = Math.floor(-0.168735892 * r - 0.331264108 * g + 0.5 * b + 128.5);
    planes[2].data[i] = Math.floor(0.5 * r - 0.418687589 * g - 0.081312411 * b + 128.5);
  }
  return planes;
}

const byte = (x: number) => Math.min(255, Math.max(0, Math.round(x)));

function toRgb({ data: luma, width, height }: Plane, { data: blue }: Plane, { data: red }: Plane): Uint8Array {
  const out = new Uint8Array(width * height * 3);
  for (let i = 0, o = 0; o < out.length; i++, o += 3) {
    const [y, cb, cr] = [luma[i] as number, (blue[i] as number) - 128, (red[i] as number) - 128];
    out[o] = byte(y + 1.402 * cr);
    out[o + 1] = byte(y - 0.344136286 * cb - 0.714136286 * cr);
    out[o + 2] = byte(y + 1.772 * cb);
  }
  return out;
}

/** Means of 2 x 2, rounded down and up in turn (jcsample.c, `h2v2_downsample`); the edge is repeated. */
function halved({ width, height, data }: Plane): Plane {
  const [w, h] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y++) {
    const rows = [2 * y, Math.min(2 * y + 1, height - 1)].map((row) => row * width);
    for (let x = 0; x < w; x++) {
      const columns = [2 * x, Math.min(2 * x + 1, width - 1)] as const;
      const sum = rows.reduce(
        (all, row) => all + (data[row + columns[0]] as number) + (data[row + columns[1]] as number),
        0,
      );
      out[y * w + x] = Math.floor((sum + 1 + (x % 2)) / 4);
    }
  }
  return { width: w, height: h, data: out };
}

/** Three quarters of the nearest and one of the next, along both axes (jdsample.c, `h2v2_fancy_upsample`). */
function doubled({ width: w, height: h, data }: Plane, width: number, height: number): Plane {
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const near = y >> 1;
    const far = Math.min(Math.max(near + (y % 2 === 0 ? -1 : 1), 0), h - 1);
    const column = (x: number) => 3 * (data[near * w + x] as number) + (data[far * w + x] as number);
    for (let x = 0; x < width; x++) {
      const at = x >> 1;
      const next = Math.min(Math.max(at + (x % 2 === 0 ? -1 : 1), 0), w - 1);
      out[y * width + x] = Math.floor((3 * column(at) + column(next) + (x % 2 === 0 ? 8 : 7)) / 16);
    }
  }
  return { width, height, data: out };
}

/** `COSINES[u * 8 + x]`: the orthonormal cosine transform of 8 numbers. */
const COSINES = Float64Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/** Every block transformed, rounded to the steps, and transformed back. The last blocks repeat the edge. */
function coded(plane: Plane, steps: Float64Array): Plane {
  const { width, height, data } = plane;
  const out = new Float32Array(data.length);
  const block = new Float64Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let i = 0; i < 64; i++) {
        const [y, x] = [Math.min(top + (i >> 3), height - 1), Math.min(left + (i & 7), width - 1)];
        block[i] = (data[y * width + x] as number) - 128;
      }
      transform(block, true);
      for (let i = 0; i < 64; i++)
        block[i] = rounded((block[i] as number) / (steps[i] as number)) * (steps[i] as number);
      transform(block, false);
      for (let i = 0; i < 64; i++) {
        const [y, x] = [top + (i >> 3), left + (i & 7)];
        if (y < height && x < width) out[y * width + x] = byte((block[i] as number) + 128);
      }
    }
  }
  return { width, height, data: out };
}

/** Sums of cosines miss a half that integers would hit by less than this. */
const NEAR = 1e-6;

/** Halves go away from 0, as there; means of blocks are often halves. */
function rounded(x: number): number {
  return Math.sign(x) * Math.floor(Math.abs(x) + 0.5 + NEAR);
}

const half = new Float64Array(64);

/** Along columns, then along rows, in place. */
function transform(block: Float64Array, forward: boolean): void {
  const weight = (out: number, from: number) => COSINES[forward ? out * 8 + from : from * 8 + out] as number;
  for (let out = 0; out < 8; out++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0;
      for (let from = 0; from < 8; from++) sum += weight(out, from) * (block[from * 8 + x] as number);
      half[out * 8 + x] = sum;
    }
  }
  for (let y = 0; y < 8; y++) {
    for (let out = 0; out < 8; out++) {
      let sum = 0;
      for (let from = 0; from < 8; from++) sum += weight(out, from) * (half[y * 8 + from] as number);
      block[y * 8 + out] = sum;
    }
  }
}
