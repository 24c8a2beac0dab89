/** @file Measured numbers against what both models answer, one point for each labelled sample. */
import type { SampleResult } from "../../core/evaluate/evaluation.ts";

export interface RegressionPoint {
  readonly id: string;
  /** What was measured. */
  readonly truth: number;
  /** What FP32 and the variant answer. */
  readonly before: number;
  readonly after: number;
}

/** More points than these are thinned out evenly; the one where the variant is furthest off always stays. */
export const MOST_POINTS = 1500;

/** By what was measured, ascending. @param output index of the number, where the model gives several */
export function regressionPoints(
  base: readonly SampleResult[],
  other: readonly SampleResult[],
  output: number,
): readonly RegressionPoint[] {
  const after = new Map(other.map((result) => [result.id, result]));
  const points = base.flatMap(({ id, truth, output: have }): RegressionPoint[] => {
    const want = truth?.kind === "values" ? truth.values[output] : undefined;
    const [x, y] = [have[output], after.get(id)?.output[output]];
    return want === undefined || x === undefined || y === undefined ? [] : [{ id, truth: want, before: x, after: y }];
  });
  return thinned(points.toSorted((a, b) => a.truth - b.truth || (a.id < b.id ? -1 : 1)));
}

function thinned(points: readonly RegressionPoint[]): readonly RegressionPoint[] {
  if (points.length <= MOST_POINTS) return points;
  const off = (p: RegressionPoint) => Math.abs(p.after - p.truth);
  const worst = points.reduce((a, b) => (off(b) > off(a) ? b : a));
  const step = points.length / MOST_POINTS;
  const kept = new Set(Array.from({ length: MOST_POINTS }, (_, i) => points[Math.floor(i * step)]));
  kept.add(worst);
  return points.filter((point) => kept.has(point));
}

/** Ends of an axis that holds all these values, with a little room; never empty. */
export function extent(values: readonly number[]): readonly [lo: number, hi: number] {
  const finite = values.filter(Number.isFinite);
  const lo = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const hi = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  if (lo > hi) return [0, 1];
  const room = hi > lo ? 0.04 * (hi - lo) : Math.max(1e-6, 0.1 * Math.abs(hi));
  return [lo - room, hi + room];
}
