/**
 * @file One corruption at one strength: what FP32 and the variant score on the same synthetic samples, and whether quantization costs
 * more there than on the samples as they are.
 */
import type { Stress } from "../../samples/stress/corruption.ts";
import type { Estimate } from "../evaluation.ts";
import type { MetricName } from "../metric.ts";
import { type CloseMetric, nearest, type Pair } from "../paired/paired.ts";
import { affordable, intervalOf, pOfDifference, resample } from "../statistics/bootstrap.ts";
import { normal } from "../statistics/normal.ts";
import { meanOf } from "../intervals.ts";
import { wilson } from "../tasks/score.ts";
import { onceEach, weightedMean } from "../tasks/scorer.ts";
import type { Task, TaskClues } from "../tasks/task.ts";
import { signFlip, steppedInterval } from "./sign-flip.ts";

/** What a right answer counts, percent. */
const RIGHT = 100;

/** Scores of both models on corrupted samples, in the unit of the report's metric. */
export interface StressScores {
  /** Samples that both answered. */
  readonly n: number;
  /** Null without labels: then the other's nearness to FP32 stands for the score. */
  readonly base: Estimate | null;
  readonly other: Estimate;
  /** `other` minus `base`; without labels, minus full agreement. */
  readonly change: Estimate;
  /** Two-sided p of "no change"; NaN without labels. */
  readonly p: number;
  /** Nearness of the answers, whatever is right; null where the task has no such share. */
  readonly agreement: Estimate | null;
}

export interface StressRow extends StressScores, Stress {
  /** The change here minus that on the plain samples. */
  readonly beyond: Estimate;
  /** Two-sided p of "quantization costs the same here as on the plain samples". */
  readonly beyondP: number;
  /** How much worse than on the plain samples, in the unit of the score; negative when better. */
  readonly harm: number;
}

export interface StressReport {
  /** What the scores are. */
  readonly metric: MetricName;
  /** On the samples as they are. */
  readonly plain: StressScores;
  readonly rows: readonly StressRow[];
}

/** What a task scores and how its answers are read. */
export interface StressTask {
  readonly task: Task;
  readonly clues: TaskClues;
}

/** The plain samples, which every corruption is held against. */
export interface Plain extends StressScores {
  readonly metric: MetricName;
  readonly ids: readonly string[];
  /** Change of each draw of the samples. */
  readonly draws: readonly number[];
  /** Change of each sample; null for scores that no sample has by itself. */
  readonly each: readonly number[] | null;
  readonly resamples: number;
}

export function plainScores(stressed: StressTask, pairs: readonly Pair[]): Plain {
  const reading = readingOf(stressed, pairs);
  const resamples = affordable(2 * reading.steps);
  const { draws, ...scores } = scoresOf(reading, resamples);
  return { ...scores, metric: reading.metric, draws, each: reading.each, resamples, ids: idsOf(pairs) };
}

/** @param pairs of the same samples as `plain` */
export function stressRow(stressed: StressTask, stress: Stress, pairs: readonly Pair[], plain: Plain): StressRow {
  const reading = readingOf(stressed, pairs);
  const { draws, ...scores } = scoresOf(reading, plain.resamples);
  // The same seed draws the same samples, so that what is hard as it is does not widen the interval.
  const differences = draws.map((change, i) => change - (plain.draws[i] ?? NaN));
  const value = scores.change.value - plain.change.value;
  const each = reading.each?.map((change, i) => change - (plain.each?.[i] ?? NaN)) ?? null;
  const isStepped = each?.every((d) => Number.isNaN(d) || d % RIGHT === 0) ?? false;
  const [lo, hi] = each !== null && isStepped ? steppedInterval(each, RIGHT) : intervalOf(value, differences);
  const beyondP = each !== null ? signFlip(each) : pOfSpread(value, differences);
  return {
    ...stress,
    ...scores,
    beyond: { value, lo, hi, n: scores.n },
    beyondP,
    harm: 0 - value * (plain.metric.better === "lower" ? -1 : 1),
  };
}

const idsOf = (pairs: readonly Pair[]) => pairs.map(({ base }) => base.id);

/** Answers of both models as functions of how often each sample counts. */
interface Reading {
  readonly metric: MetricName;
  /** Samples, and those that are labelled. */
  readonly size: number;
  readonly n: number;
  /** Scores of both; the first is a constant without labels. */
  readonly at: (weights: Float64Array) => readonly [number, number];
  readonly labelled: boolean;
  /** Change of each sample, where a sample has one. */
  readonly each: readonly number[] | null;
  readonly agreement: Estimate | null;
  readonly steps: number;
}

function readingOf({ task, clues }: StressTask, pairs: readonly Pair[]): Reading {
  const base = task.scorer(pairs.map((pair) => pair.base));
  const other = task.scorer(pairs.map((pair) => pair.other));
  const close = closeTo(task, clues, pairs);
  const [main] = task.metrics;
  if (base.n === 0 || main === undefined) {
    const full = close.metric.unit === "%" ? 100 : close.metric.better === "lower" ? 0 : 1;
    return {
      metric: close.metric,
      size: pairs.length,
      n: pairs.length,
      at: (weights) => [full, weightedMean(close.values, weights)],
      labelled: false,
      each: close.values.map((x) => x - full),
      agreement: close.metric.unit === "%" ? close.estimate : null,
      steps: pairs.length,
    };
  }
  const at = (weights: Float64Array) => [base.at(weights)[0] ?? NaN, other.at(weights)[0] ?? NaN] as const;
  return {
    metric: main,
    size: pairs.length,
    n: base.n,
    at,
    labelled: true,
    each: main.proportion ? pairs.map((_, i) => differenceOf(at(only(i, pairs.length)))) : null,
    agreement: close.metric.unit === "%" ? close.estimate : null,
    steps: base.steps,
  };
}

const differenceOf = ([base, other]: readonly [number, number]) => other - base;

function only(index: number, n: number): Float64Array {
  const weights = new Float64Array(n);
  weights[index] = 1;
  return weights;
}

/** The nearness that stands for a score, with its value for each sample. */
function closeTo(task: Task, clues: TaskClues, pairs: readonly Pair[]) {
  const { metrics, of } = task.closeness(clues);
  const rows = pairs.map(({ base, other }) => of(base, other));
  const columns = metrics.map((metric, i): CloseMetric & { readonly values: readonly number[] } => {
    const values = rows.map((row) => row[i] ?? NaN);
    const known = values.filter((x) => !Number.isNaN(x));
    const mean = meanOf(known);
    const [lo, hi] = metric.proportion ? wilson(mean.value, known.length) : [mean.lo, mean.hi];
    return { ...metric, estimate: { ...mean, lo, hi }, values };
  });
  const chosen = nearest(columns.filter(({ estimate }) => estimate.n > 0)) ?? columns[0];
  const found = columns.find(({ id }) => id === chosen?.id);
  if (found === undefined) throw new Error("internal: every task tells how near two answers are");
  const { estimate, values, ...metric } = found;
  return { metric: metric as MetricName, estimate, values };
}

function scoresOf(reading: Reading, resamples: number): StressScores & { readonly draws: readonly number[] } {
  const { size, n, at, labelled, each, agreement } = reading;
  const [base, other] = at(onceEach(size));
  const rows = resample(size, at, { resamples });
  const draws = rows.map(([b = NaN, o = NaN]) => o - b);
  const estimate = (value: number, column: readonly number[]): Estimate => {
    const [lo, hi] = reading.metric.proportion ? wilson(value, n) : intervalOf(value, column);
    return { value, lo, hi, n };
  };
  const [lo, hi] = intervalOf(other - base, draws);
  return {
    n,
    base: labelled
      ? estimate(
          base,
          rows.map(([b = NaN]) => b),
        )
      : null,
    other: estimate(
      other,
      rows.map(([, o = NaN]) => o),
    ),
    change: { value: other - base, lo, hi, n },
    p: !labelled ? NaN : each === null ? pOfDifference(draws) : signFlip(each),
    agreement,
    draws,
  };
}

/** From how far the draws spread: their own share beyond 0 cannot be less than one in their number. */
function pOfSpread(value: number, draws: readonly number[]): number {
  const known = draws.filter((x) => !Number.isNaN(x));
  const mean = known.reduce((a, b) => a + b, 0) / Math.max(1, known.length);
  const variance = known.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(1, known.length - 1);
  if (variance === 0) return 1;
  return Math.min(1, 2 * normal(-Math.abs(value) / Math.sqrt(variance)));
}
