import { beforeAll, describe, expect, test } from "vitest";
import { referenceKernel } from "../core/calibrate/kernel.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { DEFAULT_RECIPE, type Recipe, withPin } from "../core/recipe.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { SensitivityReport } from "../core/sensitivity/report.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { buildModel, floats, ints, noise, type NodeSpec } from "../testing/build-model.ts";
import { engineCall } from "../testing/engine-call.ts";
import { colouredImage, SMALL_PREPROCESS } from "../testing/small-project.ts";
import { createEngine } from "./engine.ts";
import type { Job } from "./evaluate.ts";
import type { Inputs, Progress } from "./protocol.ts";
import { createStudio, type StudioJobs } from "./studio.ts";

const preprocess = SMALL_PREPROCESS as Preprocess;
const IMAGES = 24;

const quiet = <P>(progress: (value: P) => void = () => {}): Job<P> => ({
  signal: new AbortController().signal,
  progress,
});

/** Convolutions with a branch around one of them; `between` stands before the last layer. */
function network(between: readonly NodeSpec[] = [], read = "m") {
  return buildModel({
    inputs: { x: ["N", 3, 8, 8] },
    outputs: { y: ["N", 4] },
    nodes: [
      { op: "Conv", name: "first", inputs: ["x", "w1", "b1"], outputs: ["c1"], attrs: { pads: [1, 1, 1, 1] } },
      { op: "Relu", name: "clip", inputs: ["c1"], outputs: ["r1"] },
      { op: "Conv", name: "second", inputs: ["r1", "w2", "b2"], outputs: ["c2"], attrs: { pads: [1, 1, 1, 1] } },
      { op: "Add", name: "join", inputs: ["c2", "r1"], outputs: ["a"] },
      { op: "Conv", name: "third", inputs: ["a", "w3"], outputs: ["c3"], attrs: { strides: [2, 2] } },
      { op: "GlobalAveragePool", name: "mean", inputs: ["c3"], outputs: ["m"] },
      ...between,
      { op: "Flatten", name: "flat", inputs: [read], outputs: ["f"] },
      { op: "Gemm", name: "decide", inputs: ["f", "g"], outputs: ["y"] },
    ],
    constants: {
      w1: floats([8, 3, 3, 3], noise(216, 1)),
      b1: floats([8], noise(8, 2)),
      w2: floats([8, 8, 3, 3], noise(576, 3)),
      b2: floats([8], noise(8, 4)),
      w3: floats([32, 8, 3, 3], noise(2304, 5)),
      g: floats([32, 4], noise(128, 6)),
      axis: ints([1], []),
    },
  });
}

const NO_RULE: readonly NodeSpec[] = [{ op: "CumSum", name: "sum", inputs: ["m", "axis"], outputs: ["s"] }];

async function open(engines: number): Promise<StudioJobs> {
  const calls = Array.from({ length: engines }, () =>
    engineCall(
      createEngine({ runtime: createNodeRuntime({ threads: 1 }), decode: decodeInNode, kernel: referenceKernel }),
    ),
  );
  return createStudio({ engines: { size: engines, at: (i) => calls[i] as (typeof calls)[0] }, decode: decodeInNode });
}

async function inputsOf(studio: StudioJobs, model = network()): Promise<Inputs> {
  const blob = new Blob([encodeModel(model) as Uint8Array<ArrayBuffer>]);
  const { card } = await studio.openModel({ files: [{ path: "small.onnx", blob }] }, quiet());
  const files = await Promise.all(
    Array.from({ length: IMAGES }, async (_, i) => ({ path: `${i}.png`, blob: await colouredImage(i % 2, i + 1) })),
  );
  const { hash } = await studio.openData({ files, name: "set", role: "calibration" }, quiet());
  return { model: card.hash, calibration: hash, preprocess };
}

const sumOf = ({ layers }: SensitivityReport) => layers.reduce((sum, { impact }) => sum + impact.total, 0);
const byName = ({ layers }: SensitivityReport) => new Map(layers.map((layer) => [layer.name, layer]));

let studio: StudioJobs;
let inputs: Inputs;
let report: SensitivityReport;
const seen: Progress[] = [];

beforeAll(async () => {
  studio = await open(1);
  inputs = await inputsOf(studio);
  report = await studio.sensitivity(
    { ...inputs, recipe: DEFAULT_RECIPE, images: IMAGES },
    quiet((p) => seen.push(p)),
  );
});

const study = (recipe: Recipe) => studio.sensitivity({ ...inputs, recipe, images: IMAGES }, quiet());

describe("the sensitivity report", () => {
  test("names every layer that rounds, most harmful first, with its parts and an interval around the sum", () => {
    expect(report.samples).toBe(IMAGES);
    expect(report.layers.map(({ name }) => name).sort()).toEqual([
      "decide",
      "first",
      "join",
      "mean",
      "second",
      "third",
    ]);
    const totals = report.layers.map(({ impact }) => impact.total);
    expect(totals).toEqual(totals.toSorted((a, b) => b - a));
    for (const { impact, own, gathered, method } of report.layers) {
      expect(impact.weight + impact.activation).toBeCloseTo(impact.total, 12);
      expect(impact.interval[0]).toBeLessThanOrEqual(impact.total);
      expect(impact.interval[1]).toBeGreaterThanOrEqual(impact.total);
      expect(own).toBeGreaterThan(0);
      expect(gathered).toBeGreaterThan(0);
      expect(method).toBe("adjoint");
    }
    expect(byName(report).get("first")?.output).toBe("r1");
    expect(report.rerun).toEqual({ ops: [], layers: 0 });
  });

  test("agrees with real runs of the layers that it verified", () => {
    const verified = report.layers.filter((layer) => layer.verified !== null);
    expect(verified).toHaveLength(5);
    for (const { impact, verified: real } of verified) {
      expect(impact.total / (real ?? 0)).toBeGreaterThan(0.5);
      expect(impact.total / (real ?? 0)).toBeLessThan(2);
    }
  });

  test("says what a pin leaves, as the pinned recipe itself does", async () => {
    const pinned = byName(report).get("third");
    const after = await study(withPin(DEFAULT_RECIPE, "third", "float32"));
    const expected = sumOf(report) + (pinned?.at.float32 ?? NaN) - (pinned?.impact.total ?? NaN);
    expect(sumOf(after) / expected).toBeGreaterThan(0.95);
    expect(sumOf(after) / expected).toBeLessThan(1.05);
    expect(pinned?.at.int8).toBe(pinned?.impact.total);
    expect(pinned?.at.int4).toBeGreaterThan(pinned?.at.float32 ?? NaN);
  });

  describe("several pins", () => {
    const together = (layers: readonly string[], images = IMAGES, pins: Recipe["pins"] = []) => {
      const changes = layers.map((layer) => ({ layer, precision: "float32" as const }));
      const counts = layers.map((_, i) => i + 1);
      return studio.pinEffect({ ...inputs, recipe: DEFAULT_RECIPE, images, pins, changes, counts }, quiet());
    };

    test("are priced as the pinned recipe itself is, which is less than their sum where they are neighbours", async () => {
      const found = await together(["first", "second", "join"]);
      expect(found?.before).toBeCloseTo(sumOf(report), 12);
      const recipe = ["first", "second", "join"].reduce((r, name) => withPin(r, name, "float32"), DEFAULT_RECIPE);
      const after = sumOf(await study(recipe));
      expect(after / (found?.errors[2] ?? NaN)).toBeGreaterThan(0.9);
      expect(after / (found?.errors[2] ?? NaN)).toBeLessThan(1.1);
      const gain = (name: string) => {
        const layer = byName(report).get(name);
        return (layer?.impact.total ?? NaN) - (layer?.at.float32 ?? NaN);
      };
      const sum = sumOf(report) - gain("first") - gain("second") - gain("join");
      expect(found?.errors[2]).toBeLessThan(sum * 0.9);
    });

    test("count from the pins that are there, and one alone as the report says", async () => {
      const [alone] = (await together(["third"]))?.errors ?? [];
      const third = byName(report).get("third");
      expect(alone).toBeCloseTo(sumOf(report) + (third?.at.float32 ?? NaN) - (third?.impact.total ?? NaN), 12);
      const pinned = await together(["second"], IMAGES, [{ layer: "third", precision: "float32" }]);
      expect(pinned?.before).toBeCloseTo(alone ?? NaN, 12);
    });

    test("are not known without the study", async () => {
      expect(await together(["third"], IMAGES + 1)).toBeNull();
    });
  });

  test("estimates what becomes of the answers", () => {
    for (const { score } of report.layers) {
      expect(score).toBeLessThanOrEqual(0);
      expect(score).toBeGreaterThan(-100);
    }
  });

  test("progress ends where it said, and the same question is answered at once", async () => {
    expect(seen.at(-1)).toMatchObject({ stage: "sensitivity", done: seen.at(-1)?.total });
    expect(await study(DEFAULT_RECIPE)).toBe(report);
  });

  test("does not depend on the number of engines", async () => {
    const two = await open(2);
    const other = await two.sensitivity({ ...(await inputsOf(two)), recipe: DEFAULT_RECIPE, images: IMAGES }, quiet());
    const totals = (of: SensitivityReport) => of.layers.map(({ name, impact }) => [name, impact.total.toPrecision(4)]);
    expect(totals(other)).toEqual(totals(report));
  });

  test("Stop is heard", async () => {
    const stop = new AbortController();
    const request = { ...inputs, recipe: withPin(DEFAULT_RECIPE, "first", "int16"), images: IMAGES };
    const progress = ({ stage, done }: Progress) => stage === "sensitivity" && done > 0 && stop.abort();
    await expect(studio.sensitivity(request, { signal: stop.signal, progress })).rejects.toThrow(/abort/i);
  });

  test.each([
    ["weight-only", { ...DEFAULT_RECIPE, scheme: "weight-only" as const }],
    ["dynamic", { ...DEFAULT_RECIPE, scheme: "dynamic" as const }],
    ["float16", { ...DEFAULT_RECIPE, scheme: "float16" as const }],
    ["16-bit activations", { ...DEFAULT_RECIPE, activations: { type: "uint16" as const, symmetric: false } }],
  ])("%s: every layer that rounds has its share", async (_, recipe) => {
    const { layers } = await study(recipe);
    const harmful = layers.filter(({ impact }) => impact.total > 0);
    expect(harmful.length).toBeGreaterThanOrEqual(3);
    for (const { impact, verified } of harmful.slice(0, 3)) {
      expect(impact.total / (verified ?? 0)).toBeGreaterThan(0.4);
      expect(impact.total / (verified ?? 0)).toBeLessThan(2.5);
    }
  });
});

describe("where an operator has no backward rule", () => {
  test("the layers before it are run again, those behind it are not", async () => {
    const own = await open(1);
    const request = { ...(await inputsOf(own, network(NO_RULE, "s"))), recipe: DEFAULT_RECIPE, images: 8 };
    const layers = await own.sensitivity(request, quiet());
    expect(layers.rerun).toEqual({ ops: ["CumSum"], layers: 4 });
    expect(byName(layers).get("decide")?.method).toBe("adjoint");
    const third = byName(layers).get("third");
    expect(third?.method).toBe("rerun");
    expect((third?.impact.total ?? 0) / (third?.verified ?? NaN)).toBeCloseTo(1, 0);
  });
});
