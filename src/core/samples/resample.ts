/**
 * @file Bilinear resampling with antialiasing, equal to Pillow's `Image.resize(size, BILINEAR)` to the bit.
 *
 * Browsers scale in ways that change a network's answer as much as INT8 does, so nothing here is left to
 * them. The method is Pillow's for 8-bit images (Resample.c): a triangle filter stretched by the reduction
 * factor, weights normalised in double and then rounded to 22-bit fixed point, a horizontal pass into 8 bits,
 * a vertical pass into 8 bits. Only what the wanted window needs is computed.
 */

/** 8-bit image, interleaved, `[height, width, channels]`. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array;
}

/** Rectangle in pixels; `left` and `top` are inclusive. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const PRECISION_BITS = 32 - 8 - 2;
const ONE = 2 ** PRECISION_BITS;
const HALF = 2 ** (PRECISION_BITS - 1);

/** Weights of outputs `first .. first + count - 1` along one axis; output i reads `taps[i]` inputs from `start[i]`. */
interface Weights {
  readonly start: Int32Array;
  readonly taps: Int32Array;
  /** `[count, stride]`, 22-bit fixed point. */
  readonly fixed: Int32Array;
  readonly stride: number;
}

/**
 * Scales `source` to `width` x `height` and returns the part inside `window`, which must lie inside the scaled image.
 * @returns `[window.height, window.width, channels]`
 */
export function resample(source: Raster, width: number, height: number, window: Window): Uint8Array {
  const across = axisWeights(source.width, width, window.left, window.width);
  const down = axisWeights(source.height, height, window.top, window.height);
  const firstRow = down.start[0] ?? 0;
  const last = window.height - 1;
  const rows = (down.start[last] ?? 0) + (down.taps[last] ?? 0) - firstRow;
  const narrow = horizontal(source, firstRow, rows, across, window.width);
  return vertical(narrow, window.width * source.channels, firstRow, down, window.height);
}

/** Outputs `first .. first + count - 1` of an axis that shrinks or grows from `from` to `to` pixels. */
function axisWeights(from: number, to: number, first: number, count: number): Weights {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const stride = Math.ceil(stretch) * 2 + 1;
  const start = new Int32Array(count);
  const taps = new Int32Array(count);
  const fixed = new Int32Array(count * stride);
  const real = new Float64Array(stride);
  for (let i = 0; i < count; i++) {
    const centre = (first + i + 0.5) * scale;
    const lo = Math.max(Math.trunc(centre - stretch + 0.5), 0);
    const n = Math.min(Math.trunc(centre + stretch + 0.5), from) - lo;
    let sum = 0;
    for (let k = 0; k < n; k++) sum += real[k] = triangle((k + lo - centre + 0.5) * (1 / stretch));
    for (let k = 0; k < n; k++) fixed[i * stride + k] = Math.trunc(0.5 + ((real[k] as number) / sum) * ONE);
    start[i] = lo;
    taps[i] = n;
  }
  return { start, taps, fixed, stride };
}

function triangle(x: number): number {
  return Math.max(1 - Math.abs(x), 0);
}

/** @returns `[rows, width, channels]`, rows counted from `firstRow` of the source */
function horizontal(source: Raster, firstRow: number, rows: number, weights: Weights, width: number): Uint8Array {
  const { channels } = source;
  const out = new Uint8Array(rows * width * channels);
  const scaleRow = channels === 3 ? scaleColours : scaleChannels;
  for (let y = 0; y < rows; y++) {
    const row = source.data.subarray((firstRow + y) * source.width * channels);
    scaleRow(row, weights, out.subarray(y * width * channels, (y + 1) * width * channels), channels);
  }
  return out;
}

/** One row of any number of channels. */
function scaleChannels(row: Uint8Array, { start, taps, fixed, stride }: Weights, out: Uint8Array, channels: number) {
  for (let o = 0; o < out.length; o++) {
    const x = Math.floor(o / channels);
    let sum = HALF;
    for (let k = 0, i = (start[x] as number) * channels + (o % channels); k < (taps[x] as number); k++, i += channels) {
      sum += (row[i] as number) * (fixed[x * stride + k] as number);
    }
    out[o] = clip8(sum);
  }
}

/** One row of three channels: each weight is read once. Most of the time of preprocessing is spent here. */
function scaleColours(row: Uint8Array, { start, taps, fixed, stride }: Weights, out: Uint8Array): void {
  for (let x = 0, o = 0; o < out.length; x++, o += 3) {
    const end = x * stride + (taps[x] as number);
    let [r, g, b] = [HALF, HALF, HALF];
    for (let f = x * stride, i = (start[x] as number) * 3; f < end; f++, i += 3) {
      const weight = fixed[f] as number;
      r += (row[i] as number) * weight;
      g += (row[i + 1] as number) * weight;
      b += (row[i + 2] as number) * weight;
    }
    out[o] = clip8(r);
    out[o + 1] = clip8(g);
    out[o + 2] = clip8(b);
  }
}

/** @param rowLength bytes in a row of `data`, whose first row is row `firstRow` of the scaled-across image */
function vertical(data: Uint8Array, rowLength: number, firstRow: number, weights: Weights, height: number): Uint8Array {
  const { start, taps, fixed, stride } = weights;
  const out = new Uint8Array(height * rowLength);
  const sums = new Int32Array(rowLength);
  for (let y = 0; y < height; y++) {
    sums.fill(HALF);
    const from = ((start[y] as number) - firstRow) * rowLength;
    for (let k = 0; k < (taps[y] as number); k++) {
      const weight = fixed[y * stride + k] as number;
      const row = from + k * rowLength;
      for (let i = 0; i < rowLength; i++) sums[i] = (sums[i] as number) + weight * (data[row + i] as number);
    }
    for (let i = 0; i < rowLength; i++) out[y * rowLength + i] = clip8(sums[i] as number);
  }
  return out;
}

/** Fixed point to a byte. The weights sum to 1 within rounding, so the sum stays far inside 31 bits. */
function clip8(sum: number): number {
  return Math.min(sum >> PRECISION_BITS, 255);
}
