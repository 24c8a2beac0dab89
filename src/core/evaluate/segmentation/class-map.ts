/** @file From the scores of a segmentation network to one class for each pixel. */
import type { ClassMap } from "../evaluation.ts";
import type { RawOutput } from "../output-shape.ts";

/** More classes than a byte can tell apart are not read. */
const MOST = 255;

interface Scores {
  readonly width: number;
  readonly height: number;
  readonly classes: number;
  /** Distance in the data from one class, and from one pixel, to the next. */
  readonly classStep: number;
  readonly pixelStep: number;
}

/**
 * Reads `[C, H, W]`, `[H, W, C]`, `[1, H, W]` and `[H, W]`. With one channel the values are either class indices or,
 * when they are no whole numbers, how sure the network is of class 1: above 0.5 of probabilities, above 0 of logits.
 * @returns null when the shape is no picture of classes
 */
export function classMap({ data, dims }: RawOutput): ClassMap | null {
  const scores = scoresOf(dims);
  if (scores === null) return null;
  const { width, height, classes } = scores;
  const map = new Uint8Array(width * height);
  if (classes === 1) fillFromOne(map, data);
  else fillFromBest(map, data, scores);
  return { width, height, data: map };
}

function scoresOf(dims: readonly number[]): Scores | null {
  const [a = 0, b = 0, c = 0] = dims;
  if (dims.length === 2) return { width: b, height: a, classes: 1, classStep: 1, pixelStep: 1 };
  if (dims.length !== 3) return null;
  // The axis of classes is the one that is shorter than the picture.
  if (a <= Math.min(b, c) && a <= MOST) return { width: c, height: b, classes: a, classStep: b * c, pixelStep: 1 };
  if (c <= Math.min(a, b) && c <= MOST) return { width: b, height: a, classes: c, classStep: 1, pixelStep: c };
  return a <= MOST ? { width: c, height: b, classes: a, classStep: b * c, pixelStep: 1 } : null;
}

function fillFromBest(map: Uint8Array, data: Float32Array, { classes, classStep, pixelStep }: Scores): void {
  for (let pixel = 0; pixel < map.length; pixel++) {
    let [best, at] = [-Infinity, 0];
    for (let c = 0; c < classes; c++) {
      const score = data[c * classStep + pixel * pixelStep] as number;
      if (score > best) [best, at] = [score, c];
    }
    map[pixel] = at;
  }
}

function fillFromOne(map: Uint8Array, data: Float32Array): void {
  let [whole, negative, most] = [true, false, 0];
  for (const x of data) {
    whole &&= Number.isInteger(x) && x >= 0 && x <= MOST;
    negative ||= x < 0;
    most = Math.max(most, x);
  }
  const limit = !negative && most <= 1 ? 0.5 : 0;
  for (let i = 0; i < map.length; i++) {
    const x = data[i] as number;
    map[i] = whole ? x : x > limit ? 1 : 0;
  }
}
