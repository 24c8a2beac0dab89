/** @file From a sound to a network's input: the wanted rate, then the wanted length. */
import type { AudioSpec } from "./preprocess-spec.ts";
import { resampleAudio } from "./resample-audio.ts";
import type { Sound } from "./wav.ts";

/** @returns the sound at `spec.rate`; `spec.length` samples, or as many as there are when that is null */
export function toWaveform({ rate, data }: Sound, spec: AudioSpec): Float32Array {
  const resampled = resampleAudio(data, rate, spec.rate);
  return spec.length === null ? resampled : fitted(resampled, spec.length, spec.fit);
}

function fitted(data: Float32Array, length: number, fit: AudioSpec["fit"]): Float32Array {
  const free = data.length - length;
  if (free >= 0) {
    const start = fit === "start" ? 0 : fit === "centre" ? free >> 1 : loudest(data, length);
    return data.slice(start, start + length);
  }
  // Silence on both sides, except where the start must stay the start.
  const out = new Float32Array(length);
  out.set(data, fit === "start" ? 0 : -free >> 1);
  return out;
}

/** Start of the window of `length` samples with the most energy; of equal ones the first. */
function loudest(data: Float32Array, length: number): number {
  let energy = 0;
  for (let i = 0; i < length; i++) energy += (data[i] as number) ** 2;
  let [best, most] = [0, energy];
  for (let i = length; i < data.length; i++) {
    energy += (data[i] as number) ** 2 - (data[i - length] as number) ** 2;
    if (energy > most) [best, most] = [i - length + 1, energy];
  }
  return best;
}
