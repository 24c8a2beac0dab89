/** @file Speech clips for tests: 16-bit and float WAV files as one second of 16 kHz mono around the loudest part. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { float32, type Tensor } from "../core/tensor.ts";

const RATE = 16_000;

/** Every WAV of a folder in order of name, each [1, 16000] in -1..1. */
export function clipsIn(folder: string): Tensor[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".wav"));
  return files.toSorted().map((file) => float32([1, RATE], loudestSecond(readWav(readFileSync(join(folder, file))))));
}

/** Samples at 16 kHz, resampled linearly. Mono only, PCM 16 or float 32. */
function readWav(file: Buffer): Float32Array {
  const format = chunk(file, "fmt ");
  const data = chunk(file, "data");
  const isFloat = format.readUInt16LE(0) === 3;
  const step = format.readUInt32LE(4) / RATE;
  const count = Math.floor(data.length / (isFloat ? 4 : 2));
  const sample = (i: number) => {
    const at = Math.min(i, count - 1);
    return isFloat ? data.readFloatLE(4 * at) : data.readInt16LE(2 * at) / 32768;
  };
  return Float32Array.from({ length: Math.floor(count / step) }, (_, i) => {
    const left = Math.floor(i * step);
    const share = i * step - left;
    return sample(left) * (1 - share) + sample(left + 1) * share;
  });
}

function chunk(file: Buffer, id: string): Buffer {
  for (let at = 12; at + 8 <= file.length;) {
    const size = file.readUInt32LE(at + 4);
    if (file.toString("latin1", at, at + 4) === id) return file.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  throw new Error(`no ${id} chunk`);
}

function loudestSecond(x: Float32Array): Float32Array {
  const second = new Float32Array(RATE);
  if (x.length <= RATE) {
    second.set(x, (RATE - x.length) >> 1);
    return second;
  }
  let [energy, best, start] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    energy += (x[i] as number) ** 2 - (i < RATE ? 0 : (x[i - RATE] as number) ** 2);
    if (i >= RATE - 1 && energy > best) [best, start] = [energy, i - RATE + 1];
  }
  second.set(x.subarray(start, start + RATE));
  return second;
}
