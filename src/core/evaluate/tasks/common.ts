/** @file Measures of nearness that several tasks share. */
import { cosine, divergence, largest, sqnr } from "../closeness/vectors.ts";
import type { SampleResult } from "../evaluation.ts";
import type { MetricName } from "./task.ts";

/** A measure of one pair of outputs. */
export interface Measure extends MetricName {
  readonly of: (base: Float32Array, other: Float32Array) => number;
}

export const SQNR: Measure = { id: "sqnr", title: "output SQNR", unit: "dB", better: "higher", of: sqnr };
export const COSINE: Measure = { id: "cosine", title: "cosine", unit: "", better: "higher", of: cosine };
export const KL: Measure = { id: "kl", title: "KL divergence", unit: "nat", better: "lower", of: divergence };
export const AGREEMENT: Measure = {
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

/** These measures of the first output. */
export function ofFirst(measures: readonly Measure[]) {
  return {
    metrics: measures.map(nameOf),
    of: (base: SampleResult, other: SampleResult) => measures.map(({ of }) => of(base.output, other.output)),
  };
}
