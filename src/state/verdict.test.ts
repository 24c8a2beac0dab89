import { describe, expect, it } from "vitest";
import { type Device, DEVICES } from "../core/evaluate/device/devices.ts";
import type { MetricName } from "../core/evaluate/metric.ts";
import { comparisonOf, costsOf, estimate } from "../testing/variants.ts";
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

  it("says when a segment that has a limit was not measured", () => {
    const budget = { ...DEFAULT_BUDGET, segments: [{ segment: "dark", maxDrop: 2 }] };
    expect(judged(comparisonOf(estimate(-0.2, -0.6, 0.2)), { budget })).toMatchObject({
      chip: "Not known yet",
      sentence: "INT8 was not measured on dark; measure it again.",
    });
  });

  it("judges by the main score of any task, in its own sense and unit", () => {
    const of = (metric: MetricName, base: number, change: [number, number, number]) => {
      const [value, lo, hi] = change;
      const [before, after] = [estimate(base, base, base), estimate(base + value, base + lo, base + hi)];
      return comparisonOf(undefined, { main: { metric, base: before, other: after, change: estimate(value, lo, hi) } });
    };
    const map: MetricName = { id: "mAP50_95", title: "mAP50-95", unit: "%", better: "higher" };
    expect(judged(of(map, 32.8, [-3, -4, -2]))).toMatchObject({
      chip: "Accuracy lost",
      sentence: "INT8 loses 3.0 points of mAP50-95 (95 % interval −4.0 to −2.0 on 200 samples); 1 may be lost.",
    });
    const mae: MetricName = { id: "mae", title: "MAE", unit: "", better: "lower" };
    // Twice the error: a rise is a loss, and of a plain number a share of FP32's.
    expect(judged(of(mae, 0.2, [0.2, 0.15, 0.25]))).toMatchObject({
      chip: "Accuracy lost",
      sentence: "INT8 raises MAE by 100.0 % (95 % interval +75.0 to +125.0 on 200 samples); 1 % may be added.",
    });
    expect(judged(of(mae, 0.2, [-0.01, -0.02, -0.001])).chip).toBe("Ready to ship");
    const own = { ...DEFAULT_BUDGET, unit: "points", maxDrop: 0.3 } as const;
    expect(judged(of(mae, 0.2, [0.2, 0.15, 0.25]), { budget: own })).toMatchObject({
      chip: "Ready to ship",
      sentence: "INT8 raises MAE by 0.2 (95 % interval +0.15 to +0.25 on 200 samples); 0.3 may be added.",
    });
  });

  it("holds a model to what a device can do, by estimate", () => {
    const device = DEVICES.find(({ id }) => id === "cortex-m4") as Device;
    const budget = { ...DEFAULT_BUDGET, devices: [{ device, cost: "time", most: 30 }] } as const;
    const good = comparisonOf(estimate(-0.2, -0.6, 0.2));
    expect(judged(good, { budget, costs: costsOf(20) }).chip).toBe("Ready to ship");
    expect(judged(good, { budget, costs: costsOf(40) })).toMatchObject({
      level: "bad",
      chip: "Too slow",
      sentence: "INT8 takes 40 ms on Cortex-M4 (estimate); 30 ms allowed.",
    });
    expect(judged(good, { budget })).toMatchObject({ level: "unsure", chip: "Not known yet" });
  });

  it("counts relative to the score of FP32 when asked to", () => {
    const comparison = comparisonOf(estimate(-0.9, -1, -0.8), { base: { n: 200, top1: estimate(50, 45, 55) } });
    expect(judged(comparison).level).toBe("good");
    expect(judged(comparison, { budget: { ...DEFAULT_BUDGET, unit: "relative" } }).level).toBe("bad");
  });
});
