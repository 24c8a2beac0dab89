/** @file Two models on the same samples, in the terms of their task: every score, its change, and whether chance explains it. */
import type { Estimate, SampleResult } from "../evaluation.ts";
import { meanOf } from "../intervals.ts";
import { affordable, type BootstrapOptions, intervalOf, pOfDifference, resample } from "../statistics/bootstrap.ts";
import { inWords, pOf } from "../statistics/in-words.ts";
import type { Discordant } from "../statistics/mcnemar.ts";
import { retrievalAgreement } from "../tasks/embedding.ts";
import { wilson } from "../tasks/score.ts";
import { type MetricPart, onceEach, type Scorer } from "../tasks/scorer.ts";
import type { MetricName, Task, TaskClues } from "../tasks/task.ts";

/** One sample as both models answered it, as `task.read` returns it. */
export interface Pair {
  readonly base: SampleResult;
  readonly other: SampleResult;
}

/** A score of both models. */
export interface PairedMetric extends MetricName {
  readonly base: Estimate;
  readonly other: Estimate;
  /** `other` minus `base`, with its paired interval. */
  readonly change: Estimate;
  /** Two-sided p of "no change": McNemar's for shares of right answers, the bootstrap's elsewhere. */
  readonly p: number;
}

/** A measure of nearness, mean over the samples. */
export interface CloseMetric extends MetricName {
  readonly estimate: Estimate;
}

/** The main score of one class. */
export interface PairedClass {
  readonly label: number;
  readonly base: Estimate;
  readonly other: Estimate;
  readonly change: Estimate;
}

export interface PairedScores {
  /** Samples that both models answered. */
  readonly n: number;
  /** The main one first; empty without labels. */
  readonly metrics: readonly PairedMetric[];
  readonly closeness: readonly CloseMetric[];
  readonly classes: readonly PairedClass[];
  /** Which of the metrics are about a part of the objects. */
  readonly parts?: readonly MetricPart[];
  /** What the main score says, as a sentence; null without labels. */
  readonly words: string | null;
}

/** By sample id, in the order of `other`; samples that only one side has are left out, so that any prefix is valid. */
export function pairsOf(base: readonly SampleResult[], other: readonly SampleResult[]): Pair[] {
  const byId = new Map(base.map((result) => [result.id, result]));
  return other.flatMap((result): Pair[] => {
    const before = byId.get(result.id);
    return before === undefined ? [] : [{ base: before, other: result }];
  });
}

export interface PairedOptions extends BootstrapOptions {
  readonly clues: TaskClues;
  /** At most so many draws, where more could be afforded. */
  readonly most?: number;
  /** Leaves out how near the answers are, which a search need not know. */
  readonly scoresOnly?: boolean;
}

/** Both scorers see the same draws, so that what is hard for both does not widen the interval of the change. */
export function pairedScores(task: Task, pairs: readonly Pair[], given: PairedOptions): PairedScores {
  const { clues, most = Infinity, scoresOnly = false, ...options } = given;
  const bases = pairs.map(({ base }) => base);
  const scorers = { base: task.scorer(bases), other: task.scorer(pairs.map(({ other }) => other)) };
  const { n, steps } = scorers.base;
  const all = (weights: Float64Array) =>
    [scorers.base, scorers.other].flatMap((s) => [...s.at(weights), ...s.byClass(weights)]);
  const values = all(onceEach(pairs.length));
  const draws =
    n === 0 ? [] : resample(pairs.length, all, { resamples: Math.min(most, affordable(2 * steps)), ...options });
  const half = values.length / 2;
  const columns = values.map((_, i) => draws.map((row) => row[i] ?? NaN));
  const part = (i: number, size: number): Part => {
    const change = (columns[i] ?? []).map((x, draw) => (columns[half + i]?.[draw] ?? NaN) - x);
    return {
      base: estimate(values[i] ?? NaN, columns[i] ?? [], size),
      other: estimate(values[half + i] ?? NaN, columns[half + i] ?? [], size),
      change: estimate((values[half + i] ?? NaN) - (values[i] ?? NaN), change, size),
      p: pOfDifference(change),
    };
  };
  const metrics = n === 0 ? [] : metricsOf(task, pairs, scorers.base, part);
  return {
    n: pairs.length,
    metrics,
    closeness: scoresOnly ? [] : closenessOf(task, pairs, clues),
    classes: scorers.base.classes.map(({ label, n: size }, i) => {
      const { base, other, change } = part(task.metrics.length + i, size);
      return { label, base, other, change };
    }),
    ...(scorers.base.parts && { parts: scorers.base.parts }),
    words: metrics[0] === undefined ? null : wordsOf(metrics[0], discordantOf(metrics[0], pairs)),
  };
}

interface Part {
  readonly base: Estimate;
  readonly other: Estimate;
  readonly change: Estimate;
  readonly p: number;
}

function metricsOf(
  task: Task,
  pairs: readonly Pair[],
  { n }: Scorer,
  part: (i: number, n: number) => Part,
): PairedMetric[] {
  return task.metrics.flatMap((metric, i): PairedMetric[] => {
    const { base, other, change, p } = part(i, n);
    if (Number.isNaN(base.value) && Number.isNaN(other.value)) return [];
    const sure = (e: Estimate): Estimate => {
      if (!metric.proportion) return e;
      const [lo, hi] = wilson(e.value, n);
      return { ...e, lo, hi };
    };
    return [{ ...metric, base: sure(base), other: sure(other), change, p: pOf(discordantOf(metric, pairs), p) }];
  });
}

function estimate(value: number, draws: readonly number[], n: number): Estimate {
  const [lo, hi] = intervalOf(value, draws);
  return { value, lo, hi, n };
}

/** Samples that exactly one of the models gets right; undefined for scores that are no shares of right answers. */
function discordantOf({ id }: MetricName, pairs: readonly Pair[]): Discordant | undefined {
  const places = { top1: 1, top5: 5 }[id];
  if (places === undefined) return undefined;
  const right = ({ label, top }: SampleResult) => top.slice(0, places).includes(label ?? -1);
  const labelled = pairs.filter(({ base }) => base.label !== undefined);
  return {
    lost: labelled.filter(({ base, other }) => right(base) && !right({ ...other, ...labelOf(base) })).length,
    won: labelled.filter(({ base, other }) => !right(base) && right({ ...other, ...labelOf(base) })).length,
  };
}

const labelOf = ({ label }: SampleResult) => (label === undefined ? {} : { label });

function wordsOf(main: PairedMetric, discordant: Discordant | undefined): string {
  const { title, change, better, p } = main;
  const unit = main.unit === "%" ? " points" : main.unit === "" ? "" : ` ${main.unit}`;
  return inWords({ title, change, better, unit, p, ...(discordant && { discordant }) });
}

function closenessOf(task: Task, pairs: readonly Pair[], clues: TaskClues): CloseMetric[] {
  const { metrics, of } = task.closeness(clues);
  const rows = pairs.map(({ base, other }) => of(base, other));
  const means = metrics.map((metric, i): CloseMetric => {
    const known = rows.map((row) => row[i] ?? NaN).filter((x) => !Number.isNaN(x));
    const mean = meanOf(known);
    const [lo, hi] = metric.proportion ? wilson(mean.value, known.length) : [mean.lo, mean.hi];
    return { ...metric, estimate: { ...mean, lo, hi } };
  });
  const extra = task.id === "embedding" ? [retrieval(pairs)] : [];
  return [...means, ...extra].filter(({ estimate: { n } }) => n > 0);
}

/** What stands for the score where nothing is labelled: a share of equal answers, else the cosine. */
export function nearest(closeness: readonly CloseMetric[]): CloseMetric | undefined {
  return closeness.find(({ unit }) => unit === "%") ?? closeness.find(({ id }) => id === "cosine");
}

/** Looks at all samples together, as a search does. */
function retrieval(pairs: readonly Pair[]): CloseMetric {
  const shares = retrievalAgreement(
    pairs.map(({ base }) => base),
    pairs.map(({ other }) => other),
  );
  const estimate = meanOf(shares.filter((x) => !Number.isNaN(x)));
  return { id: "retrieval10", title: "same nearest ten", unit: "%", better: "higher", estimate };
}
