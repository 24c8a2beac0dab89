/** @file Samples as batches of network input: read, preprocessed, padded where a fixed batch is not full. */
import { StudioError } from "../../core/errors.ts";
import { type Bound, type Feeds, shapeText } from "../../core/samples/bind.ts";
import type { Skipped } from "../../core/samples/dataset.ts";
import { leftOutBy } from "../../core/samples/unusable.ts";
import { sizeOf, type Tensor, type TensorData } from "../../core/tensor.ts";
import type { EngineSample, RunRequest } from "../engine-protocol.ts";
import { feedsOf, type SampleSource } from "./feeds.ts";

export interface Batch {
  /** The samples of this batch, at most as many as the model takes at once. */
  readonly samples: readonly EngineSample[];
  /** One tensor per input; rows beyond the samples repeat the last one. */
  readonly feeds: Feeds;
  /** Samples the feeds have room for: 1 when a sample fills a batch by itself. */
  readonly rows: number;
  /** Samples that were left out since the batch before. */
  readonly skipped: readonly Skipped[];
  /** Reading and preprocessing one sample, ms; null where it was done beside a run, or was not needed again. */
  readonly preprocess: number | null;
}

type Request = Pick<RunRequest, "data" | "inputs" | "samples" | "preprocess"> & {
  /** So many samples are read anew and on their own, to time it. */
  readonly timed?: number;
};

/**
 * The last batch may hold no sample, when only files that cannot be used were left.
 * @throws StudioError `data/shape` when samples of one batch differ in shape
 */
export async function* batchesOf(source: SampleSource, request: Request): AsyncGenerator<Batch> {
  const size = request.inputs.batch ?? 1;
  let samples: EngineSample[] = [];
  let rows: Feeds[] = [];
  let skipped: Skipped[] = [];
  let times: (number | null)[] = [];
  for await (const { sample, bound, skip, time } of read(source, request)) {
    if (bound === null) {
      skipped.push(skip);
      continue;
    }
    if (bound.whole) {
      yield { samples: [sample], feeds: bound.feeds, rows: 1, skipped, preprocess: time };
      skipped = [];
      continue;
    }
    samples.push(sample);
    rows.push(bound.feeds);
    times.push(time);
    if (samples.length < size) continue;
    yield { samples, feeds: stacked(rows, size, samples), rows: size, skipped, preprocess: meanTime(times) };
    [samples, rows, skipped, times] = [[], [], [], []];
  }
  if (samples.length === 0 && skipped.length === 0) return;
  yield { samples, feeds: stacked(rows, size, samples), rows: size, skipped, preprocess: meanTime(times) };
}

function meanTime(times: readonly (number | null)[]): number | null {
  const known = times.filter((t) => t !== null);
  return known.length === times.length && known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : null;
}

/** Repeating a row keeps values that have no batch axis within what the data can produce; zeros would not. */
function stacked(rows: readonly Feeds[], size: number, samples: readonly EngineSample[]): Feeds {
  const first = rows[0] ?? {};
  const padded = Array.from({ length: size }, (_, i) => rows[Math.min(i, rows.length - 1)] ?? first);
  const join = (name: string, like: Tensor): Tensor => {
    const parts = padded.map((feeds) => feeds[name] as Tensor);
    const odd = rows.findIndex((feeds) => feeds[name]?.dims.join() !== like.dims.join());
    if (odd > 0) throw oddShape(samples[odd]?.id ?? "", name, like, parts[odd] as Tensor);
    return { ...like, dims: [size, ...like.dims.slice(1)], data: concatenated(parts, sizeOf(like.dims)) };
  };
  return Object.fromEntries(Object.entries(first).map(([name, like]) => [name, join(name, like)]));
}

function oddShape(file: string, input: string, like: Tensor, { dims }: Tensor): StudioError {
  return new StudioError("data/shape", { file, input, have: shapeText(dims), want: `${shapeText(like.dims)} here` });
}

function concatenated(parts: readonly Tensor[], length: number): TensorData {
  const like = parts[0]?.data as TensorData;
  const out = new (like.constructor as new (length: number) => TensorData)(parts.length * length);
  for (const [i, { data }] of parts.entries()) out.set(data as never, i * length);
  return out;
}

type ReadSample = {
  readonly sample: EngineSample;
  /** ms; null where it was not done on its own. */
  readonly time: number | null;
} & (
  | { readonly bound: Bound; readonly skip: null }
  /** It cannot be fed to the model. */
  | { readonly bound: null; readonly skip: Skipped }
);

/** In the order of the samples. The next one is read while the caller runs the one before, once those that are timed are done. */
async function* read(source: SampleSource, request: Request): AsyncGenerator<ReadSample> {
  const { samples, timed = 0 } = request;
  const start = (index: number) => {
    const sample = samples[index];
    const reading = sample && readSample(source, request, sample);
    // A failure is thrown when its turn comes, even if that is after the caller stopped asking.
    reading?.catch(() => undefined);
    return reading;
  };
  const alone = samples.slice(0, timed);
  for (const sample of alone) yield await readTimed(source, request, sample);
  let next = start(alone.length);
  for (let i = alone.length; next !== undefined; i++) {
    const current = next;
    next = start(i + 1);
    yield await current;
  }
}

/** Past the cache: what is kept from another model would look as if it took no time. */
async function readTimed(source: SampleSource, request: Request, sample: EngineSample): Promise<ReadSample> {
  const cache = { ...source.cache, get: () => undefined };
  const began = performance.now();
  const read = await readSample({ ...source, cache }, request, sample);
  return { ...read, time: performance.now() - began };
}

async function readSample(source: SampleSource, request: Request, sample: EngineSample): Promise<ReadSample> {
  try {
    return { sample, bound: await feedsOf(source, request, sample), skip: null, time: null };
  } catch (error) {
    const skip = leftOutBy(error, sample.id);
    if (skip === null) throw error;
    return { sample, bound: null, skip, time: null };
  }
}
