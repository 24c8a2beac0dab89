/**
 * @file Error of a range, from the histogram alone: clipped values are off by their distance to the range,
 * the rest by rounding, uniform over one step (scale^2 / 12, Widrow 1956). Any range costs O(1) after one
 * pass over the bins, so a slider can follow the pointer.
 */
import { binCentre } from "./histogram.ts";
import type { Range } from "./method.ts";
import { BINS, type TensorStats } from "./stats.ts";

/** Prefix sums over bins: element i covers bins 0..i-1. */
interface Moments {
  readonly count: Float64Array;
  readonly sum: Float64Array;
  readonly square: Float64Array;
}

export interface Noise {
  /** Sum over elements of squared error from clipping and from rounding. */
  readonly clip: number;
  readonly round: number;
  /** Sum of squares of all elements. */
  readonly signal: number;
  /** Share of elements outside the range, 0..1. */
  readonly clipped: number;
}

type Counted = Pick<TensorStats, "bins" | "limit">;

/** By bins: other statistics over the same counts share the sums. */
const cache = new WeakMap<Float64Array, Moments>();

function momentsOf(stats: Counted): Moments {
  const known = cache.get(stats.bins);
  if (known !== undefined) return known;
  const count = new Float64Array(BINS + 1);
  const sum = new Float64Array(BINS + 1);
  const square = new Float64Array(BINS + 1);
  for (let i = 0; i < BINS; i++) {
    const c = stats.bins[i] as number;
    // The bin right of 0 holds the exact zeros of rectified tensors; they have no error under any range.
    const x = i === BINS / 2 ? 0 : binCentre(i, stats.limit);
    count[i + 1] = (count[i] as number) + c;
    sum[i + 1] = (sum[i] as number) + c * x;
    square[i + 1] = (square[i] as number) + c * x * x;
  }
  const moments = { count, sum, square };
  cache.set(stats.bins, moments);
  return moments;
}

/** @param levels integers the range spans, e.g. 256 */
export function noiseOf(stats: Counted, range: Range, levels: number): Noise {
  const { count, sum, square } = momentsOf(stats);
  const total = count[BINS] as number;
  const signal = square[BINS] as number;
  if (stats.limit === 0) return { clip: 0, round: 0, signal: 0, clipped: 0 };
  // Bins that an end cuts through count as inside: what was observed is never reported as clipped by min-max.
  const from = Math.max(0, Math.floor(position(range.lo, stats.limit)));
  const to = Math.min(BINS, Math.floor(position(range.hi, stats.limit)) + 1);
  const below = { n: count[from] as number, s: sum[from] as number, q: square[from] as number };
  const above = {
    n: total - (count[to] as number),
    s: (sum[BINS] as number) - (sum[to] as number),
    q: signal - (square[to] as number),
  };
  const distance = (part: typeof below, end: number) => part.q - 2 * end * part.s + end * end * part.n;
  const zeros = from <= BINS / 2 && to > BINS / 2 ? (stats.bins[BINS / 2] as number) : 0;
  const scale = (range.hi - range.lo) / (levels - 1);
  return {
    clip: Math.max(0, distance(below, range.lo)) + Math.max(0, distance(above, range.hi)),
    round: ((total - below.n - above.n - zeros) * scale * scale) / 12,
    signal,
    clipped: total === 0 ? 0 : (below.n + above.n) / total,
  };
}

/** Where a real value lies on the axis of bins, 0..BINS. */
function position(x: number, limit: number): number {
  return (x * BINS) / (2 * limit) + BINS / 2;
}

/** Signal-to-quantization-noise ratio, dB; Infinity when nothing is lost. */
export function sqnrOf({ clip, round, signal }: Noise): number {
  return decibel(signal, clip + round);
}

/** 10 log10(signal / noise), dB. */
export function decibel(signal: number, noise: number): number {
  if (noise === 0) return Infinity;
  return 10 * Math.log10(signal / noise);
}
