import { describe, expect, it } from "vitest";
import type { StressReport, StressRow } from "../../core/evaluate/stress/row.ts";
import { drawnRuns, scoreDomain, stressCurves } from "./stress-curves-data.ts";

const estimate = (value: number, half = 5) => ({ value, lo: value - half, hi: value + half, n: 100 });

const scores = (base: number, other: number) => ({
  n: 100,
  base: estimate(base),
  other: estimate(other),
  change: estimate(other - base, 2),
  p: 0.5,
  agreement: null,
});

const row = (strength: number, base: number, other: number, beyondP: number): StressRow => ({
  ...scores(base, other),
  corruption: "darker",
  strength,
  beyond: estimate(other - base, 2),
  beyondP,
  harm: base - other,
});

const report: StressReport = {
  metric: { id: "top1", title: "top-1", unit: "%", better: "higher", proportion: true },
  plain: scores(97, 97),
  rows: [row(1, 90, 89, 0.5), row(4, 40, 20, 1e-4)],
};

describe("stress curves", () => {
  it("begin with the plain samples and leave a gap where a strength is still to come", () => {
    const [darker, noise] = stressCurves(report, ["darker", "noise"]);
    expect(darker?.points.map(({ tick, breaks }) => [tick, breaks])).toEqual([
      ["plain", false],
      ["−1", false],
      ["−2", false],
      ["−4", true],
      ["−6", false],
    ]);
    const runs = drawnRuns(darker?.points ?? [], "other");
    expect(runs.map((run) => run.map(({ x, value }) => [x, value]))).toEqual([
      [
        [0, 97],
        [1, 89],
      ],
      [[3, 20]],
    ]);
    expect(drawnRuns(noise?.points ?? [], "base").map((run) => run.length)).toEqual([1]);
  });

  it("share one axis, which ends at 0 and 100 %", () => {
    expect(scoreDomain(report)).toEqual([15 - 0.04 * 87, 100]);
    expect(scoreDomain({ ...report, metric: { ...report.metric, unit: "dB" } })[1]).toBeGreaterThan(102);
  });

  it("without labels only the variant has a curve", () => {
    const unlabelled = { ...report, plain: { ...report.plain, base: null }, rows: [] };
    const [curve] = stressCurves(unlabelled, ["darker"]);
    expect(drawnRuns(curve?.points ?? [], "base")).toEqual([]);
    expect(drawnRuns(curve?.points ?? [], "other")).toHaveLength(1);
  });
});
