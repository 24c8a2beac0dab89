import { compare } from "../testing/fake-compare.ts";
import type { Comparison, Evaluation, SampleResult, Scores } from "../core/evaluate/evaluation.ts";

/** Compares what both models have answered so far: `others` may be any part of the set. */
export function comparePrefix(
  base: Evaluation,
  others: readonly SampleResult[],
  other?: Evaluation,
): Comparison | null {
  if (others.length === 0) return null;
  const ids = new Set(others.map((r) => r.id));
  const shared = base.results.filter((r) => ids.has(r.id));
  return compare({ ...base, results: shared }, { ...(other ?? base), results: others });
}

export function scoresOf(evaluation: Evaluation): Scores {
  return compare(evaluation, evaluation).base;
}
