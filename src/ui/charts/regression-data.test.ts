import { describe, expect, it } from "vitest";
import type { SampleResult } from "../../core/evaluate/evaluation.ts";
import { extent, MOST_POINTS, regressionPoints } from "./regression-data.ts";

const result = (id: string, output: readonly number[], truth?: readonly number[]): SampleResult => ({
  id,
  top: [],
  confidence: [],
  output: Float32Array.from(output),
  ...(truth && { truth: { kind: "values", values: truth } }),
});

describe("points of a regression", () => {
  it("are the labelled samples that both models answered, by what was measured", () => {
    const base = [
      result("a", [2, 9], [3, 8]),
      result("b", [1, 1], [1, 1]),
      result("c", [5, 5]),
      result("d", [4, 4], [4, 4]),
    ];
    const other = [result("b", [1.5, 0]), result("a", [2.5, 7]), result("c", [5, 5])];
    expect(regressionPoints(base, other, 0)).toEqual([
      { id: "b", truth: 1, before: 1, after: 1.5 },
      { id: "a", truth: 3, before: 2, after: 2.5 },
    ]);
    expect(regressionPoints(base, other, 1).map(({ truth, after }) => [truth, after])).toEqual([
      [1, 0],
      [8, 7],
    ]);
  });

  it("are thinned out where they are many, and keep the worst", () => {
    const base = Array.from({ length: 4000 }, (_, i) => result(`${i}`, [i], [i]));
    const other = base.map(({ id, output }, i) => result(id, [(output[0] ?? 0) + (i === 1001 ? 500 : 0)]));
    const points = regressionPoints(base, other, 0);
    expect(points.length).toBeLessThanOrEqual(MOST_POINTS + 1);
    expect(points.some(({ id }) => id === "1001")).toBe(true);
  });
});

it("an axis has room for one value, for equal ones and for none", () => {
  expect(extent([1, 2])).toEqual([0.96, 2.04]);
  const [lo, hi] = extent([5, 5]);
  expect(lo < 5 && hi > 5).toBe(true);
  expect(extent([NaN])).toEqual([0, 1]);
});
