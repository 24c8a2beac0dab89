import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { DEVICES } from "../core/evaluate/device/devices.ts";
import type { ScoreChange } from "../core/evaluate/evaluation.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { DEFAULT_RECIPE } from "../core/recipe.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { Goal } from "../core/search/goal.ts";
import type { Trial } from "../core/search/trial.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { createWasmKernel } from "../platform/kernel.ts";
import { createWasmRuntimeInNode } from "../platform/ort-web-node.ts";
import { buildModel, floats, type ModelSpec, noise } from "../testing/build-model.ts";
import { engineCall } from "../testing/engine-call.ts";
import { FP32_ERROR, REGRESSION, regressionSamples, regressionTable } from "../testing/regression.ts";
import { colouredImage, SMALL_PREPROCESS } from "../testing/small-project.ts";
import { createEngine } from "./engine.ts";
import type { Inputs, SourceFile, StudioApi } from "./protocol.ts";
import { createStudio, type StudioJobs } from "./studio.ts";

const quiet = { signal: new AbortController().signal, progress: () => {} };
const GOAL: Goal = {
  metric: "score",
  maxDrop: 5,
  unit: "relative",
  minAgreement: 0,
  maxBytes: null,
  segments: [],
  until: "first",
};
const SIDE = 8;
const SAMPLES = 40;

let studio: StudioJobs;
beforeAll(async () => {
  const runtime = await createWasmRuntimeInNode();
  const engine = createEngine({ runtime, decode: decodeInNode, kernel: createWasmKernel(runtime.heap) });
  const call = engineCall(engine);
  studio = createStudio({ engines: { size: 1, at: () => call }, decode: decodeInNode });
});

const open = async (role: "calibration" | "validation", files: readonly SourceFile[]) =>
  (await studio.openData({ files, name: role, role }, quiet)).hash;

async function openModel(spec: ModelSpec) {
  const blob = new Blob([encodeModel(buildModel(spec)) as Uint8Array<ArrayBuffer>]);
  return studio.openModel({ files: [{ path: "small.onnx", blob }] }, quiet);
}

const text = (path: string, content: string): SourceFile => ({ path, blob: new Blob([content]) });

type Request = StudioApi["search"]["request"];

async function search(inputs: Inputs, validation: string, goal: Partial<Goal>, more: Partial<Request> = {}) {
  const setting = { start: DEFAULT_RECIPE, goal: { ...GOAL, ...goal }, allowed: ["float32"] as const };
  return studio.search({ inputs, validation, setting, seconds: 120, trials: [], ...more }, quiet);
}

/** What the page says of the same file. */
async function judged(inputs: Inputs, validation: string, { recipe, variant }: Trial) {
  const { model, preprocess } = inputs;
  const asked = { variant: variant ?? "", validation, preprocess, inputs, recipe };
  await studio.evaluate(asked, quiet);
  const request = { model, validation, preprocess, other: variant ?? "", segments: [], gates: [] };
  return (await studio.judge(request, quiet))?.scores.metrics[0];
}

const arrays = (first: number) =>
  regressionSamples(first, SAMPLES).map(({ name, bytes }): SourceFile => ({ path: name, blob: new Blob([bytes]) }));

describe("a search over measured numbers", () => {
  let inputs: Inputs;
  let validation: string;
  beforeAll(async () => {
    const { card, guess } = await openModel(REGRESSION);
    const table = text("labels.csv", regressionTable(regressionSamples(1000, SAMPLES)));
    validation = await open("validation", [...arrays(1000), table]);
    inputs = { model: card.hash, calibration: await open("calibration", arrays(1)), preprocess: guess };
  });

  test("is judged by MAE, of which more is a loss, as the page judges it", async () => {
    const { trials } = await search(inputs, validation, {});
    const [first] = trials as [Trial];
    const { metric, base, other, change } = first.main as ScoreChange;
    expect(metric).toMatchObject({ id: "mae", better: "lower" });
    expect(base.value).toBeCloseTo(FP32_ERROR, 4);
    expect(change.value).toBeCloseTo(other.value - base.value, 12);
    expect(first.loss?.value).toBeCloseTo((100 * change.value) / base.value, 6);
    expect(first.top1).toBeNull();
    const said = await judged(inputs, validation, first);
    expect([said?.id, said?.base.value, said?.other.value]).toEqual(["mae", base.value, other.value]);
    if (!first.passes) expect(first.misses[0]).toMatch(/^raises MAE by [\d.]+ %, 5 % allowed$/);
    // FP16 or pinned layers are near enough.
    expect(trials.at(-1)?.passes).toBe(true);
  });

  test("holds segments of the samples, and those made by hand, to their own limit", async () => {
    const segments = [
      { segment: "odd", maxDrop: 0 },
      { segment: "mine", maxDrop: 0 },
    ];
    const made = [{ name: "mine", samples: ["0.npy", "1.npy", "2.npy"] }];
    const goal = { maxDrop: 1e6, segments };
    const { trials } = await search(inputs, validation, goal, { segments: made });
    expect(trials[0]?.misses.map((miss) => miss.split(":")[0])).toEqual(["odd", "mine"]);
  });
});

const SEGMENTATION: ModelSpec = {
  inputs: { x: ["N", 3, SIDE, SIDE] },
  outputs: { y: ["N", 4, SIDE, SIDE] },
  nodes: [
    { op: "Conv", name: "look", inputs: ["x", "a"], outputs: ["h"] },
    { op: "Relu", name: "clip", inputs: ["h"], outputs: ["r"] },
    { op: "Conv", name: "decide", inputs: ["r", "b"], outputs: ["y"] },
  ],
  constants: { a: floats([8, 3, 1, 1], noise(24, 5)), b: floats([4, 8, 1, 1], alike()) },
};

/** Classes that INT8 can hardly tell apart. */
function alike(): Float32Array {
  const [row, off] = [noise(8, 6), noise(32, 7)];
  return Float32Array.from({ length: 32 }, (_, i) => (row[i % 8] as number) + 0.01 * (off[i] as number));
}

describe("a search over masks", () => {
  test("is judged by mIoU, in points", async () => {
    const { card } = await openModel(SEGMENTATION);
    const preprocess = SMALL_PREPROCESS as Preprocess;
    const images = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => ({ path: `images/${i}.png`, blob: await colouredImage(i % 2, i) })),
    );
    const bare = await open("validation", images);
    const base = await studio.baseline({ model: card.hash, validation: bare, preprocess }, quiet);
    const raw = { width: SIDE, height: SIDE, channels: 1 } as const;
    const masks = await Promise.all(
      base.results.map(async ({ id, mask }) => {
        const png = await sharp(mask?.data, { raw }).toColourspace("b-w").png().toBuffer();
        return { path: `masks/${id.split("/").at(-1)}`, blob: new Blob([new Uint8Array(png)]) };
      }),
    );
    const validation = await open("validation", [...images, ...masks]);
    const inputs = { model: card.hash, calibration: bare, preprocess };
    const { trials } = await search(inputs, validation, { unit: "points", maxDrop: 20 });
    const { metric, base: before } = (trials[0] as Trial).main as ScoreChange;
    expect([metric.id, before.value]).toEqual(["mIoU", 100]);
    expect(trials[0]?.loss?.value).toBeGreaterThan(0);
    expect(trials.at(-1)?.passes).toBe(true);
  });
});

describe("a search within what a device can do", () => {
  test("refuses what costs too much without running it, and finds the fastest", async () => {
    const { card, guess } = await openModel(REGRESSION);
    const validation = await open("validation", arrays(1000));
    const inputs = { model: card.hash, calibration: await open("calibration", arrays(1)), preprocess: guess };
    const device = DEVICES.find(({ id }) => id === "cortex-m4") as (typeof DEVICES)[number];
    const agree = { metric: "agreement", unit: "points", maxDrop: 50, minAgreement: 50, until: "best" } as const;
    const slow = await search(inputs, validation, { ...agree, devices: [{ device, cost: "time", most: 1e-9 }] });
    expect(slow.trials[0]).toMatchObject({ outcome: "measured", passes: false });
    expect(slow.trials[0]?.misses[0]).toMatch(/^takes [\d.e-]+ ms on Cortex-M4 \(estimate\); 1e-9 ms allowed$/);
    expect(slow.trials.slice(1).every(({ outcome }) => outcome !== "measured")).toBe(true);
    const fast = await search(inputs, validation, { ...agree, devices: [{ device, cost: "time", most: null }] });
    const [cost] = fast.trials[0]?.costs ?? [];
    const needs = await studio.device({ ...inputs, recipe: DEFAULT_RECIPE }, quiet);
    expect(cost).toBeGreaterThan(0);
    expect(needs.variant.bytes).toBe(fast.trials[0]?.bytes);
    expect(fast.trials.some(({ passes }) => passes)).toBe(true);
  });
});
