import { describe, expect, test } from "vitest";
import type { SampleResult } from "../evaluation.ts";
import { AGREEMENT, COSINE, KL, measureAt, SQNR } from "../tasks/common.ts";
import { hashOfText } from "../../fnv.ts";
import { alike, isSketch, sketchInWords, sketchOf, sketched, SUMS, valuesOf, WHOLE } from "./sketch.ts";
import { cosine, sqnr } from "./vectors.ts";

/** Reproducible numbers between -1 and 1. */
function noise(length: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** As a detector's: a few values of hundreds among many small ones; noise of 5 % on the large ones alone. */
function pair(seed: number): readonly [Float32Array, Float32Array] {
  const base = noise(85 * 500, seed).map((x, i) => (i % 85 < 4 ? 300 * x : 0.01 * x));
  const error = noise(base.length, seed + 1);
  return [base, base.map((x, i) => (i % 85 < 4 ? x + 15 * (error[i] as number) : x))];
}

const result = (output: Float32Array, outputs?: readonly Float32Array[]): SampleResult => ({
  ...{ id: "a", top: [], confidence: [], output },
  ...(outputs && { outputs }),
});

describe("a sketch", () => {
  test("gives the SQNR of one sample within half a decibel, and the mean of many within a tenth", () => {
    const errors = Array.from({ length: 60 }, (_, i) => {
      const [base, other] = pair(7 * i + 1);
      const seed = hashOfText(`sample ${i}`);
      return sqnr(sketchOf(base, seed), sketchOf(other, seed)) - sqnr(base, other);
    });
    const within = errors.filter((e) => Math.abs(e) < 0.5).length;
    expect(within).toBeGreaterThanOrEqual(54);
    expect(Math.abs(errors.reduce((a, b) => a + b, 0) / errors.length)).toBeLessThan(0.1);
  });

  test("gives the cosine within a thousandth where answers are near each other", () => {
    const [base, other] = pair(3);
    expect(cosine(sketchOf(base, 1), sketchOf(other, 1))).toBeCloseTo(cosine(base, other), 3);
  });

  test("of equal values is equal, and one changed value changes it", () => {
    const [base] = pair(5);
    const moved = base.slice();
    moved[40_000] = (moved[40_000] as number) + 1;
    expect(sketchOf(base, 9)).toEqual(sketchOf(base.slice(), 9));
    expect(sketchOf(moved, 9)).not.toEqual(sketchOf(base, 9));
    expect(sketchOf(base, 9)).toHaveLength(SUMS);
  });
});

describe("what is kept of an answer", () => {
  test("small outputs stay as they are", () => {
    const small = result(noise(WHOLE, 1), [noise(10, 2)]);
    expect(sketched(small, 1)).toBe(small);
    expect(sketchInWords([small])).toBeNull();
  });

  test("each large output becomes a sketch; what it was is known", () => {
    const whole = result(noise(50_000, 1), [noise(10, 2), noise(5000, 3)]);
    const kept = sketched(whole, 4);
    expect(kept.outputs?.map(({ length }) => length)).toEqual([10, SUMS]);
    expect(kept.sketch?.values).toEqual([50_000, 10, 5000]);
    expect(valuesOf(kept)).toBe(50_000);
    expect([0, 1, 2].map((at) => isSketch(kept, at))).toEqual([true, false, true]);
    expect(sketched(kept, 5)).toBe(kept);
    expect(sketchInWords([kept])).toContain("50\u202f000 values");
  });

  test("an answer that was kept whole is compared with a sketch as a sketch", () => {
    const whole = result(noise(50_000, 1));
    const kept = sketched(result(noise(50_000, 1)), 4);
    expect(alike(whole, kept)).toEqual([kept, kept]);
    expect(alike(kept, whole)).toEqual([kept, kept]);
    expect(alike(whole, whole)[0]).toBe(whole);
  });

  test("measures that need the values say nothing of a sketch, and agreement is exact", () => {
    const base = sketched(result(noise(50_000, 1)), 4);
    const other = sketched(result(noise(50_000, 1).map((x) => x * 1.01)), 4);
    expect(measureAt(KL, base, other)).toBeNaN();
    expect(measureAt(AGREEMENT, base, other)).toBe(100);
    expect(measureAt(SQNR, base, other)).toBeCloseTo(40, 1);
    expect(measureAt(COSINE, base, other)).toBeCloseTo(1, 9);
    expect(measureAt(SQNR, base, other, 1)).toBeNaN();
  });
});
