/** @file Non-maximum suppression: of detections that cover the same object, the surest stays. */
import { z } from "zod";
import { type Detection, overlap } from "./box.ts";

/** What is left to the user; each is the decoder's own where it is left out. */
export const nmsSchema = z.strictObject({
  /** Detections less sure than this, 0..1, are dropped before. */
  score: z.number().min(0).max(1).optional(),
  /** Of two that overlap by more than this, 0..1, the less sure one is dropped; 1 keeps all. */
  overlap: z.number().min(0).max(1).optional(),
  /** Each class for itself, or all together. */
  perClass: z.boolean().optional(),
  /** Most detections of an image, the surest ones. */
  most: z.int().positive().optional(),
});

export type NmsSettings = z.infer<typeof nmsSchema>;

/** Low enough to draw the whole precision curve. */
export const MIN_SCORE = 0.01;

/**
 * Greedy, best first, each class for itself unless told otherwise: a detection is dropped where it overlaps a better
 * one by more than `limit`.
 * @returns what stays, best first; of equal scores the earlier one first
 */
export function suppress(found: readonly Detection[], limit: number, nms: NmsSettings = {}): Detection[] {
  const { perClass = true, most = Infinity } = nms;
  const kept: Detection[] = [];
  const groups = new Map<number, Detection[]>();
  for (const detection of found.toSorted((a, b) => b.score - a.score)) {
    if (kept.length >= most) break;
    const key = perClass ? detection.label : 0;
    const better = groups.get(key) ?? [];
    if (better.some((other) => overlap(other, detection) > (nms.overlap ?? limit))) continue;
    better.push(detection);
    groups.set(key, better);
    kept.push(detection);
  }
  return kept;
}
