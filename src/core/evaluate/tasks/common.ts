/** @file Measures of nearness that several tasks share. */
import { cosine, divergence, largest, sqnr } from "../closeness/vectors.ts";
import { isSketch } from "../closeness/sketch.ts";
import type { SampleResult } from "../evaluation.ts";
import type { MetricName } from "./task.ts";

/** A measure of one pair of outputs. */
export interface Measure extends MetricName {
  readonly of: (base: Float32Array, other: Float32Array) => number;
  /** Needs the values themselves; sums of them do not do. */
  readonly exact?: true;
}

export const SQNR: Measure = { id: "sqnr", title: "output SQNR", unit: "dB", better: "higher", of: sqnr };
export const COSINE: Measure = { id: "cosine", title: "cosine", unit: "", better: "higher", of: cosine };
export const KL: Measure = {
  id: "kl",
  title: "KL divergence",
  unit: "nat",
  better: "lower",
  of: divergence,
  exact: true,
};
export const AGREEMENT: Measure = {
  exact: true,
  id: "agreement",
  title: "agreement",
  unit: "%",
  better: "higher",
  of: (base, other) => (base.length < 2 ? NaN : largest(base) === largest(other) ? 100 : 0),
};

/** Without the function, as results keep it. */
export function nameOf({ id, title, unit, better }: Measure): MetricName {
  return { id, title, unit, better };
}

/** A measure of output `at` of both answers, 0 for the first; NaN where it is missing, or not kept as the measure needs it. */
export function measureAt({ id, of, exact }: Measure, base: SampleResult, other: SampleResult, at = 0): number {
  const [a, b] = [base, other].map(({ output, outputs = [] }) => [output, ...outputs][at]);
  if (a === undefined || b === undefined) return NaN;
  if (!exact || !isSketch(base, at)) return of(a, b);
  return id === AGREEMENT.id ? (base.sketch?.largest[at] === other.sketch?.largest[at] ? 100 : 0) : NaN;
}

/** These measures of the first output. */
export function ofFirst(measures: readonly Measure[]) {
  return {
    metrics: measures.map(nameOf),
    of: (base: SampleResult, other: SampleResult) => measures.map((measure) => measureAt(measure, base, other)),
  };
}
