/** @file Pixels that a class map and its label share, class by class: all that IoU needs. */
import { type ClassMap, IGNORED } from "../evaluation.ts";

/** Pixels of one class on one image. */
export interface ClassPixels {
  readonly both: number;
  /** In the answer or in the label. */
  readonly either: number;
  readonly labelled: number;
}

/** By class; classes that are in neither are left out. Pixels whose label is `IGNORED` do not count. */
export function overlaps(answer: ClassMap, truth: ClassMap): ReadonlyMap<number, ClassPixels> {
  const both = new Float64Array(256);
  const answered = new Float64Array(256);
  const labelled = new Float64Array(256);
  const bump = (counts: Float64Array, c: number) => (counts[c] = (counts[c] as number) + 1);
  for (let i = 0; i < truth.data.length; i++) {
    const [want, have] = [truth.data[i] as number, answer.data[i] as number];
    if (want === IGNORED) continue;
    bump(labelled, want);
    bump(answered, have);
    if (want === have) bump(both, want);
  }
  const found = new Map<number, ClassPixels>();
  for (let c = 0; c < 256; c++) {
    const [a, t, s] = [answered[c] as number, labelled[c] as number, both[c] as number];
    if (a + t > 0) found.set(c, { both: s, either: a + t - s, labelled: t });
  }
  return found;
}

/** Share of pixels with the same class in both, 0..1; NaN when the sizes differ. */
export function pixelAgreement(a: ClassMap, b: ClassMap): number {
  if (a.data.length !== b.data.length || a.data.length === 0) return NaN;
  let same = 0;
  for (let i = 0; i < a.data.length; i++) if (a.data[i] === b.data[i]) same++;
  return same / a.data.length;
}
