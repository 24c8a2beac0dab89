/** @file Outputs that are pictures, as pixels for the screen. */

export interface PictureShape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** Channels are the last axis. */
  readonly last: boolean;
}

/** `[C, H, W]`, `[H, W, C]` or `[H, W]`, one or three channels; null for other shapes. */
export function pictureShape(dims: readonly number[] | null): PictureShape | null {
  if (dims === null) return null;
  const [a = 0, b = 0, c = 0] = dims;
  const isColour = (n: number) => n === 1 || n === 3;
  if (dims.length === 2) return { channels: 1, height: a, width: b, last: false };
  if (dims.length !== 3) return null;
  if (isColour(a) && b > 3) return { channels: a, height: b, width: c, last: false };
  return isColour(c) && a > 3 ? { channels: c, height: a, width: b, last: true } : null;
}

/** The values that are black and white on the screen. */
export interface Scale {
  readonly lo: number;
  readonly hi: number;
}

/** 0 to 1, 0 to 255 or -1 to 1, as networks write; else what occurs. */
export function scaleOf(values: Float32Array): Scale {
  let [lo, hi] = [Infinity, -Infinity];
  for (const x of values) {
    if (x < lo) lo = x;
    if (x > hi) hi = x;
  }
  const near = (a: number, b: number, slack: number) => lo >= a - slack && hi <= b + slack;
  if (near(0, 1, 0.1)) return { lo: 0, hi: 1 };
  if (near(-1, 1, 0.1)) return { lo: -1, hi: 1 };
  if (near(0, 255, 5) && hi > 32) return { lo: 0, hi: 255 };
  return { lo, hi: hi > lo ? hi : lo + 1 };
}

/** RGBA, `[height, width, 4]`; null when there are not as many values as the shape holds. */
export function picturePixels(
  values: Float32Array,
  { channels, height, width, last }: PictureShape,
  { lo, hi }: Scale,
): Uint8ClampedArray<ArrayBuffer> | null {
  const plane = height * width;
  if (values.length !== channels * plane) return null;
  const out = new Uint8ClampedArray(4 * plane);
  const at = (pixel: number, c: number) => (last ? pixel * channels + c : c * plane + pixel);
  for (let pixel = 0; pixel < plane; pixel++) {
    for (let c = 0; c < 3; c++) {
      const x = values[at(pixel, channels === 1 ? 0 : c)] as number;
      out[4 * pixel + c] = Math.round((255 * (x - lo)) / (hi - lo));
    }
    out[4 * pixel + 3] = 255;
  }
  return out;
}

/** So much is a difference enlarged before it is shown. */
export const ENLARGED = 10;

/** How far two pictures are apart, enlarged: 0 is black. */
export function apart(a: Float32Array, b: Float32Array, { lo, hi }: Scale): Float32Array {
  return a.map((x, i) => lo + Math.min(hi - lo, ENLARGED * Math.abs(x - (b[i] as number))));
}
