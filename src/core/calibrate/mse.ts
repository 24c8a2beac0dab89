import { type CalibrationMethod, type Range, within } from "./method.ts";
import { noiseOf } from "./noise.ts";
import type { TensorStats } from "./stats.ts";

/** Fractions of the observed extreme that are tried: 0.5 % steps near the full range, coarser towards 0. */
const FRACTIONS: readonly number[] = Array.from({ length: 48 }, (_, i) => 0.94 ** i);

/**
 * The range with the smallest expected squared error, clipping plus rounding. Each end is searched given
 * the other, twice around: the error is convex enough in each end for this to settle.
 */
export const mse: CalibrationMethod = {
  id: "mse",
  title: "MSE",
  when: "The best trade of clipping against rounding for each tensor alone.",
  range: (stats, { levels, symmetric }) => {
    if (symmetric) return searchSymmetric(stats, levels);
    let range = within(stats, stats.min, stats.max);
    for (let round = 0; round < 2; round++) {
      const hi = best(range.hi, (end) => noiseOf(stats, { lo: range.lo, hi: end }, levels));
      const lo = best(range.lo, (end) => noiseOf(stats, { lo: end, hi }, levels));
      range = { lo, hi };
    }
    return range;
  },
};

function searchSymmetric(stats: TensorStats, levels: number): Range {
  const widest = Math.max(-stats.min, stats.max, 0);
  const end = best(widest, (a) => noiseOf(stats, { lo: -a, hi: a }, levels));
  return within(stats, -end, end);
}

function best(widest: number, cost: (end: number) => { clip: number; round: number }): number {
  let [bestEnd, least] = [widest, Infinity];
  for (const fraction of FRACTIONS) {
    const end = widest * fraction;
    const { clip, round } = cost(end);
    if (clip + round < least) [bestEnd, least] = [end, clip + round];
  }
  return bestEnd;
}
