import { describe, expect, test } from "vitest";
import { noise } from "../../testing/build-model.ts";
import { createCollector } from "./collect.ts";
import { driftOf } from "./drift.ts";
import { calibrationHealth } from "./health.ts";
import { referenceKernel } from "./kernel.ts";
import type { CalibrationStats } from "./stats.ts";

/** @param value of tensor `t` for sample `s`: its numbers */
function collected(samples: number, tensors: number, value: (s: number, t: number) => readonly number[]) {
  const names = Array.from({ length: tensors }, (_, t) => `t${t}`);
  const collector = createCollector(names, referenceKernel);
  for (let s = 0; s < samples; s++) {
    for (const [t, name] of names.entries()) {
      const data = Float32Array.from(value(s, t));
      collector.add(name, data, [1, data.length], s, 1);
    }
  }
  return collector.stats();
}

/** Eight numbers of a sample and tensor, 0..1, the same each time. */
const own = (s: number, t: number) => [...noise(8, 1 + s * 131 + t * 17)].map(Math.abs);

describe("owners of ranges", () => {
  test("are ranked by what would be gone without them", () => {
    const stats = collected(10, 6, (s, t) => (s === 7 ? own(s, t).map((x) => 4 + x) : own(s, t)));
    const { owners, samples, tensors } = calibrationHealth(stats);
    expect([samples, tensors]).toEqual([10, 6]);
    expect(owners[0]).toMatchObject({ sample: 7, ends: 6 });
    expect(owners[0]?.shrinks).toBeGreaterThan(0.7);
    expect(owners[1]?.weight ?? 0).toBeLessThan((owners[0]?.weight ?? 0) / 10);
  });

  test("are none where two samples reach equally far", () => {
    const stats = collected(4, 1, (s) => [0, s < 2 ? 5 : 1]);
    expect(calibrationHealth(stats).owners).toEqual([]);
  });
});

describe("near-duplicates", () => {
  test("are found though every number differs a little, and others are not", () => {
    const stats = collected(12, 20, (s, t) => (s === 9 ? own(4, t).map((x) => x * 1.01) : own(s, t)));
    const { duplicates } = calibrationHealth(stats);
    expect(duplicates.map(({ a, b }) => [a, b])).toEqual([[4, 9]]);
    expect(duplicates[0]?.distance).toBeLessThan(0.2);
  });
});

describe("settling", () => {
  test("rises to the whole range, and a tensor that one sample owns comes last", () => {
    const stats = collected(32, 5, (s, t) => (t === 3 && s === 11 ? [50] : own(s, t)));
    const { points, slowest } = calibrationHealth(stats).settle;
    expect(slowest).toBe("t3");
    expect(points[0]?.samples).toBe(1);
    expect(points.at(-1)).toEqual({ samples: 32, median: 1, worst: 1 });
    for (const [i, point] of points.entries()) {
      expect(point.worst).toBeLessThanOrEqual(point.median);
      expect(point.median).toBeGreaterThanOrEqual(points[i - 1]?.median ?? 0);
    }
  });

  test("says nothing about nothing", () => {
    const none: CalibrationStats = new Map();
    expect(calibrationHealth(none)).toMatchObject({ samples: 0, owners: [], duplicates: [], settle: { points: [] } });
  });
});

describe("drift", () => {
  const uniform = (top: number) => collected(8, 1, (s) => own(s, 0).map((x) => x * top));

  test("is nothing against itself", () => {
    expect(driftOf(uniform(1), uniform(1))).toEqual([{ value: "t0", outside: 0, reach: 1, distance: 0 }]);
  });

  test("counts what lies beyond the observed range, whatever the limits of the histograms", () => {
    const seen = collected(1, 1, () => [0.1, 0.2, 0.3, 0.9]);
    const other = collected(1, 1, () => [0.1, 0.2, 3.6, 1.8]);
    const [drift] = driftOf(seen, other);
    expect(drift?.outside).toBe(0.5);
    expect(drift?.reach).toBeCloseTo(4, 5);
    expect(drift?.distance).toBeCloseTo(0.5, 5);
  });
});
