/**
 * @file Lowest and highest value of a tensor in each sample. Small beside the histogram, and enough to tell whose
 * extremes a range rests on and what it would be without them. Exact and independent of order like all statistics.
 */
import { toUnits } from "./histogram.ts";
import type { TensorStats } from "./stats.ts";

/** Samples with an index below this are kept one by one: 12 bytes for each tensor and sample. */
export const EXTREME_SAMPLES = 1024;

export interface SampleExtremes {
  /** Indices in the calibration set, ascending. */
  readonly samples: Int32Array;
  /** Of the same length: the lowest and highest value of each sample. */
  readonly lo: Float32Array;
  readonly hi: Float32Array;
}

/** By sample, while they are collected. */
export type OpenExtremes = Map<number, readonly [lo: number, hi: number]>;

export function addExtremes(open: OpenExtremes, sample: number, lo: number, hi: number): void {
  if (sample >= EXTREME_SAMPLES) return;
  const known = open.get(sample);
  open.set(sample, known === undefined ? [lo, hi] : [Math.min(known[0], lo), Math.max(known[1], hi)]);
}

/** @returns undefined when no sample was seen on its own */
export function closeExtremes(open: OpenExtremes): SampleExtremes | undefined {
  if (open.size === 0) return undefined;
  const rows = [...open].sort(([a], [b]) => a - b);
  return {
    samples: Int32Array.from(rows, ([sample]) => sample),
    lo: Float32Array.from(rows, ([, [lo]]) => lo),
    hi: Float32Array.from(rows, ([, [, hi]]) => hi),
  };
}

/** The samples of both; one that is in both keeps its widest extremes. Linear: it is done for each finished portion. */
export function mergeExtremes(
  a: SampleExtremes | undefined,
  b: SampleExtremes | undefined,
): SampleExtremes | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const most = a.samples.length + b.samples.length;
  const [samples, lo, hi] = [new Int32Array(most), new Float32Array(most), new Float32Array(most)];
  let [i, k, n] = [0, 0, 0];
  for (; i < a.samples.length || k < b.samples.length; n++) {
    const [x, y] = [a.samples[i] ?? Infinity, b.samples[k] ?? Infinity];
    samples[n] = Math.min(x, y);
    lo[n] = Math.min(x <= y ? (a.lo[i] as number) : Infinity, y <= x ? (b.lo[k] as number) : Infinity);
    hi[n] = Math.max(x <= y ? (a.hi[i] as number) : -Infinity, y <= x ? (b.hi[k] as number) : -Infinity);
    if (x <= y) i++;
    if (y <= x) k++;
  }
  return { samples: samples.slice(0, n), lo: lo.slice(0, n), hi: hi.slice(0, n) };
}

/** Whether each sample that was seen is kept on its own. */
export function allKept({ samples, extremes }: TensorStats): boolean {
  return extremes?.samples.length === samples;
}

/**
 * The statistics without some samples, as far as they follow without running the model: extremes, their owners and
 * their sums are exact, so min-max is the range a new calibration gives. The histogram still holds the samples.
 * @param left indices in the calibration set
 * @returns null when extremes were not kept for every sample, or no sample is left
 */
export function withoutSamples(stats: TensorStats, left: ReadonlySet<number>): TensorStats | null {
  const { extremes } = stats;
  if (extremes === undefined || !allKept(stats)) return null;
  let [min, max, minSample, maxSample, kept] = [Infinity, -Infinity, -1, -1, 0];
  let { sumMin, sumMax } = stats;
  for (let i = 0; i < extremes.samples.length; i++) {
    const [sample, lo, hi] = [extremes.samples[i] as number, extremes.lo[i] as number, extremes.hi[i] as number];
    if (left.has(sample)) {
      sumMin -= toUnits(lo);
      sumMax -= toUnits(hi);
      continue;
    }
    kept++;
    if (lo < min) [min, minSample] = [lo, sample];
    if (hi > max) [max, maxSample] = [hi, sample];
  }
  return kept === 0 ? null : { ...stats, min, max, minSample, maxSample, sumMin, sumMax, samples: kept };
}
