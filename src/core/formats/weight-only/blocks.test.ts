import { describe, expect, test } from "vitest";
import { noise } from "../../../testing/build-model.ts";
import { type Blocks, type BlockSetting, type BlockView, quantizeBlocks, rowsOf, rowStart } from "./blocks.ts";
import { layoutOf, swappedBack } from "./grouping.ts";
import { swapped } from "./solving.ts";

const setting = (bits: 8 | 4 | 2, more: Partial<BlockSetting> = {}): BlockSetting => ({
  bits,
  signed: false,
  symmetric: false,
  rounding: "nearest",
  roundScale: Math.fround,
  ...more,
});

const line = (length: number, block = length): BlockView => ({ outer: 1, length, inner: 1, block });

/** |error|^0.7 summed: the norm of Half-Quadratic Quantization. */
function sparseError(x: Float32Array, { integers, scales, zeros }: Blocks, block: number): number {
  return x.reduce((sum, value, i) => {
    const group = Math.floor(i / block);
    const stored = ((integers[i] as number) - (zeros[group] as number)) * (scales[group] as number);
    return sum + Math.abs(value - stored) ** 0.7;
  }, 0);
}

/** Ratio of two normal numbers over a chi: heavy tails, as rare large weights have. */
function heavyTails(count: number): Float32Array {
  const u = noise(count * 4, 17);
  const normal = (i: number) =>
    Math.sqrt(-2 * Math.log(Math.abs(u[i] as number) + 1e-9)) * Math.cos(Math.PI * (u[i + 1] as number));
  return Float32Array.from({ length: count }, (_, i) => (0.02 * normal(4 * i)) / Math.hypot(normal(4 * i + 2), 0.3));
}

describe("quantizeBlocks", () => {
  test("an asymmetric block spans its range, zero included", () => {
    const { integers, scales, zeros, noise: error } = quantizeBlocks(Float32Array.of(-1, 0, 1, 2), line(4), setting(2));
    expect([...integers]).toEqual([0, 1, 2, 3]);
    expect([...scales]).toEqual([1]);
    expect([...zeros]).toEqual([1]);
    expect(error).toBe(0);
  });

  test("a symmetric block has its zero in the middle and uses its lowest integer", () => {
    const { integers, scales, zeros } = quantizeBlocks(
      Float32Array.of(-8, 7, 0, 3.4),
      line(4),
      setting(4, { symmetric: true }),
    );
    expect([...integers]).toEqual([0, 15, 8, 11]);
    expect([...scales]).toEqual([1]);
    expect([...zeros]).toEqual([8]);
  });

  test("signed integers are the unsigned ones moved down", () => {
    const data = noise(64, 3);
    const [u, s] = [false, true].map((signed) => quantizeBlocks(data, line(64, 16), setting(4, { signed })));
    expect([...(s?.integers ?? [])]).toEqual([...(u?.integers ?? [])].map((q) => q - 8));
    expect([...(s?.zeros ?? [])]).toEqual([...(u?.zeros ?? [])].map((q) => q - 8));
  });

  test("eight symmetric bits keep 127 steps on both sides", () => {
    const { integers, scales } = quantizeBlocks(
      Float32Array.of(-127, 127, 1),
      line(3),
      setting(8, { symmetric: true, signed: true }),
    );
    expect([...integers]).toEqual([-127, 127, 1]);
    expect([...scales]).toEqual([1]);
  });

  test.each([
    ["zeros", [0, 0, 0], [0, 0, 0], 1],
    ["values too small for a scale", [1e-40, 0, -1e-40], [0, 0, 0], 1],
  ])("a block of %s becomes zeros with scale 1", (_title, values, expected, scale) => {
    for (const symmetric of [true, false]) {
      const result = quantizeBlocks(Float32Array.from(values), line(3), setting(4, { symmetric, rounding: "hqq" }));
      expect([...result.scales]).toEqual([scale]);
      expect([...result.integers].map((q) => q - (result.zeros[0] as number))).toEqual(expected);
    }
  });

  test("a block of negative numbers only has its zero at the top", () => {
    const { integers, scales, zeros } = quantizeBlocks(Float32Array.of(-15, -3, -1.4), line(3), setting(4));
    expect([[...integers], [...scales], [...zeros]]).toEqual([[0, 12, 14], [1], [15]]);
  });

  test("halves round to even", () => {
    const data = Float32Array.of(0, 0.5, 1.5, 2.5, 15);
    expect([...quantizeBlocks(data, line(5), setting(4)).integers]).toEqual([0, 0, 2, 2, 15]);
  });

  test("blocks lie along the middle axis and the last may be shorter", () => {
    const data = Float32Array.of(1, 10, 2, 20, 3, 30);
    const { scales } = quantizeBlocks(data, { outer: 1, length: 3, inner: 2, block: 2 }, setting(2));
    expect([...scales].map((s) => s * 3)).toEqual([2, 20, 3, 30].map((x) => Math.fround(x / 3) * 3));
  });

  test("more columns than are gathered at once give what each gives alone", () => {
    const [length, inner] = [40, 37];
    const data = noise(length * inner, 5);
    const all = quantizeBlocks(data, { outer: 1, length, inner, block: 16 }, setting(4));
    for (const column of [0, 15, 16, 36]) {
      const alone = Float32Array.from({ length }, (_, i) => data[i * inner + column] as number);
      const one = quantizeBlocks(alone, line(length, 16), setting(4));
      expect([...one.integers]).toEqual([...alone].map((_x, i) => all.integers[i * inner + column]));
      expect([...one.scales]).toEqual([0, 1, 2].map((b) => all.scales[b * inner + column]));
    }
  });

  test("slices of rows are the rows of the whole", () => {
    const view = { outer: 3, length: 21, inner: 5, block: 8 };
    const data = noise(3 * 21 * 5, 8);
    const whole = quantizeBlocks(data, view, setting(4, { rounding: "hqq" }));
    expect(rowsOf(view)).toBe(9);
    const parts = [0, 2, 7].map((from, i) =>
      quantizeBlocks(data, view, setting(4, { rounding: "hqq" }), from, [2, 7, 9][i]),
    );
    expect(parts.flatMap((p) => [...p.integers])).toEqual([...whole.integers]);
    expect(parts.flatMap((p) => [...p.scales])).toEqual([...whole.scales]);
    expect(parts.flatMap((p) => [...p.zeros])).toEqual([...whole.zeros]);
    expect(parts.reduce((sum, p) => sum + p.noise, 0)).toBeCloseTo(whole.noise, 10);
    expect(rowStart(view, 4)).toBe((21 + 8) * 5);
  });
});

describe("refinement", () => {
  const data = heavyTails(32 * 256);
  for (const bits of [8, 4, 2] as const) {
    for (const symmetric of [true, false]) {
      test(`lowers both errors of heavy-tailed weights, ${bits} bits${symmetric ? " symmetric" : ""}`, () => {
        for (const block of [32, 128, data.length]) {
          const [plain, refined] = (["nearest", "hqq"] as const).map((rounding) =>
            quantizeBlocks(data, line(data.length, block), setting(bits, { symmetric, rounding })),
          ) as [Blocks, Blocks];
          expect(refined.noise).toBeLessThan(plain.noise);
          expect(sparseError(data, refined, block)).toBeLessThan(sparseError(data, plain, block));
        }
      });
    }
  }

  test("never makes the squared error of a block larger", () => {
    for (let i = 0; i < 64; i++) {
      const block = data.subarray(32 * i, 32 * (i + 1));
      for (const symmetric of [true, false]) {
        const [plain, refined] = (["nearest", "hqq"] as const).map((rounding) =>
          quantizeBlocks(block, line(32), setting(2, { symmetric, rounding })),
        ) as [Blocks, Blocks];
        expect(refined.noise).toBeLessThanOrEqual(plain.noise * (1 + 1e-6));
      }
    }
  });
});

describe("a layout", () => {
  test("channels that lie in the middle are quantized together", () => {
    const dims = [2, 3, 4];
    const data = noise(24, 4).map((x, i) => x * 10 ** (Math.floor(i / 4) % 3));
    const layout = layoutOf(dims, { kind: "channel", axis: 1 });
    const sorted = swapped(data, new Float32Array(24), layout.swap ?? [1, 24, 1]);
    const { integers, scales, zeros } = swappedBack(quantizeBlocks(sorted, layout.view, setting(8)), layout);
    expect(scales.length).toBe(3);
    data.forEach((x, i) => {
      const c = Math.floor(i / 4) % 3;
      const stored = ((integers[i] as number) - (zeros[c] as number)) * (scales[c] as number);
      expect(Math.abs(x - stored)).toBeLessThanOrEqual((scales[c] as number) * 0.501);
    });
  });
});
