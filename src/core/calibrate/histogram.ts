/**
 * @file Power-of-two histograms: growing the limit folds bins exactly, so any order of samples and any
 * sharding gives the same counts.
 */
import { BINS } from "./stats.ts";

const MIDDLE = BINS / 2;
const word = new Float32Array(1);
const bits = new Uint32Array(word.buffer);

/** Smallest power of two strictly greater than `x` (a finite float32 >= 0); 0 for 0. */
export function limitFor(x: number): number {
  if (x === 0) return 0;
  word[0] = x;
  return 2 ** (((bits[0] as number) >>> 23) - 126);
}

/** Smallest step of float32, 2^-149: every float32 is an integer multiple of it. */
const UNITS = 2 ** 149;

/** A float32 as an integer in units of 2^-149, so that sums are exact in any order. */
export function toUnits(x: number): bigint {
  return BigInt(x * UNITS);
}

/** Back to a real number, correctly rounded to float64. */
export function fromUnits(sum: bigint): number {
  return Number(sum) / UNITS;
}

/** The same counts over a wider limit. `to / from` is a power of two; `from` 0 means "only zeros so far". */
export function widen(bins: Float64Array, from: number, to: number): Float64Array {
  if (from === to || from === 0) return bins;
  const ratio = to / from;
  const wide = new Float64Array(BINS);
  for (let i = 0; i < BINS; i++) {
    const j = Math.floor((i - MIDDLE) / ratio) + MIDDLE;
    wide[j] = (wide[j] as number) + (bins[i] as number);
  }
  return wide;
}

/** Real value at the middle of bin `i`. */
export function binCentre(i: number, limit: number): number {
  return ((i + 0.5 - MIDDLE) * 2 * limit) / BINS;
}

/** Real value at the lower edge of bin `i`; `i = BINS` gives the upper end. */
export function binEdge(i: number, limit: number): number {
  return ((i - MIDDLE) * 2 * limit) / BINS;
}
