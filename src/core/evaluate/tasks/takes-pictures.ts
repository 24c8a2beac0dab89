/** @file Whether a model reads images; sounds and plain tensors have a window of 1 x 1. */
import type { Preprocess } from "../../samples/preprocess-spec.ts";

/** Below this side, pixels, an output of many values is no picture of the input. */
const SMALLEST = 8;

export function takesPictures({ audio, width, height }: Preprocess): boolean {
  return audio === undefined && Math.min(width, height) >= SMALLEST;
}
