import { describe, expect, test } from "vitest";
import { channelView, quantize, roundHalfEven, solveAffine } from "./affine.ts";

describe("rounding", () => {
  test("exact halves go to the even neighbour", () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, -2.5].map(roundHalfEven)).toEqual([0, 2, 2, 0, -2, -2]);
    expect(roundHalfEven(127.5)).toBe(128);
  });
});

describe("scale and zero point", () => {
  test("asymmetric uint8 spans the range and keeps 0 exact", () => {
    expect(solveAffine({ lo: -1, hi: 3 }, "uint8", { symmetric: false })).toEqual({
      scale: Math.fround(4 / 255),
      zero: 64,
    });
  });

  test("a zero point at 127.5 rounds to the even 128", () => {
    expect(solveAffine({ lo: -1, hi: 1 }, "uint8", { symmetric: false }).zero).toBe(128);
  });

  test("symmetric int8 uses -127..127", () => {
    expect(solveAffine({ lo: -1, hi: 0.5 }, "int8", { symmetric: true })).toEqual({
      scale: Math.fround(1 / 127),
      zero: 0,
    });
  });

  test("symmetric uint8 has its zero at 128", () => {
    expect(solveAffine({ lo: -1, hi: 1 }, "uint8", { symmetric: true }).zero).toBe(128);
  });

  test("an all-zero channel has the zero point of its neighbours", () => {
    expect(solveAffine({ lo: 0, hi: 0 }, "uint8", { symmetric: true })).toEqual({ scale: 1, zero: 128 });
    expect(solveAffine({ lo: 0, hi: 0 }, "int8", { symmetric: true })).toEqual({ scale: 1, zero: 0 });
  });

  test("reduced range chooses the scale for 7 bits", () => {
    expect(solveAffine({ lo: -1, hi: 1 }, "int8", { symmetric: true, reduceRange: true }).scale).toBe(
      Math.fround(2 / 128),
    );
  });

  test("a range is widened to contain 0", () => {
    expect(solveAffine({ lo: 2, hi: 4 }, "uint8", { symmetric: false })).toEqual({
      scale: Math.fround(4 / 255),
      zero: 0,
    });
  });
});

describe("quantize", () => {
  const half = { type: "int8", scale: Float32Array.of(0.5), zero: Int32Array.of(0) } as const;

  test("saturates at the full type, also when the scale was chosen for less", () => {
    expect([...quantize(Float32Array.of(100, -100), channelView([2], null), half)]).toEqual([127, -128]);
  });

  test("ties land on even integers", () => {
    expect([...quantize(Float32Array.of(0.25, 0.75, -0.25, -0.75), channelView([4], null), half)]).toEqual([
      0, 2, 0, -2,
    ]);
  });

  test("each channel uses its own scale along any axis", () => {
    const affine = { type: "int8", scale: Float32Array.of(1, 0.5), zero: Int32Array.of(0, 0) } as const;
    expect([...quantize(Float32Array.of(3, 3, 4, 4), channelView([2, 2], 1), affine)]).toEqual([3, 6, 4, 8]);
    expect([...quantize(Float32Array.of(3, 3, 4, 4), channelView([2, 2], 0), affine)]).toEqual([3, 3, 8, 8]);
  });
});
