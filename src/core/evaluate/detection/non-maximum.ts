/** @file Non-maximum suppression: of detections that cover the same object, the surest stays. */
import { type Detection, overlap } from "./box.ts";

/**
 * Greedy, best first, each class for itself: a detection is dropped where it overlaps a better one of its class
 * by more than `limit`.
 * @returns what stays, best first; of equal scores the earlier one first
 */
export function suppress(found: readonly Detection[], limit: number): Detection[] {
  const kept: Detection[] = [];
  const byClass = new Map<number, Detection[]>();
  for (const detection of found.toSorted((a, b) => b.score - a.score)) {
    const better = byClass.get(detection.label) ?? [];
    if (better.some((other) => overlap(other, detection) > limit)) continue;
    byClass.set(detection.label, [...better, detection]);
    kept.push(detection);
  }
  return kept;
}
