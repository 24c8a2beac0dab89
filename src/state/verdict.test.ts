import { describe, expect, it } from "vitest";
import type { Comparison } from "../core/evaluate/evaluation.ts";
import { verdictOf } from "./verdict.ts";

const estimate = (value: number, lo: number, hi: number, n = 200) => ({ value, lo, hi, n });

function comparison(change?: ReturnType<typeof estimate>, agreement = estimate(98, 97.2, 98.8)): Comparison {
  const scores = { n: 200 };
  const top1Change = change && { top1Change: change };
  return {
    n: 200,
    base: scores,
    other: scores,
    agreement,
    sqnr: estimate(18, 17, 19),
    flips: [],
    segments: [],
    ...top1Change,
  };
}

describe("verdictOf", () => {
  it("ships when the whole interval is within the budget", () => {
    const verdict = verdictOf(comparison(estimate(-0.2, -0.6, 0.2)), "A16W8");
    expect(verdict.level).toBe("good");
    expect(verdict.sentence).toBe(
      "A16W8 loses 0.2 points of top-1: 95 % interval −0.6 to +0.2 points on 200 images, within 1.",
    );
  });

  it("refuses when even the best end of the interval is outside", () => {
    expect(verdictOf(comparison(estimate(-6, -9, -3)), "INT8")).toMatchObject({ level: "bad", chip: "Accuracy lost" });
  });

  it("says that it cannot tell when the interval spans the budget", () => {
    expect(verdictOf(comparison(estimate(-0.5, -2, 1)), "INT8")).toMatchObject({
      level: "unsure",
      chip: "Likely fine",
    });
    expect(verdictOf(comparison(estimate(-1.5, -3, 0)), "INT8")).toMatchObject({
      level: "unsure",
      chip: "Likely too lossy",
    });
  });

  it("judges unlabelled images by agreement", () => {
    expect(verdictOf(comparison(), "INT8")).toMatchObject({ level: "good", chip: "Agrees" });
    expect(verdictOf(comparison(undefined, estimate(80, 74, 86)), "INT8").level).toBe("bad");
  });
});
