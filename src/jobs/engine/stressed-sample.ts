/** @file Samples that are corrupted before they are run. Each is read once and corrupted many times. */
import type { Pixels } from "../../core/samples/dataset.ts";
import { reduced, stressedPicture, stressedSound } from "../../core/samples/stress/stressed.ts";
import type { EngineSample } from "../engine-protocol.ts";
import { createCropCache, type CropCache } from "./crop-cache.ts";
import type { FeedsRequest, SampleSource } from "./feeds.ts";

export interface StressShelf {
  /** Corrupted crops: both models read them one after the other. */
  readonly cache: CropCache;
  /** Pictures at the size that the network reads, for all corruptions. */
  readonly pictures: CropCache<Shelved>;
}

interface Shelved extends Pixels {
  readonly byteLength: number;
}

/** Bytes: a few dozen crops, and some hundred pictures. */
const CROPS = 24e6;
const PICTURES = 64e6;

export function createStressShelf(): StressShelf {
  return { cache: createCropCache(CROPS), pictures: createCropCache<Shelved>(PICTURES) };
}

/** The decoded picture, corrupted where that is asked for. @throws StudioError `data/decode`, `data/size` */
export async function pictureOf(source: SampleSource, request: FeedsRequest, sample: EngineSample): Promise<Pixels> {
  const { blob, id, stress } = sample;
  if (stress === undefined) return source.decode(blob, id);
  const { data, preprocess } = request;
  const { pictures } = source.stressed;
  const key = JSON.stringify([data, id, preprocess.resize, preprocess.width, preprocess.height]);
  const known = pictures.get(key);
  const small = known ?? reduced(await source.decode(blob, id), preprocess, id);
  if (known === undefined) pictures.set(key, { ...small, byteLength: small.data.byteLength });
  return stressedPicture(small, stress, id);
}

/** @param wave as the network reads it */
export function stressedWave(wave: Float32Array, { id, stress }: EngineSample): Float32Array {
  return stress === undefined ? wave : stressedSound(wave, stress, id);
}
