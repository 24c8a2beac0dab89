/**
 * @file A sample with its corruption. Pictures are corrupted at the size that the network reads, after they were made smaller and
 * before they are cut: on the pixels of a camera a noise would vanish when the picture is made smaller, and the same strength would
 * mean another thing for every camera.
 */
import type { ImageTruth, TruthBox } from "../../evaluate/detection/box.ts";
import type { Pixels } from "../dataset.ts";
import { geometry } from "../preprocess.ts";
import type { Preprocess } from "../preprocess-spec.ts";
import { resample } from "../resample.ts";
import type { Size, Stress } from "./corruption.ts";
import { corruptionOf } from "./index.ts";
import { seedOf } from "./seed.ts";

/**
 * The picture as the network's window is cut from it; preprocessing the result gives what preprocessing the picture gives, to the bit.
 * Pictures that are smaller stay as they are.
 * @param file named in errors
 * @throws StudioError `data/size`
 */
export function reduced(pixels: Pixels, spec: Preprocess, file?: string): Pixels {
  const { width, height } = reducedSize(pixels, spec, file);
  if (width === pixels.width && height === pixels.height) return pixels;
  const source = { width: pixels.width, height: pixels.height, channels: 3, data: pixels.data };
  return { width, height, data: resample(source, width, height, { left: 0, top: 0, width, height }) };
}

function reducedSize({ width, height }: Size, spec: Preprocess, file?: string): Size {
  const scaled = geometry(spec, width, height, file);
  // Scaled along one axis only, rounding would come in another order.
  return scaled.width <= width && scaled.height <= height ? scaled : { width, height };
}

/** @param pixels as `reduced` made them @param sample id, which seeds noise and directions */
export function stressedPicture(pixels: Pixels, { corruption: id, strength }: Stress, sample: string): Pixels {
  const corruption = corruptionOf(id);
  return corruption.takes === "image" ? corruption.apply(pixels, strength, seedOf(id, sample)) : pixels;
}

/** @param wave as the network reads it */
export function stressedSound(wave: Float32Array, { corruption: id, strength }: Stress, sample: string): Float32Array {
  const corruption = corruptionOf(id);
  return corruption.takes === "audio" ? corruption.apply(wave, strength, seedOf(id, sample)) : wave;
}

/** A box of which less than this share is left in the picture is neither to be found nor wrong to find. */
const VISIBLE = 0.5;

/** What is marked on an image, where the corruption put it. */
export function stressedTruth(
  truth: ImageTruth,
  { corruption: id, strength }: Stress,
  sample: string,
  spec: Preprocess,
): ImageTruth {
  const corruption = corruptionOf(id);
  if (corruption.takes !== "image" || corruption.movement === undefined) return truth;
  const { width, height } = truth;
  const size = reducedSize(truth, spec);
  const { dx, dy } = corruption.movement(size, strength, seedOf(id, sample));
  const by = { x: (dx * width) / size.width, y: (dy * height) / size.height };
  return { width, height, boxes: truth.boxes.flatMap((box) => movedBox(box, by, truth)) };
}

function movedBox(box: TruthBox, by: { readonly x: number; readonly y: number }, { width, height }: Size): TruthBox[] {
  const cut = (at: number, limit: number) => Math.min(Math.max(at, 0), limit);
  const [left, top] = [cut(box.x + by.x, width), cut(box.y + by.y, height)];
  const [right, bottom] = [cut(box.x + box.width + by.x, width), cut(box.y + box.height + by.y, height)];
  if (right <= left || bottom <= top) return [];
  const share = ((right - left) * (bottom - top)) / (box.width * box.height);
  return [
    {
      ...box,
      ...{ x: left, y: top, width: right - left, height: bottom - top },
      area: box.area * share,
      crowd: box.crowd || share < VISIBLE,
    },
  ];
}
