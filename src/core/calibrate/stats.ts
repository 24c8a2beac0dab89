/**
 * @file What one pass over the calibration data learned about each tensor.
 *
 * Everything here is exact and independent of the order and grouping of samples, so shards may be
 * merged in any order and the browser and the command line solve the same scales to the bit:
 * counts are integers, the histogram limit is a power of two and doubling it folds bins exactly,
 * and per-sample extremes are summed as integers.
 */

import type { ChannelMeans } from "./channel-means.ts";
import type { SampleExtremes } from "./sample-extremes.ts";

/** Bins over `[-limit, limit)`; even, so that 0 is an edge. One-sided tensors use half of them. */
export const BINS = 4096;

export interface TensorStats {
  /** Elements seen. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
  /** Samples seen. */
  readonly samples: number;
  /** Sum over samples of that sample's minimum and maximum, in units of 2^-149 (moving-average calibration). */
  readonly sumMin: bigint;
  readonly sumMax: bigint;
  /** Index in the calibration set of the sample that owns each extreme; ties go to the lower index. */
  readonly minSample: number;
  readonly maxSample: number;
  /** Smallest power of two strictly greater than max |x|; 0 when every element is 0. */
  readonly limit: number;
  /** Counts over `[-limit, limit)` in BINS equal bins: index = floor(x * BINS / (2 limit)) + BINS / 2. */
  readonly bins: Float64Array;
  /** Mean of each channel, for values that layers with weights read. */
  readonly means?: ChannelMeans;
  /** Extremes of the first samples one by one; absent where a value has no batch axis and several samples share it. */
  readonly extremes?: SampleExtremes;
}

/** Stats of every captured value by name. */
export type CalibrationStats = ReadonlyMap<string, TensorStats>;
