import { beforeAll, describe, expect, test } from "vitest";
import type { CalibrationStats } from "../../../../core/calibrate/stats.ts";
import { tensorView } from "../../../../core/pipeline.ts";
import { CNN, MIN_MAX, runtime } from "../../../../testing/quantized.ts";
import { calibrateGraph, noise } from "../../../../testing/run-model.ts";
import type { Tensor } from "../../../../core/tensor.ts";
import type { RangeSetting, TensorView } from "../../../../jobs/protocol.ts";
import { extremeOwners } from "./extreme-owners.ts";
import { previewOf } from "./preview.ts";

/** The second of three samples is much brighter. */
const SAMPLES: readonly Tensor[] = [3, 5, 7].map((seed, i) => {
  const tensor = noise([1, 3, 8, 8], seed);
  return i === 1 ? { ...tensor, data: (tensor.data as Float32Array).map((x) => 5 * x) } : tensor;
});

const viewOf = (stats: CalibrationStats) =>
  tensorView(CNN, stats, MIN_MAX, { name: "r1", kind: "activation", sampleIds: ["a", "b", "c"] }) as TensorView;

let all: TensorView;
let rest: TensorView;
beforeAll(async () => {
  all = viewOf(await calibrateGraph(CNN, runtime, SAMPLES));
  rest = viewOf(await calibrateGraph(CNN, runtime, [SAMPLES[0], SAMPLES[2]] as Tensor[]));
});

describe("a preview without a sample", () => {
  test("has the min-max range of a new calibration without it", () => {
    const { automatic, rows, stats } = previewOf(all, all.setting as RangeSetting, MIN_MAX, new Set([1]));
    expect(automatic).toEqual(rest.setting?.automatic);
    expect(stats.max).toBe(rest.max);
    expect(rows.filter(({ outdated }) => outdated).map(({ id }) => id)).toEqual(["entropy"]);
  });

  test("of none is what was solved", () => {
    const { automatic, rows } = previewOf(all, all.setting as RangeSetting, MIN_MAX, new Set());
    expect(automatic).toEqual(all.setting?.automatic);
    expect(rows.map(({ range }) => range)).toEqual(all.methods.map(({ lo, hi }) => ({ lo, hi })));
  });
});

describe("owners of an extreme", () => {
  test("come furthest first, with what would be left", () => {
    const [first, second] = extremeOwners(all.stats, "hi", new Set());
    expect(first).toMatchObject({ sample: 1, value: all.max, without: rest.max });
    expect(second?.value).toBe(rest.max);
    expect(second?.without).toBe(all.max);
  });

  test("are none below 0 of a rectified value", () => {
    expect(extremeOwners(all.stats, "lo", new Set())).toEqual([]);
  });
});
