import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCollector, statsOf } from "./collect.ts";
import { fromUnits, limitFor, toUnits } from "./histogram.ts";
import { CALIBRATION_METHODS, methodById } from "./index.ts";
import { referenceKernel } from "./kernel.ts";
import { mergeStats } from "./merge.ts";
import { noiseOf, sqnrOf } from "./noise.ts";
import { BINS, type TensorStats } from "./stats.ts";

const PARAMS = { percentile: 99.9, levels: 256, symmetric: false };

function stats(data: ArrayLike<number>): TensorStats {
  const found = statsOf(Float32Array.from(data), referenceKernel);
  if (found === undefined) throw new Error("not finite");
  return found;
}

/** Statistics with the occupied bins only, which compares a hundred times faster. */
function plain(seen: TensorStats | undefined) {
  const bins = [...(seen?.bins ?? [])].flatMap((count, i) => (count > 0 ? [`${i}: ${count}`] : []));
  return { ...seen, bins };
}

/** Deterministic bell-shaped data: sums of 12 uniforms from a small congruential generator. */
function bell(n: number, seed = 1): Float32Array {
  let state = seed;
  const uniform = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  return Float32Array.from({ length: n }, () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += uniform();
    return sum;
  });
}

describe("histogram limits", () => {
  test("the limit is the smallest power of two strictly above the value", () => {
    expect([0, 0.75, 1, 1.5, 2, 6].map(limitFor)).toEqual([0, 1, 2, 2, 4, 8]);
  });

  test("sums of extremes are exact whatever their magnitudes", () => {
    const tiny = Math.fround(1.4e-45);
    expect(fromUnits(toUnits(131071) + toUnits(tiny) - toUnits(131071))).toBe(tiny);
  });

  test("an edge value belongs to the bin that starts there", () => {
    const { bins, limit } = stats([1, 0, -1]);
    expect(limit).toBe(2);
    expect([BINS / 4, BINS / 2, (3 * BINS) / 4].map((i) => bins[i])).toEqual([1, 1, 1]);
  });
});

describe("collecting", () => {
  test("a batch is split into samples along its first axis", () => {
    const collector = createCollector(["x"], referenceKernel);
    collector.add("x", Float32Array.of(1, 2, 3, 9), [2, 2], 4, 2);
    const seen = collector.stats().get("x");
    expect(seen).toMatchObject({
      samples: 2,
      min: 1,
      max: 9,
      sumMin: toUnits(4),
      sumMax: toUnits(11),
      minSample: 4,
      maxSample: 5,
      count: 4,
    });
  });

  test("a tensor that is not finite is refused and leaves nothing behind", () => {
    const collector = createCollector(["x"], referenceKernel);
    expect(collector.add("x", Float32Array.of(1, NaN), [1, 2], 0, 1)).toBe(false);
    expect(collector.add("x", Float32Array.of(1, Infinity), [1, 2], 0, 1)).toBe(false);
    expect(collector.stats().size).toBe(0);
  });

  test("any order and any sharding gives the same statistics", () => {
    const sample = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 2, maxLength: 8 }), fc.nat(7), (samples, cut) => {
        const fold = (from: number, to: number) => {
          const collector = createCollector(["x"], referenceKernel);
          samples
            .slice(from, to)
            .forEach((s, i) => collector.add("x", Float32Array.from(s), [1, s.length], from + i, 1));
          return collector.stats();
        };
        const at = Math.min(cut, samples.length);
        const whole = fold(0, samples.length).get("x");
        expect(plain(mergeStats(fold(0, at), fold(at, samples.length)).get("x"))).toEqual(plain(whole));
        expect(plain(mergeStats(fold(at, samples.length), fold(0, at)).get("x"))).toEqual(plain(whole));
      }),
    );
  });
});

describe("every calibration method", () => {
  const cases: Record<string, TensorStats> = {
    "bell-shaped": stats(bell(4000)),
    rectified: stats(bell(4000).map((x) => Math.max(0, x))),
    negative: stats([-3, -2, -1]),
    "all zeros": stats([0, 0, 0]),
    "one element": stats([2.5]),
    "one outlier": stats([...bell(4000), 40]),
  };
  for (const method of CALIBRATION_METHODS) {
    for (const [name, seen] of Object.entries(cases)) {
      test(`${method.id} on ${name} data is finite, contains 0 and stays within what was seen`, () => {
        for (const symmetric of [false, true]) {
          const { lo, hi } = method.range(seen, { ...PARAMS, symmetric });
          expect(lo).toBeLessThanOrEqual(0);
          expect(hi).toBeGreaterThanOrEqual(0);
          expect(lo).toBeGreaterThanOrEqual(Math.min(0, seen.min));
          expect(hi).toBeLessThanOrEqual(Math.max(0, seen.max));
        }
      });
    }
  }

  test("min-max keeps a far outlier, entropy and percentile do not", () => {
    const seen = stats([...bell(100_000), 40]);
    const hi = (id: Parameters<typeof methodById>[0]) => methodById(id).range(seen, PARAMS).hi;
    expect(hi("min-max")).toBe(40);
    for (const id of ["entropy", "percentile"] as const) expect(hi(id)).toBeLessThan(10);
  });

  test("percentile cuts half of the rest from each tail", () => {
    const seen = stats(Float32Array.from({ length: 1000 }, (_, i) => (i - 500) / 500));
    const { lo, hi } = methodById("percentile").range(seen, { ...PARAMS, percentile: 90 });
    expect(lo).toBeCloseTo(-0.9, 2);
    expect(hi).toBeCloseTo(0.9, 2);
  });

  test("moving average is the mean of the samples' extremes", () => {
    const collector = createCollector(["x"], referenceKernel);
    const zeros = new Float32Array(4998);
    collector.add("x", Float32Array.of(-1, 4, ...zeros), [1, 5000], 0, 1);
    collector.add("x", Float32Array.of(-3, 8, ...zeros), [1, 5000], 1, 1);
    const seen = collector.stats().get("x") as TensorStats;
    expect(methodById("moving-average").range(seen, PARAMS)).toEqual({ lo: -2, hi: 6 });
  });

  test("moving average keeps what a minority of images does differently", () => {
    const collector = createCollector(["x"], referenceKernel);
    const flat = (value: number) => new Float32Array(1000).fill(value);
    for (let i = 0; i < 9; i++) collector.add("x", flat(1), [1, 1000], i, 1);
    collector.add("x", flat(10), [1, 1000], 9, 1);
    const seen = collector.stats().get("x") as TensorStats;
    expect(methodById("moving-average").range(seen, PARAMS).hi).toBeCloseTo(10, 1);
  });

  test("MSE finds a range with less error than any of the others", () => {
    const seen = stats([...bell(20_000), 25, -18]);
    const error = (id: Parameters<typeof methodById>[0]) => {
      const { clip, round } = noiseOf(seen, methodById(id).range(seen, PARAMS), 256);
      return clip + round;
    };
    for (const { id } of CALIBRATION_METHODS) expect(error("mse")).toBeLessThanOrEqual(error(id) * 1.01);
  });
});

describe("noise from the histogram", () => {
  test("agrees with rounding the values themselves", () => {
    const data = bell(50_000);
    const range = { lo: -2.5, hi: 2.5 };
    const scale = 5 / 255;
    let [noise, signal, clipped] = [0, 0, 0];
    for (const x of data) {
      const q = Math.min(127.5, Math.max(-127.5, Math.round(x / scale - 0.5) + 0.5)) * scale;
      noise += (x - q) ** 2;
      signal += x * x;
      if (x < range.lo || x > range.hi) clipped++;
    }
    const estimate = noiseOf(stats(data), range, 256);
    expect(estimate.clipped).toBeCloseTo(clipped / data.length, 3);
    expect(sqnrOf(estimate)).toBeCloseTo(10 * Math.log10(signal / noise), 0);
  });

  test("exact zeros cost nothing", () => {
    expect(noiseOf(stats([0, 0, 0, 1]), { lo: 0, hi: 1 }, 256).round).toBeCloseTo(1 / 255 ** 2 / 12, 12);
  });
});
