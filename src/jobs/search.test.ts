import { beforeAll, describe, expect, test } from "vitest";
import { encodeModel } from "../core/onnx/encode.ts";
import { DEFAULT_RECIPE } from "../core/recipe.ts";
import type { Goal } from "../core/search/goal.ts";
import { bestOf } from "../core/search/trial.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { createWasmKernel } from "../platform/kernel.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { createWasmRuntimeInNode } from "../platform/ort-web-node.ts";
import { engineCall } from "../testing/engine-call.ts";
import { colouredImage, redOrBlue, SMALL_PREPROCESS } from "../testing/small-project.ts";
import { createEngine } from "./engine.ts";
import type { Job } from "./evaluate.ts";
import type { Inputs, SearchProgress } from "./protocol.ts";
import { createStudio, type StudioJobs } from "./studio.ts";

const preprocess = SMALL_PREPROCESS as Preprocess;
const GOAL: Goal = {
  metric: "top1",
  maxDrop: 5,
  unit: "points",
  minAgreement: 80,
  maxBytes: null,
  segments: [],
  until: "best",
};
const quiet = { signal: new AbortController().signal, progress: () => {} };

let studio: StudioJobs;
let inputs: Inputs;
let validation: string;

beforeAll(async () => {
  const runtime = await createWasmRuntimeInNode();
  const engine = createEngine({ runtime, decode: decodeInNode, kernel: createWasmKernel(runtime.heap) });
  const call = engineCall(engine);
  studio = createStudio({ engines: { size: 1, at: () => call }, decode: decodeInNode });
  const blob = new Blob([encodeModel(redOrBlue()) as Uint8Array<ArrayBuffer>]);
  const { card } = await studio.openModel({ files: [{ path: "small.onnx", blob }] }, quiet);
  const images = (first: number) =>
    Promise.all(
      Array.from({ length: 12 }, async (_, i) => ({
        path: `${i % 2 === 1 ? "red" : "blue"}/${i}.png`,
        blob: await colouredImage(i % 2, first + i),
      })),
    );
  const open = async (role: "calibration" | "validation", first: number) =>
    (await studio.openData({ files: await images(first), name: role, role }, quiet)).hash;
  inputs = { model: card.hash, calibration: await open("calibration", 1), preprocess };
  validation = await open("validation", 1001);
});

function request(goal: Partial<Goal> = {}, seconds = 120) {
  const setting = { start: DEFAULT_RECIPE, goal: { ...GOAL, ...goal }, allowed: ["float32", "int4"] as const };
  return { inputs, validation, setting, seconds, trials: [] };
}

function listening(onTrial: (count: number) => void = () => {}) {
  const told: SearchProgress[] = [];
  const job: Job<SearchProgress> = {
    signal: new AbortController().signal,
    progress: (p) => {
      told.push(p);
      onTrial(told.flatMap(({ trials }) => trials).length);
    },
  };
  return { job, told, trials: () => told.flatMap(({ trials }) => trials) };
}

describe("a search", () => {
  test("measures the recipe first, streams every trial, and ends with a model within the budget", async () => {
    const { job, trials } = listening();
    const found = await studio.search(request(), job);
    expect(found.finished).toBe(true);
    expect(found.trials).toEqual(trials());
    expect(found.trials[0]).toMatchObject({ stage: "start", outcome: "measured", samples: 12 });
    const best = bestOf(found.trials, GOAL);
    expect(best?.passes).toBe(true);
    // The trial is the file that the recipe makes.
    const made = await studio.quantize({ ...inputs, recipe: best?.recipe ?? DEFAULT_RECIPE }, quiet);
    expect([made.variant, made.bytes]).toEqual([best?.variant, best?.bytes]);
  });

  test("a file above the size is not run", async () => {
    const { job } = listening();
    const { trials } = await studio.search(request({ maxBytes: 10 }), job);
    expect(trials[0]?.outcome).toBe("measured");
    expect(trials.slice(1).every(({ outcome }) => outcome !== "measured")).toBe(true);
    expect(trials.some(({ passes }) => passes)).toBe(false);
  });

  test("is stopped within a trial, and goes on with those it had", async () => {
    const stop = new AbortController();
    const { job, trials } = listening((count) => count === 1 && stop.abort());
    const search = studio.search(request(), { ...job, signal: stop.signal });
    await expect(search).rejects.toMatchObject({ name: "AbortError" });
    const kept = trials();
    expect(kept).toHaveLength(1);
    const whole = await studio.search(request(), listening().job);
    const rest = await studio.search({ ...request(), trials: kept }, listening().job);
    expect(rest.trials.map(({ id }) => id)).toEqual(whole.trials.map(({ id }) => id));
  });

  test("whose time is up says so, and is not finished", async () => {
    const { why, finished } = await studio.search(request({}, 0), listening().job);
    expect([why, finished]).toEqual(["The time is up.", false]);
  });
});
