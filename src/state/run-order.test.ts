import { expect, test } from "vitest";
import type { SegmentComparison } from "../core/evaluate/evaluation.ts";
import { worstFirst } from "./run-order.ts";

const estimate = (value: number) => ({ value, lo: value - 1, hi: value + 1, n: 50 });

function segment(name: string, change: number | null, agreement = 90): SegmentComparison {
  const scores = { n: 50, top1: estimate(80) };
  return {
    segment: name,
    n: 50,
    base: scores,
    other: scores,
    agreement: estimate(agreement),
    ...(change !== null && { top1Change: estimate(change) }),
  };
}

test("the segment that lost most runs first", () => {
  expect(worstFirst([segment("day", -0.5), segment("night", -8), segment("dusk", 1)])).toEqual([
    "night",
    "day",
    "dusk",
  ]);
});

test("without labels it is the one that agrees least; one of which nothing is known comes in its own turn", () => {
  const segments = [segment("a", null, 99), segment("b", null, 70), segment("c", null, NaN)];
  expect(worstFirst(segments)).toEqual(["b", "a"]);
});
