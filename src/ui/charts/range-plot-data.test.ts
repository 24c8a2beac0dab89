import { describe, expect, test } from "vitest";
import { referenceKernel } from "../../core/calibrate/kernel.ts";
import { statsOf } from "../../core/calibrate/collect.ts";
import type { TensorStats } from "../../core/calibrate/stats.ts";
import { usedRange } from "../../core/quantize/range-cost.ts";
import { gridLines, integerTicks, scaleOf, windowBars, windowOf } from "./range-plot-data.ts";

const U8 = { type: "uint8", symmetric: false, clamp: null } as const;
const stats = statsOf(Float32Array.of(-1, 0, 0.5, 3), referenceKernel) as TensorStats;
const GRID = { qmin: 0, levels: 256 };
const used = usedRange({ lo: -0.5, hi: 2 }, U8);

describe("the window", () => {
  test("of all holds what was observed and every range", () => {
    const [from, to] = windowOf("all", stats, used, [{ lo: -2, hi: 1 }]);
    expect(from).toBeCloseTo(-2.2, 5);
    expect(to).toBeCloseTo(3.2, 5);
  });

  test("of an end shows it in the middle, with its integers apart", () => {
    const window = windowOf("high", stats, used, []);
    expect((window[0] + window[1]) / 2).toBeCloseTo(used.hi, 6);
    expect(gridLines(used, 256, window, 480)).toHaveLength(25);
    expect(gridLines(used, 256, windowOf("all", stats, used, []), 480)).toEqual([]);
  });
});

describe("bars", () => {
  test("hold every value of the window, in at most so many", () => {
    const bars = windowBars(stats, windowOf("all", stats, used, []));
    expect(bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(4);
    expect(windowBars(stats, [-4, 4], 2).map(({ from, count }) => [from, count])).toEqual([
      [-4, 1],
      [0, 3],
    ]);
  });

  test("are none for zeros", () => {
    expect(windowBars(statsOf(new Float32Array(3), referenceKernel) as TensorStats, [-1, 1])).toEqual([]);
  });
});

describe("integers", () => {
  test("that are labelled include the ends and that of 0", () => {
    const ticks = integerTicks(used, GRID, windowOf("range", stats, used, []), 480);
    const labels = ticks.map(({ q }) => q);
    expect(labels).toEqual(expect.arrayContaining([0, used.zero, 255]));
    expect(integerTicks(used, GRID, windowOf("all", stats, used, []), 60)).toHaveLength(1);
    expect(ticks.find(({ q }) => q === used.zero)?.x).toBeCloseTo(0, 9);
  });

  test("outside of the window are none", () => {
    expect(integerTicks(used, GRID, [5, 6], 480)).toEqual([]);
  });
});

test("pixels map to values and back", () => {
  const { toPx, toValue } = scaleOf([-1, 3], 100, 400);
  expect([toPx(-1), toPx(3), toValue(toPx(0.7))]).toEqual([100, 500, 0.7]);
});
