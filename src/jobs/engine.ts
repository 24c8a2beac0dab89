/**
 * @file An engine: the sessions of one ONNX Runtime instance, and what is done with them over
 * samples. Runs inside a worker, or in the process of the command line. Files go in as blobs, statistics
 * and answers come out; tensors never leave.
 */
import { createCollector, type Collector } from "../core/calibrate/collect.ts";
import type { Kernel } from "../core/calibrate/kernel.ts";
import { StudioError } from "../core/errors.ts";
import type { Blocks } from "../core/formats/weight-only/blocks.ts";
import { solvePart } from "../core/formats/weight-only/solving.ts";
import type { ObserveSink, Runtime, Session } from "../core/runtime.ts";
import type { Skipped } from "../core/samples/dataset.ts";
import type { Decode } from "../platform/decode.ts";
import { namingFile } from "../platform/ort-errors.ts";
import { hasRows } from "./engine/answer.ts";
import { batchesOf, type Batch } from "./engine/batches.ts";
import { createComparison } from "./engine/comparison.ts";
import { createCropCache } from "./engine/crop-cache.ts";
import { evaluateBatch } from "./engine/evaluate-batch.ts";
import type { SampleSource } from "./engine/feeds.ts";
import { createStressShelf } from "./engine/stressed-sample.ts";
import { macrotask } from "./engine/macrotask.ts";
import { probeBatch } from "./engine/probe.ts";
import { simulate } from "./engine/simulate.ts";
import type { EngineApi, ProbeRun, RunRequest } from "./engine-protocol.ts";

export interface EngineDeps {
  readonly runtime: Runtime;
  readonly decode: Decode;
  readonly kernel: Kernel;
  /** Bytes of preprocessed pixels and sounds kept; default 192 MB, about 1300 crops of 224 x 224. */
  readonly cacheBytes?: number;
}

interface EngineContext<P> {
  readonly signal: AbortSignal;
  readonly progress: (value: P) => void;
}

/** Every job as a plain function, so that workers serve them and the command line calls them. */
export type Engine = {
  readonly [K in keyof EngineApi]: (
    request: EngineApi[K]["request"],
    context: EngineContext<EngineApi[K]["progress"]>,
  ) => Promise<EngineApi[K]["result"]>;
};

const CACHE_BYTES = 192e6;

export function createEngine({ runtime, decode, kernel, cacheBytes = CACHE_BYTES }: EngineDeps): Engine {
  const sessions = new Map<string, Session>();
  const source = { decode, cache: createCropCache(cacheBytes), stressed: createStressShelf() };
  return {
    async load({ key, bytes, file, optimization }) {
      const session = sessions.get(key) ?? (await open(runtime, bytes, file, optimization));
      sessions.set(key, session);
      return { inputs: session.inputs, outputs: session.outputs, runtime: runtime.id };
    },
    async collect(request, { signal, progress }) {
      const session = sessionOf(sessions, request.model);
      const collector = createCollector(request.passes.flat(), kernel, new Map(request.means));
      let done = 0;
      const skipped = await walk(source, request, signal, async (batch) => {
        await collectBatch(session, collector, request, batch);
        progress({ done: (done += batch.samples.length) });
      });
      return { stats: collector.stats(), skipped };
    },
    async evaluate(request, { signal, progress }) {
      const session = sessionOf(sessions, request.model);
      let isFirst = true;
      const skipped = await walk(source, request, signal, async (batch) => {
        const results = await evaluateBatch(session, request, batch);
        // The first run of several pays for cold caches.
        const warm = !isFirst || batch.samples.length === request.samples.length;
        progress({ results: warm ? results : results.map(({ index, result }) => ({ index, result })) });
        isFirst = false;
      });
      return { skipped };
    },
    async compare(request, { signal, progress }) {
      const [one, other] = [sessionOf(sessions, request.model), sessionOf(sessions, request.other)];
      const comparison = createComparison(request.outputs);
      let samples = 0;
      const skipped = await walk(source, request, signal, async (batch) => {
        const id = batch.samples[0]?.id ?? "";
        comparison.add(await one.run(batch.feeds, request.outputs), await other.run(batch.feeds, request.outputs), id);
        progress({ done: (samples += batch.samples.length) });
      });
      return { outputs: comparison.result(), samples, skipped };
    },
    async probe(request, { signal, progress }) {
      const session = sessionOf(sessions, request.model);
      const runs: ProbeRun[] = [];
      let done = 0;
      const skipped = await walk(source, request, signal, async (batch) => {
        runs.push(await probeBatch(session, request, batch));
        progress({ done: (done += batch.samples.length) });
      });
      return { runs, skipped };
    },
    async saturate(request, { signal, progress }) {
      const simulation = await simulate(runtime, request, signal);
      let done = 0;
      try {
        const skipped = await walk(source, request, signal, async ({ feeds, rows, samples }) => {
          await simulation.add(feeds, rows, samples.length);
          progress({ done: (done += samples.length) });
        });
        return { report: simulation.report(), skipped };
      } finally {
        await simulation.release();
      }
    },
    weights: solveWeights,
    async release({ key }) {
      const session = sessions.get(key);
      sessions.delete(key);
      await session?.release();
      return null;
    },
  };
}

/** Needs no runtime: a worker answers without starting one. */
export async function solveWeights({ data, view, setting }: EngineApi["weights"]["request"]): Promise<Blocks> {
  return solvePart(data, view, setting);
}

function sessionOf(sessions: ReadonlyMap<string, Session>, key: string): Session {
  const session = sessions.get(key);
  if (session === undefined) throw new StudioError("runtime/missing-source", { kind: "model" });
  return session;
}

/** Visits the samples batch by batch, and lets the event loop turn after each so that Stop is heard. */
async function walk(
  source: SampleSource,
  request: RunRequest & { readonly timed?: number },
  signal: AbortSignal,
  visit: (batch: Batch) => Promise<void>,
): Promise<readonly Skipped[]> {
  const skipped: Skipped[] = [];
  for await (const batch of batchesOf(source, request)) {
    signal.throwIfAborted();
    skipped.push(...batch.skipped);
    if (batch.samples.length > 0) await visit(batch).catch((error: unknown) => refuse(error, batch));
    await macrotask();
    signal.throwIfAborted();
  }
  return skipped;
}

async function open(runtime: Runtime, bytes: Blob, file: string, optimization?: "all" | "none"): Promise<Session> {
  const model = new Uint8Array(await bytes.arrayBuffer());
  try {
    return await runtime.load(model, optimization === undefined ? {} : { optimization });
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== "runtime/load") throw error;
    throw new StudioError("runtime/load", { ...error.detail, model: file }, error.cause);
  }
}

/** A failed run names the first sample of its batch: the runtime does not say which one it was. */
function refuse(error: unknown, { samples }: Batch): never {
  throw namingFile(error, samples[0]?.id ?? "");
}

type CollectRequest = EngineApi["collect"]["request"];

/** Each sample counts on its own, so batches of any size give the statistics of single samples. */
async function collectBatch(session: Session, collector: Collector, request: CollectRequest, batch: Batch) {
  const { feeds, samples, rows } = batch;
  const first = samples[0]?.index ?? 0;
  const fold: ObserveSink = (tensor, data, dims) => {
    const refuseFrom = (row: number) => {
      throw new StudioError("calibrate/non-finite", { tensor, file: samples[row]?.id ?? "" });
    };
    if (rows > 1 && !hasRows(dims, rows)) {
      if (!collector.add(tensor, data, dims, first, samples.length)) refuseFrom(0);
      return;
    }
    const length = data.length / rows;
    const shape = dims.map((n, axis) => (axis === 0 ? n / rows : n));
    for (const [row, { index }] of samples.entries()) {
      const part = rows === 1 ? data : data.subarray(row * length, (row + 1) * length);
      if (!collector.add(tensor, part, shape, index, 1)) refuseFrom(row);
    }
  };
  for (const taps of request.passes) await session.observe(feeds, taps, fold);
}
