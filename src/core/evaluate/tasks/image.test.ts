import { describe, expect, test } from "vitest";
import { result, values } from "../../../testing/task-results.ts";
import { presetFor } from "../../samples/presets.ts";
import type { Truth } from "../evaluation.ts";
import { psnr, rangeOf, ssim } from "../picture/similarity.ts";
import { image } from "./image.ts";

/** Of the two waves below: the formula of the paper, window by window, in numpy with float64. */
const GOLDEN_SSIM = 0.971306264;

const preprocess = presetFor("imagenet", { channels: 3, height: 64, width: 64, layout: "NCHW" })!;

describe("pictures", () => {
  const side = 16;
  const picture = (f: (i: number) => number) => ({
    data: Float32Array.from({ length: side * side }, (_, i) => f(i)),
    channels: 1,
    height: side,
    width: side,
  });
  const wave = picture((i) => 0.5 + 0.4 * Math.sin(i / 7));
  const other = picture((i) => 0.5 + 0.35 * Math.sin(i / 7 + 0.2));

  test("identical pictures are alike, and noise is counted in decibels", () => {
    expect(ssim(wave, wave, 1)).toBeCloseTo(1, 12);
    expect(psnr(wave.data, wave.data, 1)).toBe(100);
    expect(psnr(Float32Array.of(0, 0), Float32Array.of(0.1, 0.1), 1)).toBeCloseTo(20, 5);
    expect(rangeOf(Float32Array.of(0, 200))).toBe(255);
    expect(rangeOf(Float32Array.of(-1, 1))).toBe(2);
    expect(rangeOf(Float32Array.of(0, 1))).toBe(1);
  });

  test("SSIM as the paper defines it", () => {
    expect(ssim(wave, other, 1)).toBeCloseTo(GOLDEN_SSIM, 6);
    expect(
      ssim(
        wave,
        picture((i) => 1 - wave.data[i]!),
        1,
      ),
    ).toBeLessThan(0);
    expect(ssim({ ...wave, height: 4, width: 64 }, other, 1)).toBeNaN();
  });

  test("are scored against the label and against the original model, channels first or last", () => {
    const truth: Truth = { kind: "picture", values: other.data, dims: [1, side, side] };
    const one = result("a", [...wave.data], { truth });
    expect(values(image, [one])).toMatchObject({ ssim: expect.closeTo(GOLDEN_SSIM, 6) });
    for (const dims of [
      [1, side, side],
      [side, side, 1],
      [side, side],
    ]) {
      const { of } = image.closeness({ dims, preprocess });
      expect(of(result("a", [...wave.data]), result("a", [...other.data]))[1]).toBeCloseTo(GOLDEN_SSIM, 6);
    }
  });
});
