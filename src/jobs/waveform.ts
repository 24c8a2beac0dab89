/** @file A sound as a picture: per column of pixels a bar from its lowest to its highest sample. */
import type { Pixels } from "../core/samples/dataset.ts";

/** Slate on a light ground: legible in both themes. */
const [GROUND, BAR] = [
  [238, 240, 243],
  [71, 85, 105],
] as const;

/** The height stands for -peak to peak, so that quiet sounds are seen too; silence is a line. */
export function waveformPixels(wave: Float32Array, width: number, height: number): Pixels {
  const peak = wave.reduce((most, x) => Math.max(most, Math.abs(x)), 0) || 1;
  const row = (x: number) => Math.min(height - 1, Math.max(0, Math.round(((1 - x / peak) / 2) * (height - 1))));
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = GROUND[i % 3] as number;
  for (let column = 0; column < width; column++) {
    const from = Math.floor((column * wave.length) / width);
    const part = wave.subarray(from, Math.max(from + 1, Math.floor(((column + 1) * wave.length) / width)));
    const [lo, hi] = extremes(part);
    for (let y = row(hi); y <= row(lo); y++) data.set(BAR, (y * width + column) * 3);
  }
  return { width, height, data };
}

function extremes(part: Float32Array): readonly [number, number] {
  let [lo, hi] = [part[0] ?? 0, part[0] ?? 0];
  for (const x of part) {
    if (x < lo) lo = x;
    if (x > hi) hi = x;
  }
  return [lo, hi];
}
