/**
 * @file The inner loops of calibration. This is the reference in plain TypeScript; the platform
 * has the same loops as a WebAssembly SIMD module working on the runtime's own heap. Both give
 * identical counts, as every operation on them is exact in float32, and identical sums, as they add in the same order.
 */
import { BINS } from "./stats.ts";

export interface Kernel {
  /** Writes `[min, max]` to `out`; both NaN when any element is NaN. `data` is not empty. */
  minMax(data: Float32Array, out: Float32Array): void;
  /**
   * Adds `data` to `bins`: index = floor(x * BINS / (2 limit)) + BINS / 2.
   * `limit` is a power of two greater than every |x|.
   */
  histogram(data: Float32Array, limit: number, bins: Uint32Array): void;
  /**
   * Both at once, reading `data` once: writes the extremes to `out`, and adds `data` to `bins` if every |x| < limit.
   * @returns whether it did
   */
  fold(data: Float32Array, limit: number, bins: Uint32Array, out: Float32Array): boolean;
  /**
   * Writes the sum of each channel of `data`, `[..., totals.length, inner]`, to `totals`. Every eighth number of a run of
   * `inner` goes to one of eight sums, which are added in pairs; what is left over follows one by one.
   */
  channelSums(data: Float32Array, inner: number, totals: Float64Array): void;
  /** Writes the extremes of each channel of `data`, `[..., lows.length, inner]`. No value may be NaN. */
  channelRanges(data: Float32Array, inner: number, lows: Float32Array, highs: Float32Array): void;
}

export const referenceKernel: Kernel = {
  minMax(data, out) {
    let min = Infinity;
    let max = -Infinity;
    for (let i = 0; i < data.length; i++) {
      const x = data[i] as number;
      // Written so that NaN fails both comparisons and is seen.
      if (!(x >= min)) min = x;
      if (!(x <= max)) max = x;
      if (x !== x) break;
    }
    const nan = min !== min || max !== max;
    out[0] = nan ? NaN : min;
    out[1] = nan ? NaN : max;
  },
  histogram(data, limit, bins) {
    const inverse = BINS / (2 * limit);
    const middle = BINS / 2;
    for (let i = 0; i < data.length; i++) {
      // Adding `middle` before truncation would round; floor first keeps bins nested when limit doubles.
      const index = Math.floor((data[i] as number) * inverse) + middle;
      bins[index] = (bins[index] as number) + 1;
    }
  },
  fold(data, limit, bins, out) {
    referenceKernel.minMax(data, out);
    if (!((out[0] as number) > -limit && (out[1] as number) < limit)) return false;
    referenceKernel.histogram(data, limit, bins);
    return true;
  },
  channelSums(data, inner, totals) {
    totals.fill(0);
    for (let i = 0, c = 0; i < data.length; i += inner, c = (c + 1) % totals.length) {
      totals[c] = (totals[c] as number) + (inner === 1 ? (data[i] as number) : sumOfRun(data, i, inner));
    }
  },
  channelRanges(data, inner, lows, highs) {
    lows.fill(Infinity);
    highs.fill(-Infinity);
    for (let i = 0; i < data.length; i++) {
      const [c, x] = [Math.floor(i / inner) % lows.length, data[i] as number];
      if (x < (lows[c] as number)) lows[c] = x;
      if (x > (highs[c] as number)) highs[c] = x;
    }
  },
};

/** Two of each vector: see kernel.as.ts of the platform. */
function sumOfRun(data: Float32Array, from: number, length: number): number {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  const wide = from + length - (length % 8);
  let i = from;
  for (; i < wide; i += 8) {
    a += data[i] as number;
    b += data[i + 1] as number;
    c += data[i + 2] as number;
    d += data[i + 3] as number;
    e += data[i + 4] as number;
    f += data[i + 5] as number;
    g += data[i + 6] as number;
    h += data[i + 7] as number;
  }
  let sum = a + c + (e + g) + (b + d + (f + h));
  for (; i < from + length; i++) sum += data[i] as number;
  return sum;
}
