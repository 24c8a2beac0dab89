import { describe, expect, test } from "vitest";
import { affordable, intervalOf, pOfDifference, quantile, resample } from "./bootstrap.ts";
import { inWords } from "./in-words.ts";
import { mcnemar } from "./mcnemar.ts";
import { roundedUp, samplesToNarrow, samplesToSettle } from "./power.ts";
import { uniform } from "../../random.ts";

describe("McNemar", () => {
  // Twice the lower tail of the binomial, summed in exact fractions.
  test.each([
    [0, 0, 1],
    [1, 0, 1],
    [5, 0, 0.0625],
    [6, 0, 0.03125],
    [10, 2, 0.03857421875],
    [30, 15, 0.0356979],
    [500, 440, 0.0542507],
  ])("%d lost, %d won gives p %d", (lost, won, p) => {
    expect(mcnemar({ lost, won })).toBeCloseTo(p, 6);
    expect(mcnemar({ lost: won, won: lost })).toBeCloseTo(p, 6);
  });

  test("beyond a thousand discordant samples the normal curve continues where the sum ends", () => {
    expect(mcnemar({ lost: 540, won: 461 })).toBeCloseTo(mcnemar({ lost: 540, won: 460 }), 2);
    expect(mcnemar({ lost: 9000, won: 1000 })).toBeLessThan(1e-9);
  });
});

describe("power", () => {
  test("no disagreement beyond the drop itself: 783 samples for one point", () => {
    // (1.959964 sqrt(0.01) + 0.841621 sqrt(0.01 - 0.0001))^2 / 0.0001
    expect(samplesToSettle(0, 1)).toBe(783);
    expect(samplesToSettle(0.05, 1)).toBe(3923);
    expect(samplesToSettle(0.05, 2)).toBeLessThan(samplesToSettle(0.05, 1) / 3);
  });

  test("halving an interval takes four times the samples", () => {
    expect(samplesToNarrow(100, 4, 1) / samplesToNarrow(100, 2, 1)).toBeCloseTo(4, 1);
    expect(roundedUp(587)).toBe(590);
    expect(roundedUp(7)).toBe(7);
    expect(roundedUp(3922)).toBe(4000);
  });
});

describe("bootstrap", () => {
  const values = Float64Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? 0 : 1));
  const mean = (weights: Float64Array) => {
    const total = weights.reduce((a, b) => a + b, 0);
    return [values.reduce((sum, x, i) => sum + x * (weights[i] as number), 0) / total];
  };

  test("the interval of a mean is that of the normal curve", () => {
    const draws = resample(values.length, mean).map(([x]) => x as number);
    const [lo, hi] = intervalOf(0.75, draws);
    const half = 1.96 * Math.sqrt((0.75 * 0.25) / 200);
    expect(lo).toBeCloseTo(0.75 - half, 1.8);
    expect(hi).toBeCloseTo(0.75 + half, 1.8);
  });

  test("a seed decides everything", () => {
    expect(resample(20, ([x]) => [x as number], { seed: 3, resamples: 5 })).toEqual(
      resample(20, ([x]) => [x as number], { seed: 3, resamples: 5 }),
    );
    expect(uniform(1)()).not.toBe(uniform(2)());
  });

  test("covers the truth about 95 times in 100", () => {
    const next = uniform(99);
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const sample = Float64Array.from({ length: 60 }, () => (next() < 0.7 ? 1 : 0));
      const score = (w: Float64Array) => [sample.reduce((sum, x, i) => sum + x * (w[i] as number), 0) / 60];
      const [lo, hi] = intervalOf(
        score(new Float64Array(60).fill(1))[0]!,
        resample(60, score, { seed: trial, resamples: 200 }).map(([x]) => x as number),
      );
      if (lo <= 0.7 && hi >= 0.7) covered++;
    }
    expect(covered).toBeGreaterThan(180);
    expect(covered).toBeLessThan(200);
  });

  test("draws that say nothing are left out, and a score that half of them lack has no interval", () => {
    expect(intervalOf(1, [1, NaN, 1, 1])).toEqual([1, 1]);
    expect(intervalOf(1, [1, NaN, NaN])).toEqual([NaN, NaN]);
    expect(resample(0, () => [1])).toEqual([]);
  });

  test("draws that are mostly above the score move its interval down, and the score stays inside", () => {
    const draws = Array.from({ length: 1001 }, (_, i) => i / 1000);
    const [lo, hi] = intervalOf(0.4, draws);
    expect(lo).toBeCloseTo(0.0067, 3);
    expect(hi).toBeCloseTo(0.927, 3);
    expect(intervalOf(-1, draws)[0]).toBe(-1);
    expect(intervalOf(0.5, draws)[0]).toBeCloseTo(0.025, 3);
  });

  test("quantiles lie between neighbours", () => {
    expect(quantile(Float64Array.of(0, 10), 0.25)).toBe(2.5);
  });

  test("a difference that is always below 0 is no chance, one around 0 is", () => {
    expect(pOfDifference(Array.from({ length: 999 }, () => -1))).toBeCloseTo(0.002, 6);
    expect(pOfDifference([-1, 1, -1, 1])).toBe(1);
  });

  test("costly statistics are drawn less often", () => {
    expect([affordable(1), affordable(1e6), affordable(1e9)]).toEqual([1000, 300, 100]);
  });
});

describe("in words", () => {
  const change = (value: number, half: number, n: number) => ({ value, lo: value - half, hi: value + half, n });
  const base = { title: "top-1", better: "higher", unit: " points" } as const;

  test("too few samples are told how many would do", () => {
    const discordant = { lost: 1, won: 1 };
    expect(inWords({ ...base, change: change(0, 1, 200), discordant, p: 1 })).toBe(
      "No significant difference in top-1 at 200 samples (p 1.00). 790 would settle a 1-point drop.",
    );
  });

  test("a difference beyond chance is named with its size and direction", () => {
    expect(inWords({ ...base, change: change(-3.4, 2, 500), discordant: { lost: 20, won: 3 }, p: 0.0004 })).toBe(
      "Top-1 is worse by 3.4 points, more than chance explains at 500 samples (p < 0.001).",
    );
    expect(inWords({ ...base, title: "RMSE", unit: "", better: "lower", change: change(-0.5, 0.1, 50), p: 0.01 })).toBe(
      "RMSE is better by 0.500, more than chance explains at 50 samples (p 0.010).",
    );
  });

  test("without labels there is nothing to say", () => {
    const worse = inWords({ ...base, title: "mAP50-95", change: change(-3.4, 2, 500), p: 0.01 });
    expect(worse).toMatch(/^mAP50-95 is worse by 3\.4 points/);
    expect(inWords({ ...base, change: change(NaN, NaN, 0), p: NaN })).toBe("No sample is labelled for top-1.");
  });
});
