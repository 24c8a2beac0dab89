/**
 * @file The two inner loops of calibration. This is the reference in plain TypeScript; the platform
 * has the same loops as a WebAssembly SIMD module working on the runtime's own heap. Both give
 * identical counts: every operation below is exact in float32.
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
};
