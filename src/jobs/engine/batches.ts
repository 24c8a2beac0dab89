/** @file Samples as batches of network input: decoded, preprocessed, padded where a fixed batch is not full. */
import { StudioError } from "../../core/errors.ts";
import type { Skipped } from "../../core/samples/dataset.ts";
import { channelsOf, cropToFloat, inputShape, toCrop } from "../../core/samples/preprocess.ts";
import type { Preprocess } from "../../core/samples/preprocess-spec.ts";
import { float32, type Tensor } from "../../core/tensor.ts";
import type { Decode } from "../../platform/decode.ts";
import type { EngineSample, RunRequest } from "../engine-protocol.ts";
import type { CropCache } from "./crop-cache.ts";

export interface Batch {
  /** The samples of this batch, at most as many as the model takes at once. */
  readonly samples: readonly EngineSample[];
  /** `[batch, C, H, W]` or `[batch, H, W, C]`; rows beyond the samples repeat the last one. Reused by the next batch. */
  readonly input: Tensor;
  /** Images that were left out since the batch before. */
  readonly skipped: readonly Skipped[];
}

export interface CropSource {
  readonly decode: Decode;
  readonly cache: CropCache;
}

type Request = Pick<RunRequest, "data" | "input" | "samples" | "preprocess">;

/**
 * The last batch may hold no sample, when only images that do not decode were left.
 * @throws StudioError `data/size`
 */
export async function* batchesOf(source: CropSource, request: Request): AsyncGenerator<Batch> {
  const { preprocess } = request;
  const size = request.input.batch ?? 1;
  const shape = inputShape(preprocess);
  const length = shape.reduce((a, b) => a * b, 1);
  const data = new Float32Array(size * length);
  const row = (index: number) => data.subarray(index * length, (index + 1) * length);
  const input = float32([size, ...shape.slice(1)], data);
  let samples: EngineSample[] = [];
  let skipped: Skipped[] = [];
  for await (const { sample, crop, reason } of cropsOf(source, request)) {
    if (crop === null) {
      skipped.push({ id: sample.id, reason });
      continue;
    }
    cropToFloat(crop, preprocess, row(samples.length));
    samples.push(sample);
    if (samples.length < size) continue;
    yield { samples, input, skipped };
    [samples, skipped] = [[], []];
  }
  if (samples.length === 0 && skipped.length === 0) return;
  // Repeating an image keeps values that have no batch axis within what the data can produce; zeros would not.
  for (let i = samples.length; i < size && i > 0; i++) row(i).set(row(i - 1));
  yield { samples, input, skipped };
}

interface Cropped {
  readonly sample: EngineSample;
  /** `[H, W, C]`, or null when the image does not decode. */
  readonly crop: Uint8Array | null;
  readonly reason: string;
}

/** Crops in the order of the samples. The next image is decoded while the caller runs the one before. */
async function* cropsOf(source: CropSource, request: Request): AsyncGenerator<Cropped> {
  const { samples } = request;
  const start = (index: number) => {
    const sample = samples[index];
    const crop = sample && cropOf(source, request, sample);
    // A failure is thrown when its turn comes, even if that is after the caller stopped asking.
    crop?.catch(() => undefined);
    return crop;
  };
  let next = start(0);
  for (let i = 0; next !== undefined; i++) {
    const current = next;
    next = start(i + 1);
    yield await current;
  }
}

async function cropOf({ decode, cache }: CropSource, request: Request, sample: EngineSample): Promise<Cropped> {
  const { data, preprocess } = request;
  const key = JSON.stringify([data, sample.id, geometryKey(preprocess)]);
  const known = cache.get(key);
  if (known !== undefined) return { sample, crop: known, reason: "" };
  try {
    const crop = toCrop(await decode(sample.blob, sample.id), preprocess, sample.id);
    cache.set(key, crop);
    return { sample, crop, reason: "" };
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== "data/decode") throw error;
    return { sample, crop: null, reason: `does not decode: ${error.detail["message"] ?? ""}` };
  }
}

/** The part of the preprocessing that a crop depends on: changing the mean decodes nothing again. */
function geometryKey(preprocess: Preprocess): unknown {
  return [preprocess.resize, preprocess.width, preprocess.height, channelsOf(preprocess)];
}
