/** @file Whether two models find the same objects: needs no labels. */
import { type Detection, overlap } from "./box.ts";

/** Less sure detections come and go with the last bit and say nothing. */
const SURE = 0.3;
/** Boxes that overlap at least this much are of the same object. */
const SAME = 0.5;

/**
 * Twice the objects both find over all they find (the Dice coefficient), 0..1: same class, boxes overlapping by half or more, each
 * used once, the surest first. 1 when neither finds anything.
 */
export function detectionAgreement(base: readonly Detection[], other: readonly Detection[]): number {
  const [before, after] = [sure(base), sure(other)];
  if (before.length + after.length === 0) return 1;
  const free = new Set(after);
  let shared = 0;
  for (const detection of before) {
    const partner = closest(detection, free);
    if (partner === undefined) continue;
    free.delete(partner);
    shared++;
  }
  return (2 * shared) / (before.length + after.length);
}

function sure(found: readonly Detection[]): Detection[] {
  return found.filter(({ score }) => score >= SURE).sort((a, b) => b.score - a.score);
}

function closest(detection: Detection, among: Iterable<Detection>): Detection | undefined {
  let [best, most]: [Detection | undefined, number] = [undefined, SAME];
  for (const other of among) {
    if (other.label !== detection.label) continue;
    const shared = overlap(detection, other);
    if (shared >= most) [best, most] = [other, shared];
  }
  return best;
}
