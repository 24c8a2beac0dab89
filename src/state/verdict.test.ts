import { describe, expect, it } from "vitest";
import { comparisonOf, estimate } from "../testing/variants.ts";
import { DEFAULT_BUDGET } from "./budget/budget.ts";
import { verdictOf, type VerdictCase } from "./verdict.ts";

const judged = (comparison: VerdictCase["comparison"], other: Partial<VerdictCase> = {}) =>
  verdictOf({ comparison, bytes: 400e3, float: 1e6, budget: DEFAULT_BUDGET, name: "INT8", ...other });

describe("verdictOf", () => {
  it("ships when the whole interval is within the budget", () => {
    const verdict = judged(comparisonOf(estimate(-0.2, -0.6, 0.2)), { name: "A16W8" });
    expect(verdict.level).toBe("good");
    expect(verdict.sentence).toBe(
      "A16W8 loses 0.2 points of top-1 (95 % interval −0.6 to +0.2 on 200 samples); 1 may be lost.",
    );
  });

  it("refuses when even the best end of the interval is outside", () => {
    expect(judged(comparisonOf(estimate(-6, -9, -3)))).toMatchObject({ level: "bad", chip: "Accuracy lost" });
  });

  it("says that it cannot tell when the interval spans the budget", () => {
    const fine = judged(comparisonOf(estimate(-0.5, -2, 1)));
    expect(fine).toMatchObject({ level: "unsure", chip: "Likely fine" });
    expect(fine.sentence).toMatch(/too wide to be sure\.$/);
    expect(judged(comparisonOf(estimate(-1.5, -3, 0)))).toMatchObject({ level: "unsure", chip: "Likely too lossy" });
  });

  it("decides nothing on a handful of samples, whose interval has no width", () => {
    expect(judged(comparisonOf(estimate(0, 0, 0, 8))).level).toBe("unsure");
  });

  it("judges unlabelled samples by agreement", () => {
    expect(judged(comparisonOf())).toMatchObject({ level: "good", chip: "Agrees" });
    expect(judged(comparisonOf(undefined, { agreement: estimate(80, 74, 86) }))).toMatchObject({
      level: "bad",
      chip: "Disagrees",
    });
  });

  it("holds a segment to its own limit, and the file to its size", () => {
    const segments = [{ segment: "dark", ...comparisonOf(estimate(-5, -7, -3)) }];
    const comparison = comparisonOf(estimate(-0.2, -0.6, 0.2), { segments });
    const budget = { ...DEFAULT_BUDGET, segments: [{ segment: "dark", maxDrop: 2 }] };
    expect(judged(comparison, { budget })).toMatchObject({ level: "bad", chip: "Segment lost" });
    const small = { ...DEFAULT_BUDGET, size: { value: 3, unit: "times" } } as const;
    const verdict = judged(comparison, { budget: small });
    expect(verdict).toMatchObject({ level: "bad", chip: "Too large" });
    expect(verdict.sentence).toBe("INT8 takes 400 kB; 333 kB allowed.");
  });

  it("counts relative to the score of FP32 when asked to", () => {
    const comparison = comparisonOf(estimate(-0.9, -1, -0.8), { base: { n: 200, top1: estimate(50, 45, 55) } });
    expect(judged(comparison).level).toBe("good");
    expect(judged(comparison, { budget: { ...DEFAULT_BUDGET, unit: "relative" } }).level).toBe("bad");
  });
});
