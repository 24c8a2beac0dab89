/** @file A label that was drawn on the image, as the network sees it: cut and scaled like the image, class by class. */
import { geometry } from "../../samples/preprocess.ts";
import type { Preprocess } from "../../samples/preprocess-spec.ts";
import { type ClassMap, IGNORED } from "../evaluation.ts";

/**
 * Takes for each pixel of the answer the label at its centre; classes cannot be averaged. What lies outside the image,
 * such as the border of a letterbox, is `IGNORED`.
 * @param size of the answer, pixels: the whole window of the network's input
 */
export function toWindow(truth: ClassMap, spec: Preprocess, size: { width: number; height: number }): ClassMap {
  const { width, height, left, top } = geometry(spec, truth.width, truth.height);
  const data = new Uint8Array(size.width * size.height).fill(IGNORED);
  for (let y = 0; y < size.height; y++) {
    const row = Math.floor((((y + 0.5) * spec.height) / size.height + top) * (truth.height / height));
    if (row < 0 || row >= truth.height) continue;
    for (let x = 0; x < size.width; x++) {
      const column = Math.floor((((x + 0.5) * spec.width) / size.width + left) * (truth.width / width));
      if (column < 0 || column >= truth.width) continue;
      data[y * size.width + x] = truth.data[row * truth.width + column] as number;
    }
  }
  return { ...size, data };
}
