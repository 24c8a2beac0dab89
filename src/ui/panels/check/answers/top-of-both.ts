/** @file The best classes of two answers in one list. */
import type { SampleResult } from "../../../../core/evaluate/evaluation.ts";

type Answer = Pick<SampleResult, "top" | "confidence">;

export interface BothConfidences {
  /** Of the class. */
  readonly index: number;
  /** 0..1; null where the class is not among the best of that answer. */
  readonly confidence: readonly [before: number | null, after: number | null];
}

/** Classes that are among the best of either, the surest first. */
export function topOfBoth(before: Answer | undefined, after: Answer | undefined): readonly BothConfidences[] {
  const of = (answer: Answer | undefined, index: number) => {
    const at = answer?.top.indexOf(index) ?? -1;
    return at < 0 ? null : (answer?.confidence[at] ?? null);
  };
  const all = new Set([...(before?.top ?? []), ...(after?.top ?? [])]);
  return [...all]
    .map((index): BothConfidences => ({ index, confidence: [of(before, index), of(after, index)] }))
    .toSorted((a, b) => surest(b) - surest(a) || a.index - b.index);
}

function surest({ confidence: [before, after] }: BothConfidences): number {
  return Math.max(before ?? 0, after ?? 0);
}
