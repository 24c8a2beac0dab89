/** @file Detections as one array: a database takes long to clone thousands of objects. */
import type { Detection } from "./box.ts";

/** Label, score, x, y, width and height. */
const NUMBERS = 6;

export function packed(detections: readonly Detection[]): Float64Array {
  const numbers = new Float64Array(NUMBERS * detections.length);
  for (const [i, { label, score, x, y, width, height }] of detections.entries()) {
    numbers.set([label, score, x, y, width, height], NUMBERS * i);
  }
  return numbers;
}

export function unpacked(numbers: Float64Array): Detection[] {
  return Array.from({ length: numbers.length / NUMBERS }, (_, i) => {
    const [label = 0, score = 0, x = 0, y = 0, width = 0, height = 0] = numbers.subarray(
      NUMBERS * i,
      NUMBERS * (i + 1),
    );
    return { label, score, x, y, width, height };
  });
}
