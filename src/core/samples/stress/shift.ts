/** @file The whole picture moved: objects that are not in the middle, and cut off at the edge. */
import type { Pixels } from "../dataset.ts";
import { type Movement, type PictureCorruption, scale, type Size } from "./corruption.ts";
import { directionOf } from "./seed.ts";

export const shift: PictureCorruption = {
  id: "shift",
  title: "Shift",
  what: "The picture is moved in some direction, by a share of its shorter side; the edge fills what becomes free. Marked boxes move with it.",
  takes: "image",
  steps: [3, 10, 20, 35],
  ...scale("% of the shorter side", "", " %"),
  movement: movementOf,
  apply(pixels, percent, seed) {
    const movement = movementOf(pixels, percent, seed);
    return movement.dx === 0 && movement.dy === 0 ? pixels : { ...pixels, data: moved(pixels, movement) };
  },
};

function movementOf({ width, height }: Size, percent: number, seed: number): Movement {
  const length = (percent / 100) * Math.min(width, height);
  const angle = directionOf(seed);
  // Not -0.
  return { dx: Math.round(length * Math.cos(angle)) + 0, dy: Math.round(length * Math.sin(angle)) + 0 };
}

function moved({ width, height, data }: Pixels, { dx, dy }: Movement): Uint8Array {
  const out = new Uint8Array(data.length);
  const inside = (at: number, size: number) => Math.min(Math.max(at, 0), size - 1);
  for (let y = 0, o = 0; y < height; y++) {
    const row = inside(y - dy, height) * width;
    for (let x = 0; x < width; x++, o += 3) {
      const from = 3 * (row + inside(x - dx, width));
      out[o] = data[from] as number;
      out[o + 1] = data[from + 1] as number;
      out[o + 2] = data[from + 2] as number;
    }
  }
  return out;
}
