import { beforeAll, describe, expect, test } from "vitest";
import { encodeModel } from "../core/onnx/encode.ts";
import { DEFAULT_RECIPE, type Recipe } from "../core/recipe.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { referenceKernel } from "../core/calibrate/kernel.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { createWasmRuntimeInNode } from "../platform/ort-web-node.ts";
import { buildModel, floats, noise } from "../testing/build-model.ts";
import { colouredImage, SMALL_PREPROCESS } from "../testing/small-project.ts";
import { createEngine } from "./engine.ts";

import type { Job } from "./evaluate.ts";
import type { Inputs, Progress } from "./protocol.ts";
import { spread } from "./saturation.ts";
import { createStudio, type StudioJobs } from "./studio.ts";
import { engineCall } from "../testing/engine-call.ts";

const preprocess = SMALL_PREPROCESS as Preprocess;
const quiet = <P>(progress: (value: P) => void = () => {}): Job<P> => ({
  signal: new AbortController().signal,
  progress,
});

/** Adds up the channels of its input: two large weights side by side. */
const ADDING = buildModel({
  inputs: { x: ["N", 3, 8, 8] },
  outputs: { y: ["N", 2] },
  nodes: [
    { op: "Conv", name: "add", inputs: ["x", "w"], outputs: ["c"] },
    { op: "GlobalAveragePool", name: "mean", inputs: ["c"], outputs: ["m"] },
    { op: "Flatten", name: "flat", inputs: ["m"], outputs: ["f"] },
    { op: "Gemm", name: "decide", inputs: ["f", "g"], outputs: ["y"] },
  ],
  constants: {
    w: floats(
      [4, 3, 1, 1],
      Array.from({ length: 12 }, () => 1),
    ),
    g: floats([4, 2], noise(8, 3)),
  },
});

let studio: StudioJobs;
let inputs: Inputs;

beforeAll(async () => {
  const runtime = await createWasmRuntimeInNode();
  const engine = createEngine({ runtime, decode: decodeInNode, kernel: referenceKernel });
  const call = engineCall(engine);
  studio = createStudio({ engines: { size: 1, at: () => call }, decode: decodeInNode });
  const blob = new Blob([encodeModel(ADDING) as Uint8Array<ArrayBuffer>]);
  const { card } = await studio.openModel({ files: [{ path: "adding.onnx", blob }] }, quiet());
  const files = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => ({ path: `${i}.png`, blob: await colouredImage(i % 2, i + 1) })),
  );
  const { hash } = await studio.openData({ files, name: "set", role: "calibration" }, quiet());
  inputs = { model: card.hash, calibration: hash, preprocess };
});

const simulate = (recipe: Recipe, job: Job<Progress> = quiet()) =>
  studio.saturation({ ...inputs, recipe, data: inputs.calibration }, job);

describe("the job that simulates x86 without VNNI", () => {
  test("names the layers that saturate, what they cost, and the way out", async () => {
    const seen: Progress[] = [];
    const report = await simulate(
      DEFAULT_RECIPE,
      quiet((p) => seen.push(p)),
    );
    expect(report.samples).toBe(8);
    expect(report.layers[0]).toMatchObject({ node: "add", op: "Conv", risk: 1 });
    expect(report.layers[0]?.share).toBeGreaterThan(0.1);
    expect(report.sqnr).toBeLessThan(40);
    expect(report.remedy).toContain("scheme u8u8");
    expect(seen.at(-1)).toEqual({ stage: "simulate", done: 8, total: 8, unit: "samples" });
  });

  test("finds nothing with U8 weights and with 7 bits", async () => {
    const safe = { samples: 8, layers: [], left: [], agreement: 1, sqnr: null, remedy: null };
    const weights = DEFAULT_RECIPE.weights;
    expect(await simulate({ ...DEFAULT_RECIPE, weights: { ...weights, type: "uint8" } })).toEqual(safe);
    expect(await simulate({ ...DEFAULT_RECIPE, weights: { ...weights, reduceRange: true } })).toEqual(safe);
  });

  test("hears Stop", async () => {
    const stop = new AbortController();
    const job = { signal: stop.signal, progress: ({ stage }: Progress) => stage === "simulate" && stop.abort() };
    await expect(simulate(DEFAULT_RECIPE, job as Job<Progress>)).rejects.toThrow(/abort/i);
  });
});

describe("samples to simulate", () => {
  test("are taken evenly", () => {
    expect(spread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4)).toEqual([0, 2, 5, 7]);
    expect(spread([0, 1], 4)).toEqual([0, 1]);
  });
});
