/**
 * @file Scores as a function of how often each sample counts. All of them, one segment and each draw of a bootstrap
 * are such weights, so that one function gives scores, breakdowns and intervals alike.
 */
import type { Statistic } from "../statistics/bootstrap.ts";

export interface ClassCount {
  readonly label: number;
  /** Labelled samples, objects or images with this class. */
  readonly n: number;
}

/** A score over a part of the objects, such as those of one size. */
export interface MetricPart {
  /** Id of the task's metric. */
  readonly metric: string;
  /** In words: "small, up to 32 × 32 px". */
  readonly name: string;
  /** Objects in it. */
  readonly n: number;
}

export interface Scorer {
  /** Samples with labels. */
  readonly n: number;
  /** In the order of the task's metrics; NaN where a metric says nothing. Weights are in the order of the results. */
  readonly at: Statistic;
  /** By index. */
  readonly classes: readonly ClassCount[];
  /** The main score of each of `classes`. */
  readonly byClass: Statistic;
  /** Which of the metrics are about a part of the objects. */
  readonly parts?: readonly MetricPart[];
  /** About how many steps of work one call of `at` and `byClass` takes. */
  readonly steps: number;
}

/** Nothing is labelled: nothing is known. */
export function noScores(metrics: number): Scorer {
  const nothing = Array.from({ length: metrics }, () => NaN);
  return { n: 0, at: () => nothing, classes: [], byClass: () => [], steps: 1 };
}

/** Weighted mean of each column. @param columns one value for each sample, NaN where it does not count */
export function meansAt(columns: readonly ArrayLike<number>[]): Statistic {
  return (weights) => columns.map((values) => weightedMean(values, weights));
}

export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const [value, weight] = [values[i] as number, weights[i] as number];
    if (weight === 0 || Number.isNaN(value)) continue;
    sum += weight * value;
    total += weight;
  }
  return total === 0 ? NaN : sum / total;
}

/** Every sample once. */
export function onceEach(n: number): Float64Array {
  return new Float64Array(n).fill(1);
}
