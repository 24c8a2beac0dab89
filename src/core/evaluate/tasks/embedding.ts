/** @file Vectors that put alike samples near each other: faces, sentences, products. */
import { neighbours, shared } from "../embedding/neighbours.ts";
import type { SampleResult } from "../evaluation.ts";
import { COSINE, nameOf, SQNR } from "./common.ts";
import { noScores, type Scorer, weightedMean } from "./scorer.ts";
import type { MetricName, Task } from "./task.ts";

const METRICS: readonly MetricName[] = [
  { id: "recall1", title: "nearest is alike", unit: "%", better: "higher", proportion: true },
];

/** Neighbours that a search would show. */
export const NEIGHBOURS = 10;

/** Comparing all with all costs the square: more samples are thinned out evenly. */
const MOST = 2000;

export const embedding: Task = {
  id: "embedding",
  title: "Embedding",
  when: "The output is a vector, and alike samples should be near each other.",
  labels: "class",
  metrics: METRICS,
  needsValues: true,
  fits: ({ dims, tail = [], outputs = [] }) =>
    dims !== null &&
    dims.filter((d) => d > 1).length === 1 &&
    (/^(LpNormalization|Normalizer)$/.test(tail[0] ?? "") ||
      (tail[0] === "Div" && tail.slice(1, 5).some((op) => op === "ReduceL2" || op === "Sqrt")) ||
      /embed|feature|descriptor/i.test(outputs[0]?.name ?? "")),
  read: (result) => ({ ...result, top: [], confidence: [] }),
  scorer: scorerOf,
  closeness: () => ({
    metrics: [nameOf(COSINE), nameOf(SQNR)],
    of: (base, other) => [COSINE, SQNR].map(({ of }) => of(base.output, other.output)),
  }),
};

/** Leaving each sample out in turn: whether its nearest neighbour has its class. */
function scorerOf(results: readonly SampleResult[]): Scorer {
  const labelled = thinned(
    results.flatMap(({ label, output }, i) => (label === undefined ? [] : [{ label, output, i }])),
  );
  if (labelled.length < 2) return noScores(METRICS.length);
  const near = neighbours(
    labelled.map(({ output }) => output),
    1,
  );
  const hits = new Float64Array(results.length).fill(NaN);
  for (const [k, { label, i }] of labelled.entries()) hits[i] = labelled[near[k]?.[0] ?? -1]?.label === label ? 100 : 0;
  const classes = [...new Set(labelled.map(({ label }) => label))].sort((a, b) => a - b);
  const columns = classes.map((c) => hits.map((hit, i) => (results[i]?.label === c ? hit : NaN)));
  return {
    n: labelled.length,
    at: (weights) => [weightedMean(hits, weights)],
    classes: classes.map((label, k) => ({ label, n: columns[k]?.filter((x) => !Number.isNaN(x)).length ?? 0 })),
    byClass: (weights) => columns.map((column) => weightedMean(column, weights)),
    steps: results.length * (1 + classes.length),
  };
}

/** Share of the nearest neighbours that both models agree on, percent, for each pair; NaN of those that were thinned out. */
export function retrievalAgreement(
  base: readonly SampleResult[],
  other: readonly SampleResult[],
  k = NEIGHBOURS,
): readonly number[] {
  const chosen = thinned(base.map((_, i) => i));
  const of = (results: readonly SampleResult[]) =>
    neighbours(
      chosen.map((i) => results[i]?.output as Float32Array),
      k,
    );
  const [before, after] = [of(base), of(other)];
  const values = base.map(() => NaN);
  for (const [at, i] of chosen.entries()) values[i] = 100 * shared(before[at] ?? [], after[at] ?? []);
  return values;
}

function thinned<T>(list: readonly T[]): readonly T[] {
  if (list.length <= MOST) return list;
  return Array.from({ length: MOST }, (_, i) => list[Math.floor((i * list.length) / MOST)] as T);
}
