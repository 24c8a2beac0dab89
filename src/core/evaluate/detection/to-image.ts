/** @file Boxes from the network's window back onto the image it was cut from. */
import { geometry } from "../../samples/preprocess.ts";
import type { Preprocess } from "../../samples/preprocess-spec.ts";
import type { Box } from "./box.ts";

/**
 * Undoes scaling and placement; what lies outside the image is cut off.
 * @param box pixels of the network's input
 * @param size of the image, pixels
 * @returns the box with its other fields, in pixels of the image
 */
export function toImage<B extends Box>(box: B, spec: Preprocess, size: { width: number; height: number }): B {
  const { width, height, left, top } = geometry(spec, size.width, size.height);
  const [scaleX, scaleY] = [size.width / width, size.height / height];
  const inside = (x: number, limit: number) => Math.min(Math.max(x, 0), limit);
  const x = inside((box.x + left) * scaleX, size.width);
  const y = inside((box.y + top) * scaleY, size.height);
  const right = inside((box.x + box.width + left) * scaleX, size.width);
  const bottom = inside((box.y + box.height + top) * scaleY, size.height);
  return { ...box, x, y, width: right - x, height: bottom - y };
}
