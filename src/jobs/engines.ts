/**
 * @file Several engines behind one face: loads a model into an engine when it is first needed there,
 * keeps a few, loads again what a restarted engine lost, and divides samples over engines so that
 * every sample always meets the engine that has its decoded crop.
 */
import { StudioError } from "../core/errors.ts";
import type { EngineApi, RunRequest } from "./engine-protocol.ts";

/** Options of one call; the shape of `CallOptions` in rpc, so that a pool of workers fits as it is. */
export interface EngineCallOptions<P> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (value: P) => void;
}

export type EngineCall = <K extends keyof EngineApi>(
  job: K,
  request: EngineApi[K]["request"],
  options?: EngineCallOptions<EngineApi[K]["progress"]>,
) => Promise<EngineApi[K]["result"]>;

/** Engines by index. Each has its own memory; a restart empties it. */
export interface EnginePool {
  readonly size: number;
  readonly at: (index: number) => EngineCall;
}

/** A model an engine can load. */
export interface ModelSource {
  /** SHA-256 of the bytes, or another name that is unique to them. */
  readonly key: string;
  /** Name for messages. */
  readonly file: string;
  readonly blob: Blob;
  readonly inputs: RunRequest["inputs"];
  /** The output that is scored: the first one. */
  readonly output: string;
  /** All outputs of floats, which must not change unnoticed. */
  readonly outputs: readonly string[];
  /** Of its graph by the runtime; default "all". */
  readonly optimization?: "all" | "none";
}

type RunJob = "collect" | "evaluate" | "probe" | "saturate";

export interface Engines {
  /** Id of the runtime that ran last, e.g. "onnxruntime-web 1.30.0 (wasm)". All engines use the same. */
  readonly runtime: () => string;
  /** How many engines to use for a model of this size. */
  readonly count: (bytes: number) => number;
  readonly run: <K extends RunJob>(
    index: number,
    model: ModelSource,
    job: K,
    request: Omit<EngineApi[K]["request"], "model" | "inputs">,
    options?: EngineCallOptions<EngineApi[K]["progress"]>,
  ) => Promise<EngineApi[K]["result"]>;
  /** Runs two models that take the same over the samples and tells how far apart they are. */
  readonly compare: (
    index: number,
    models: readonly [ModelSource, ModelSource],
    request: Omit<Compare["request"], "model" | "inputs" | "other">,
    options?: EngineCallOptions<Compare["progress"]>,
  ) => Promise<Compare["result"]>;
}

type Compare = EngineApi["compare"];

/** Models an engine keeps: the original, the one that is calibrated, and two variants. */
const KEPT = 4;
/** A session takes a few times its file, and the runtime itself some; all engines together stay below this, bytes. */
const BUDGET = 3e9;
const PER_ENGINE = 2e8;
const PER_MODEL_BYTE = 4;

type LoadResult = EngineApi["load"]["result"];

interface Loaded {
  readonly ready: Promise<LoadResult>;
  uses: number;
}

/** Models of one engine, least recently used first. */
type Shelf = Map<string, Loaded>;

export function createEngines(pool: EnginePool): Engines {
  const shelves: Shelf[] = Array.from({ length: pool.size }, () => new Map());
  let runtime = "";
  return {
    runtime: () => runtime,
    count: (bytes) => Math.max(1, Math.min(pool.size, Math.floor(BUDGET / (PER_ENGINE + PER_MODEL_BYTE * bytes)))),
    run(index, model, job, request, options) {
      const shelf = shelves[index] as Shelf;
      const call = pool.at(index);
      return twice(shelf, () =>
        withModel(shelf, call, model, (loaded) => {
          runtime = loaded.runtime;
          return call(job, { ...request, ...runOf(model) } as never, options);
        }),
      );
    },
    compare(index, [one, other], request, options) {
      const shelf = shelves[index] as Shelf;
      const call = pool.at(index);
      const run = () => call("compare", { ...request, ...runOf(one), other: other.key }, options);
      return twice(shelf, () =>
        withModel(shelf, call, one, (loaded) => {
          runtime = loaded.runtime;
          return withModel(shelf, call, other, run);
        }),
      );
    },
  };
}

/** Once more when the engine was restarted and lost every model. */
async function twice<R>(shelf: Shelf, attempt: () => Promise<R>): Promise<R> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== "runtime/missing-source") throw error;
    shelf.clear();
    return attempt();
  }
}

function runOf({ key, inputs }: ModelSource): Pick<RunRequest, "model" | "inputs"> {
  return { model: key, inputs };
}

async function withModel<R>(
  shelf: Shelf,
  call: EngineCall,
  model: ModelSource,
  use: (loaded: LoadResult) => Promise<R>,
): Promise<R> {
  const loaded = shelf.get(model.key) ?? { ready: load(call, model), uses: 0 };
  shelf.delete(model.key);
  shelf.set(model.key, loaded); // most recently used goes last
  loaded.uses++;
  try {
    const result = await loaded.ready;
    await evict(shelf, call);
    return await use(result);
  } catch (error) {
    if (loaded.uses === 1 && (await failed(loaded.ready))) shelf.delete(model.key);
    throw error;
  } finally {
    loaded.uses--;
  }
}

function load(call: EngineCall, { key, blob, file, optimization }: ModelSource): Promise<LoadResult> {
  const ready = call("load", { key, bytes: blob, file, ...(optimization === undefined ? {} : { optimization }) });
  ready.catch(() => {}); // reported by whoever awaits it
  return ready;
}

async function failed(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => false,
    () => true,
  );
}

/** Releases the models that were not used for longest and are not running. */
async function evict(shelf: Shelf, call: EngineCall): Promise<void> {
  for (const [key, { uses }] of shelf) {
    if (shelf.size <= KEPT) return;
    if (uses > 0) continue;
    shelf.delete(key);
    await call("release", { key });
  }
}

/**
 * Sample i goes to engine i mod `count`; whole batches stay together.
 * @returns one list per engine, some may be empty
 */
export function shardsOf<T extends { readonly index: number }>(
  samples: readonly T[],
  count: number,
  batch: number | null,
): T[][] {
  const shards: T[][] = Array.from({ length: count }, () => []);
  for (const sample of samples) shards[Math.floor(sample.index / (batch ?? 1)) % count]?.push(sample);
  return shards;
}

/** Runs `work` for every shard side by side; the first failure stops the others and is thrown. */
export async function overShards<T>(
  shards: readonly (readonly T[])[],
  signal: AbortSignal,
  work: (index: number, shard: readonly T[], signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const running = shards.map(async (shard, index) => {
    if (shard.length > 0) await work(index, shard, both);
  });
  try {
    await Promise.all(running);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(running);
    throw error;
  }
}
