/** @file One class per sample. */
import { calibrationError, confidenceBins } from "../classification/calibration.ts";
import { valuesOf } from "../closeness/sketch.ts";
import type { SampleResult } from "../evaluation.ts";
import { COSINE, KL, measureAt, nameOf, SQNR } from "./common.ts";
import { noScores, type Scorer, weightedMean } from "./scorer.ts";
import type { MetricName, Task } from "./task.ts";

const METRICS: readonly MetricName[] = [
  { id: "top1", title: "top-1", unit: "%", better: "higher", proportion: true },
  { id: "top5", title: "top-5", unit: "%", better: "higher", proportion: true },
  { id: "ece", title: "calibration error", unit: "%", better: "lower" },
];

const AGREEMENT: MetricName = { id: "agreement", title: "agreement", unit: "%", better: "higher", proportion: true };

/** With five classes or fewer every answer is in the top five; the number would say nothing. */
const TOP = 5;

export const classification: Task = {
  id: "classification",
  title: "Classification",
  when: "The output holds one score per class.",
  labels: "class",
  metrics: METRICS,
  // A row of scores; [1000, 1, 1] is one too. Open shapes are mostly those of classifiers.
  fits: ({ dims }) => dims === null || (dims.filter((d) => d > 1).length === 1 && dims.every((d) => d > 0)),
  read: (result) => result,
  scorer: scorerOf,
  closeness: () => ({
    metrics: [AGREEMENT, ...[SQNR, COSINE, KL].map(nameOf)],
    of: (base, other) => [
      base.top[0] === other.top[0] ? 100 : 0,
      ...[SQNR, COSINE, KL].map((measure) => measureAt(measure, base, other)),
    ],
  }),
};

function scorerOf(results: readonly SampleResult[]): Scorer {
  const labelled = results.filter(({ label }) => label !== undefined).length;
  if (labelled === 0) return noScores(METRICS.length);
  const classes = results[0] === undefined ? 0 : valuesOf(results[0]);
  const hits = (k: number) =>
    Float64Array.from(results, ({ label, top }) =>
      label === undefined ? NaN : top.slice(0, k).includes(label) ? 100 : 0,
    );
  const [first, five] = [hits(1), hits(TOP)];
  const members = membersOf(results);
  return {
    n: labelled,
    at: (weights) => [
      weightedMean(first, weights),
      classes > TOP ? weightedMean(five, weights) : NaN,
      calibrationError(confidenceBins(results, weights)),
    ],
    classes: members.map(([label, list]) => ({ label, n: list.length })),
    byClass: (weights) => members.map(([, list]) => meanOver(list, first, weights)),
    steps: 6 * results.length,
  };
}

/** Samples of each class, by index. */
function membersOf(results: readonly SampleResult[]): readonly (readonly [number, readonly number[]])[] {
  const members = new Map<number, number[]>();
  for (const [i, { label }] of results.entries()) {
    if (label === undefined) continue;
    const list = members.get(label) ?? [];
    list.push(i);
    members.set(label, list);
  }
  return [...members].sort(([a], [b]) => a - b);
}

function meanOver(list: readonly number[], values: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  for (const i of list) {
    const weight = weights[i] as number;
    sum += weight * (values[i] as number);
    total += weight;
  }
  return total === 0 ? NaN : sum / total;
}
