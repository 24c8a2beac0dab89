/**
 * @file Pictures to calibrate with when there are none: seeded noise with the spectrum of photographs
 * (amplitude falls as 1/frequency) and mostly grey, as photographs are. White noise would leave most
 * features of a trained network silent.
 */
import { uniform } from "../core/random.ts";
import type { Pixels } from "../core/samples/dataset.ts";

/** Image `index` of the set, RGB. Same arguments, same pixels, on every machine. */
export function randomPixels(index: number, width: number, height: number): Pixels {
  const random = uniform(0x51ed + index);
  const size = { width, height };
  const light = pinkNoise(random, size);
  const colours = [0, 1, 2].map(() => pinkNoise(random, size));
  const mean = 60 + 135 * random();
  const contrast = 30 + 40 * random();
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      const noise = (light[i] as number) + 0.4 * ((colours[c] as Float64Array)[i] as number);
      data[3 * i + c] = Math.min(255, Math.max(0, Math.round(mean + contrast * noise)));
    }
  }
  return { width, height, data };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Octaves of smooth noise with a spread of about 1, `[height, width]`. */
function pinkNoise(random: () => number, { width, height }: Size): Float64Array {
  const sum = new Float64Array(width * height);
  for (let cells = 2; cells <= Math.max(width, height); cells *= 2) {
    addOctave(sum, { width, height }, gridOf(random, cells + 1), cells);
  }
  let power = 0;
  for (const x of sum) power += x * x;
  const scale = 1 / Math.sqrt(power / sum.length || 1);
  return sum.map((x) => x * scale);
}

/** Sums of three uniforms, near enough to normal and without the logarithms that differ between engines. */
function gridOf(random: () => number, side: number): Float64Array {
  return Float64Array.from({ length: side * side }, () => 2 * (random() + random() + random()) - 3);
}

function addOctave(sum: Float64Array, { width, height }: Size, grid: Float64Array, cells: number): void {
  const at = (row: number, column: number) => grid[row * (cells + 1) + column] as number;
  const amplitude = 1 / Math.sqrt(cells);
  for (let y = 0; y < height; y++) {
    const v = (y * cells) / height;
    const [r, fy] = [Math.floor(v), v % 1];
    for (let x = 0; x < width; x++) {
      const u = (x * cells) / width;
      const [c, fx] = [Math.floor(u), u % 1];
      const top = at(r, c) * (1 - fx) + at(r, c + 1) * fx;
      const bottom = at(r + 1, c) * (1 - fx) + at(r + 1, c + 1) * fx;
      sum[y * width + x] = (sum[y * width + x] as number) + amplitude * (top * (1 - fy) + bottom * fy);
    }
  }
}
