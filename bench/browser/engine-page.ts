/**
 * @file Bundled into a blank page of the built studio: starts its real engine workers and drives them with the
 * jobs' own loops, so that one engine and several can be compared without the interface around them.
 */
import { openGraph, prepare } from "../../src/core/pipeline.ts";
import { DEFAULT_RECIPE } from "../../src/core/recipe.ts";
import { reviveError } from "../../src/core/revive.ts";
import { cropToFloat, inputShape, toCrop } from "../../src/core/samples/preprocess.ts";
import { collectOver } from "../../src/jobs/collect.ts";
import type { EngineApi } from "../../src/jobs/engine-protocol.ts";
import { createEngines, type EnginePool, type Engines, type ModelSource } from "../../src/jobs/engines.ts";
import { evaluateOver, type Job, type SampleSet } from "../../src/jobs/evaluate.ts";
import { warmWeights } from "../../src/jobs/weights.ts";
import { decodeInBrowser } from "../../src/platform/decode-web.ts";
import { createPool } from "../../src/rpc/pool.ts";
import type { PageApi, RemoteModel, Setup, Task } from "./page-api.ts";

/** As in workers/studio.worker.ts. */
const MOST_ENGINES = 4;

interface Opened {
  readonly setup: Setup;
  readonly models: Readonly<Record<keyof Setup["models"], ModelSource>>;
  readonly set: SampleSet;
}

const quiet: Job<unknown> = { signal: new AbortController().signal, progress: () => {} };
const pools = new Map<number, { readonly pool: EnginePool; readonly engines: Engines }>();
let opened: Opened | undefined;
let afresh = 0;

const blobAt = async (url: string) => (await fetch(url)).blob();

async function open(setup: Setup): Promise<void> {
  const model = async ({ url, ...source }: RemoteModel) => ({ ...source, blob: await blobAt(url) });
  const { fp32, tapped, int8 } = setup.models;
  const images = setup.images.map(async ({ id, url }, index) => ({ index, id, blob: await blobAt(url) }));
  const set = { data: "bench", preprocess: setup.preprocess, samples: await Promise.all(images) };
  const models = { fp32: await model(fp32), tapped: await model(tapped), int8: await model(int8) };
  opened = { setup, models, set };
}

function state(): Opened {
  if (opened === undefined) throw new Error("open was not called");
  return opened;
}

function enginesOf(size: number) {
  const known = pools.get(size);
  if (known !== undefined) return known;
  const spawn = () => new Worker(state().setup.engine, { type: "module" });
  const pool = createPool<EngineApi>({ size, spawn, revive: reviveError });
  const made = { pool, engines: createEngines(pool) };
  pools.set(size, made);
  return made;
}

async function run(task: Task): Promise<number> {
  const { models, setup } = state();
  const { pool, engines } = enginesOf(task.workers);
  if (task.job === "weights") return refine(pool, models.fp32);
  const set = setOf(task);
  const start = performance.now();
  if (task.job === "calibrate") await collectOver(engines, { model: models.tapped, passes: [setup.taps], set }, quiet);
  else await evaluateOver(engines, { model: models[task.job], set, stage: "evaluate" }, quiet);
  return performance.now() - start;
}

/** The model is opened anew: what is known of its weights is kept by their bytes. */
async function refine(pool: EnginePool, { blob, file }: ModelSource): Promise<number> {
  const { graph } = prepare(openGraph(new Uint8Array(await blob.arrayBuffer()), file));
  const weights = { ...DEFAULT_RECIPE.weights, type: "uint4", symmetric: false, granularity: "block" } as const;
  const recipe = { ...DEFAULT_RECIPE, scheme: "weight-only", weights: { ...weights, rounding: "hqq" } } as const;
  const start = performance.now();
  await warmWeights(pool, { graph, stats: new Map(), recipe }, quiet);
  return performance.now() - start;
}

/** Crops are kept per data set: under a new name there are none. */
function setOf(task: Task): SampleSet {
  const { set } = state();
  const data = task.afresh === true ? `bench ${++afresh}` : set.data;
  return { ...set, data, samples: set.samples.slice(0, task.images) };
}

async function decode(images: number): Promise<{ decode: number; resize: number }> {
  const { preprocess, samples } = state().set;
  const input = new Float32Array(inputShape(preprocess).reduce((a, b) => a * b, 1));
  const times = { decode: 0, resize: 0 };
  for (const { blob, id } of samples.slice(0, images)) {
    const start = performance.now();
    const pixels = await decodeInBrowser(blob, id);
    const middle = performance.now();
    cropToFloat(toCrop(pixels, preprocess, id), preprocess, input);
    times.decode += middle - start;
    times.resize += performance.now() - middle;
  }
  return times;
}

const api: PageApi = {
  open,
  run,
  decode,
  engines: () => Math.max(1, Math.min(MOST_ENGINES, navigator.hardwareConcurrency || 1)),
};
Object.assign(globalThis, { bench: api });
