/** @file Samples as batches of network input: read, preprocessed, padded where a fixed batch is not full. */
import { StudioError } from "../../core/errors.ts";
import { type Bound, type Feeds, shapeText } from "../../core/samples/bind.ts";
import type { Skipped } from "../../core/samples/dataset.ts";
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
}

type Request = Pick<RunRequest, "data" | "inputs" | "samples" | "preprocess">;

/**
 * The last batch may hold no sample, when only files that do not decode were left.
 * @throws StudioError `data/size`, `data/kind`, `data/inputs`, `data/shape`
 */
export async function* batchesOf(source: SampleSource, request: Request): AsyncGenerator<Batch> {
  const size = request.inputs.batch ?? 1;
  let samples: EngineSample[] = [];
  let rows: Feeds[] = [];
  let skipped: Skipped[] = [];
  for await (const { sample, bound, reason } of read(source, request)) {
    if (bound === null) {
      skipped.push({ id: sample.id, reason });
      continue;
    }
    if (bound.whole) {
      yield { samples: [sample], feeds: bound.feeds, rows: 1, skipped };
      skipped = [];
      continue;
    }
    samples.push(sample);
    rows.push(bound.feeds);
    if (samples.length < size) continue;
    yield { samples, feeds: stacked(rows, size, samples), rows: size, skipped };
    [samples, rows, skipped] = [[], [], []];
  }
  if (samples.length === 0 && skipped.length === 0) return;
  yield { samples, feeds: stacked(rows, size, samples), rows: size, skipped };
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

interface ReadSample {
  readonly sample: EngineSample;
  /** Null when the file does not decode. */
  readonly bound: Bound | null;
  readonly reason: string;
}

/** In the order of the samples. The next one is read while the caller runs the one before. */
async function* read(source: SampleSource, request: Request): AsyncGenerator<ReadSample> {
  const { samples } = request;
  const start = (index: number) => {
    const sample = samples[index];
    const reading = sample && readSample(source, request, sample);
    // A failure is thrown when its turn comes, even if that is after the caller stopped asking.
    reading?.catch(() => undefined);
    return reading;
  };
  let next = start(0);
  for (let i = 0; next !== undefined; i++) {
    const current = next;
    next = start(i + 1);
    yield await current;
  }
}

async function readSample(source: SampleSource, request: Request, sample: EngineSample): Promise<ReadSample> {
  try {
    return { sample, bound: await feedsOf(source, request, sample), reason: "" };
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== "data/decode") throw error;
    return { sample, bound: null, reason: `does not decode: ${error.detail["message"] ?? ""}` };
  }
}
