import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCollector } from "./collect.ts";
import { referenceKernel } from "./kernel.ts";
import { mergeStats } from "./merge.ts";
import { EXTREME_SAMPLES, withoutSamples } from "./sample-extremes.ts";
import type { TensorStats } from "./stats.ts";

type Rows = readonly (readonly number[])[];

/** Statistics of some of the rows, each of which is a sample. */
function collected(rows: Rows, wanted: readonly number[] = rows.map((_, i) => i)): TensorStats | undefined {
  const collector = createCollector(["x"], referenceKernel);
  for (const i of wanted) collector.add("x", Float32Array.from(rows[i] ?? []), [1, rows[i]?.length ?? 0], i, 1);
  return collector.stats().get("x");
}

const ROWS: Rows = [
  [0, 1, 2],
  [-3, 0, 1],
  [0, 9, 2],
  [-1, 0, 4],
];

describe("extremes of each sample", () => {
  test("are kept in the order of the samples, a batch row by row", () => {
    const collector = createCollector(["x"], referenceKernel);
    collector.add("x", Float32Array.of(1, 7), [1, 2], 5, 1);
    collector.add("x", Float32Array.of(1, 2, -3, 9), [2, 2], 2, 2);
    const { samples, lo, hi } = collector.stats().get("x")?.extremes ?? {};
    expect([samples, lo, hi].map((list) => [...(list ?? [])])).toEqual([
      [2, 3, 5],
      [1, -3, 1],
      [2, 9, 7],
    ]);
  });

  test("are not told apart where samples share a tensor, nor beyond the first samples", () => {
    const collector = createCollector(["shared", "late"], referenceKernel);
    collector.add("shared", Float32Array.of(1, 2, 3), [3], 0, 2);
    collector.add("late", Float32Array.of(1), [1, 1], EXTREME_SAMPLES, 1);
    expect(collector.stats().get("shared")?.extremes).toBeUndefined();
    expect(collector.stats().get("late")?.extremes).toBeUndefined();
  });

  test("merge the same in any order", () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
    fc.assert(
      fc.property(order, fc.integer({ min: 0, max: 4 }), (indices, cut) => {
        const part = (list: readonly number[]) => {
          const stats = collected(ROWS, list);
          return new Map(stats ? [["x", stats]] : []);
        };
        const merged = mergeStats(part(indices.slice(0, cut)), part(indices.slice(cut))).get("x");
        expect(merged?.extremes).toEqual(collected(ROWS)?.extremes);
      }),
    );
  });
});

describe("leaving samples out", () => {
  const fields = ({ min, max, minSample, maxSample, sumMin, sumMax, samples }: TensorStats) => {
    return { min, max, minSample, maxSample, sumMin, sumMax, samples };
  };

  test("gives the extremes and sums of a calibration without them", () => {
    const all = collected(ROWS) as TensorStats;
    for (const left of [[0], [1], [2], [1, 2]]) {
      const kept = [0, 1, 2, 3].filter((i) => !left.includes(i));
      const without = withoutSamples(all, new Set(left)) as TensorStats;
      expect(fields(without)).toEqual(fields(collected(ROWS, kept) as TensorStats));
    }
  });

  test("is refused when nothing is left, or when not every sample was kept", () => {
    const all = collected(ROWS) as TensorStats;
    expect(withoutSamples(all, new Set([0, 1, 2, 3]))).toBeNull();
    expect(withoutSamples({ ...all, samples: 5 }, new Set([0]))).toBeNull();
  });
});
