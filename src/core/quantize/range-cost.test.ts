import { describe, expect, test } from "vitest";
import { noise } from "../../testing/build-model.ts";
import { referenceKernel } from "../calibrate/kernel.ts";
import { statsOf } from "../calibrate/collect.ts";
import type { TensorStats } from "../calibrate/stats.ts";
import { channelView, quantizationError, quantize } from "./affine.ts";
import { rangeCost, type RangeGrid, usedRange } from "./range-cost.ts";

const U8: RangeGrid = { type: "uint8", symmetric: false, clamp: null };
const seen = (data: Float32Array) => statsOf(data, referenceKernel) as TensorStats;

describe("the used range", () => {
  test("holds 0, and 0 falls on an integer", () => {
    const { lo, hi, scale, zero } = usedRange({ lo: 1, hi: 5.1 }, U8);
    expect([lo, zero]).toEqual([0, 0]);
    expect(hi).toBeCloseTo(5.1, 6);
    expect(scale).toBeCloseTo(5.1 / 255, 7);
    const both = usedRange({ lo: -1, hi: 2 }, U8);
    expect(both.zero).toBe(85);
    expect(both.lo).toBeCloseTo(-85 * both.scale, 9);
  });

  test("is widened to both sides when it must be symmetric", () => {
    const { lo, hi, zero } = usedRange({ lo: -1, hi: 4 }, { ...U8, type: "int8", symmetric: true });
    expect(zero).toBe(0);
    expect([lo, hi].map((x) => Math.round(x * 100) / 100)).toEqual([-4.03, 4]);
  });

  test("ends at the clamp that was folded in", () => {
    expect(usedRange({ lo: -1, hi: 9 }, { ...U8, clamp: { lo: 0, hi: 6 } }).hi).toBeCloseTo(6, 5);
  });
});

describe("the cost of a range", () => {
  const data = noise(40_000, 3).map((x) => 3 * x);

  test("is what quantizing the values really costs", () => {
    for (const asked of [
      { lo: -3, hi: 3 },
      { lo: -1, hi: 2 },
      { lo: -0.5, hi: 0.4 },
    ]) {
      const cost = rangeCost(seen(data), asked, U8);
      const view = channelView([data.length], null);
      const affine = {
        type: "uint8",
        scale: Float32Array.of(cost.used.scale),
        zero: Int32Array.of(cost.used.zero),
      } as const;
      const integers = quantize(data, view, affine);
      const { noise: error, signal } = quantizationError(data, integers, view, affine);
      expect(cost.sqnr).toBeCloseTo(10 * Math.log10(signal / error), 0);
      expect((cost.clipMse + cost.roundMse) / (error / data.length)).toBeCloseTo(1, 1);
      expect(cost.levelsUsed).toBe(new Set(integers).size);
      const outside = data.filter((x) => x < cost.used.lo || x > cost.used.hi).length / data.length;
      expect(cost.clipped).toBeCloseTo(outside, 2);
    }
  });

  test("knows that few levels are used in a range far too wide", () => {
    const cost = rangeCost(seen(data), { lo: -300, hi: 300 }, U8);
    expect(cost.levelsUsed).toBeLessThan(6);
    expect(cost.clipped).toBe(0);
  });

  test("of zeros is nothing", () => {
    const cost = rangeCost(seen(new Float32Array(4)), { lo: 0, hi: 1 }, U8);
    expect(cost).toMatchObject({ clipped: 0, clipMse: 0, roundMse: 0, levelsUsed: 1, sqnr: Infinity });
  });
});
