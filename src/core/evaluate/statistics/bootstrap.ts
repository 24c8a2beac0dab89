/**
 * @file 95 % intervals of scores that are no mean over samples: the samples are drawn again with replacement, many times,
 * and the score of each draw is taken (percentile bootstrap, B. Efron, Annals of Statistics 1979).
 */
import { inverseNormal, normal } from "./normal.ts";
import { uniform } from "../../random.ts";

/** How often each sample counts; 0 leaves it out. */
export type Weights = Float64Array;

/** Scores of the samples under these weights, always the same number of them; NaN where they say nothing. */
export type Statistic = (weights: Weights) => readonly number[];

export interface BootstrapOptions {
  /** The same seed gives the same intervals. */
  readonly seed?: number;
  /** Draws. */
  readonly resamples?: number;
}

/** The default of `resamples`: the ends of a 95 % interval then move by a few percent of its width. */
export const RESAMPLES = 1000;
const FEWEST = 100;
/** Steps of work that all draws together may cost: about a second. */
const WORK = 3e8;

/** Draws that a statistic of so many steps can have; a function of the work alone, so that results are repeatable. */
export function affordable(steps: number): number {
  return Math.round(Math.min(RESAMPLES, Math.max(FEWEST, WORK / Math.max(1, steps))));
}

/** One row of scores for each draw. @param n samples */
export function resample(
  n: number,
  statistic: Statistic,
  options: BootstrapOptions = {},
): readonly (readonly number[])[] {
  const { seed = 1, resamples = RESAMPLES } = options;
  const next = uniform(seed);
  const weights = new Float64Array(n);
  return Array.from({ length: n === 0 ? 0 : resamples }, () => {
    drawWithReplacement(next, weights);
    return statistic(weights);
  });
}

/**
 * 95 % interval of a score from its draws: their 2.5 % and 97.5 %, moved by how far the score lies from the middle of the draws (bias-corrected
 * percentile, Efron 1981). Scores over classes need that: in a draw rare classes vanish and the others look better.
 * NaN when the score or most draws say nothing.
 */
export function intervalOf(value: number, draws: readonly number[]): readonly [number, number] {
  const sorted = Float64Array.from(draws.filter((x) => !Number.isNaN(x))).sort();
  // A score that most draws cannot give, such as of a class with one object, has no interval worth showing.
  if (Number.isNaN(value) || sorted.length === 0 || sorted.length < draws.length / 2) return [NaN, NaN];
  const n = sorted.length;
  const below = sorted.reduce((sum, x) => sum + (x < value ? 1 : x === value ? 0.5 : 0), 0) / n;
  const bias = inverseNormal(Math.min(1 - 1 / n, Math.max(1 / n, below)));
  const end = (z: number) => quantile(sorted, normal(2 * bias + z));
  // The score itself always lies inside, even where every draw is on one side of it.
  return [Math.min(value, end(-Z)), Math.max(value, end(Z))];
}

const Z = 1.959964;

/** Linear between neighbours, as numpy does. @param sorted ascending, not empty */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)] as number, sorted[Math.ceil(at)] as number];
  return low + (at - Math.floor(at)) * (high - low);
}

/**
 * Two-sided p of "no difference" from the draws of a paired difference: twice the share on the rarer side of 0
 * (Efron and Tibshirani 1993, chapter 16). Never 0: so many draws cannot say less than 1 in their number.
 */
export function pOfDifference(differences: readonly number[]): number {
  const known = differences.filter((x) => !Number.isNaN(x));
  const [below, above] = [known.filter((x) => x <= 0).length, known.filter((x) => x >= 0).length];
  return known.length === 0 ? NaN : Math.min(1, (2 * (Math.min(below, above) + 1)) / (known.length + 1));
}

/** How often each of `n` samples is drawn when `n` are drawn with replacement. Written into `counts`. */
function drawWithReplacement(next: () => number, counts: Float64Array): void {
  counts.fill(0);
  for (let i = 0; i < counts.length; i++) {
    const at = Math.floor(next() * counts.length);
    counts[at] = (counts[at] as number) + 1;
  }
}
