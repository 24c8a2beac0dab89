/** @file A camera or object that moves at constant speed while the shutter is open: light is spread evenly along a line. */
import type { Pixels } from "../dataset.ts";
import { type PictureCorruption, scale } from "./corruption.ts";
import { byteOf, LIGHT } from "./light.ts";
import { directionOf } from "./seed.ts";

/** Points per pixel of the line. */
const DENSITY = 4;

export const motionBlur: PictureCorruption = {
  id: "motion-blur",
  title: "Motion blur",
  what: "Light is spread along a line in some direction; its length is a share of the picture's shorter side.",
  takes: "image",
  steps: [1, 3, 6, 12],
  ...scale("% of the shorter side", "", " %"),
  apply(pixels, percent, seed) {
    const length = (percent / 100) * Math.min(pixels.width, pixels.height);
    return length === 0 ? pixels : { ...pixels, data: blurred(pixels, lineOf(length, directionOf(seed))) };
  },
};

interface Tap {
  readonly dx: number;
  readonly dy: number;
  readonly weight: number;
}

/**
 * A line around 0 as weights of whole pixels: each of its points is shared by the four around it.
 * @param length px
 * @param angle radians
 * @returns weights that sum to 1
 */
export function lineOf(length: number, angle: number): readonly Tap[] {
  const points = Math.max(1, Math.ceil(length * DENSITY));
  const weights = new Map<string, Tap>();
  const add = (dx: number, dy: number, weight: number) => {
    if (weight === 0) return;
    const key = `${dx} ${dy}`;
    weights.set(key, { dx, dy, weight: (weights.get(key)?.weight ?? 0) + weight / points });
  };
  for (let i = 0; i < points; i++) {
    const along = length * ((i + 0.5) / points - 0.5);
    const [x, y] = [along * Math.cos(angle), along * Math.sin(angle)];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [x - left, y - top];
    add(left, top, (1 - u) * (1 - v));
    add(left + 1, top, u * (1 - v));
    add(left, top + 1, (1 - u) * v);
    add(left + 1, top + 1, u * v);
  }
  return [...weights.values()];
}

/** Beyond the edge the picture goes on as it ends. */
function blurred({ width, height, data }: Pixels, line: readonly Tap[]): Uint8Array {
  const light = Float32Array.from(data, (byte) => LIGHT[byte] as number);
  const sums = new Float32Array(data.length);
  const inside = (at: number, size: number) => Math.min(Math.max(at, 0), size - 1);
  for (const { dx, dy, weight } of line) {
    const columns = Int32Array.from({ length: width }, (_, x) => 3 * inside(x + dx, width));
    for (let y = 0, o = 0; y < height; y++) {
      const row = 3 * width * inside(y + dy, height);
      for (let x = 0; x < width; x++, o += 3) {
        const from = row + (columns[x] as number);
        sums[o] = (sums[o] as number) + weight * (light[from] as number);
        sums[o + 1] = (sums[o + 1] as number) + weight * (light[from + 1] as number);
        sums[o + 2] = (sums[o + 2] as number) + weight * (light[from + 2] as number);
      }
    }
  }
  return Uint8Array.from(sums, byteOf);
}
