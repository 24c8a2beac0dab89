/**
 * @file Mean and range of each channel of a value, over the first samples. The mean is what the rounding of weights is
 * multiplied by on average; the range shows what one scale for all channels leaves unused. Exact and independent of order
 * like all statistics: a sample's mean is rounded to a fixed unit and summed as an integer.
 */

import type { Kernel } from "./kernel.ts";

/** Samples with an index below this count: means settle long before ranges do. */
export const MEAN_SAMPLES = 128;

/** Of those, one in so many has its ranges looked at: they are only shown, and cost as much again. */
const RANGE_EVERY = 16;

/** Means per unit. Sums of 32 means below 2^28 stay exact. */
const UNITS = 2 ** 20;

export interface ChannelMeans {
  readonly samples: number;
  /** Sum over samples of each channel's mean, in units of 2^-20. */
  readonly sums: Float64Array;
  /** Extremes of each channel over some of these samples; absent before the first of them. */
  readonly ranges?: ChannelRanges;
}

export interface ChannelRanges {
  readonly samples: number;
  readonly lows: Float32Array;
  readonly highs: Float32Array;
}

/**
 * Adds one sample. @param axis of the channels in `dims`; negative counts from the end
 * @returns the same means when the sample does not fit those before
 */
export function addMeans(
  means: ChannelMeans | undefined,
  data: Float32Array,
  dims: readonly number[],
  axis: number,
  kernel: Pick<Kernel, "channelSums" | "channelRanges">,
): ChannelMeans | undefined {
  const at = axis < 0 ? dims.length + axis : axis;
  const channels = dims[at] ?? 0;
  if (channels === 0 || data.length === 0 || (means !== undefined && means.sums.length !== channels)) return means;
  const inner = dims.slice(at + 1).reduce((a, b) => a * b, 1);
  const sums = new Float64Array(channels);
  kernel.channelSums(data, inner, sums);
  const count = data.length / channels;
  const before = means?.sums ?? new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    sums[c] = (before[c] as number) + Math.round(((sums[c] as number) / count) * UNITS);
  }
  return { samples: (means?.samples ?? 0) + 1, sums, ...(means?.ranges && { ranges: means.ranges }) };
}

/** Adds the ranges of a sample whose means were just added. */
export function addRanges(
  means: ChannelMeans | undefined,
  data: Float32Array,
  dims: readonly number[],
  axis: number,
  kernel: Pick<Kernel, "channelRanges">,
): ChannelMeans | undefined {
  const at = axis < 0 ? dims.length + axis : axis;
  if (means === undefined || means.sums.length !== dims[at] || data.length === 0) return means;
  const [lows, highs] = [new Float32Array(means.sums.length), new Float32Array(means.sums.length)];
  const inner = dims.slice(at + 1).reduce((a, b) => a * b, 1);
  kernel.channelRanges(data, inner, lows, highs);
  return { ...means, ranges: mergeRanges(means.ranges, { samples: 1, lows, highs }) };
}

/** Adding 0 makes -0 a 0: which of the two a channel had first says nothing. */
function mergeRanges(a: ChannelRanges | undefined, b: ChannelRanges): ChannelRanges {
  return {
    samples: (a?.samples ?? 0) + b.samples,
    lows: b.lows.map((low, c) => Math.min(a?.lows[c] ?? Infinity, low) + 0),
    highs: b.highs.map((high, c) => Math.max(a?.highs[c] ?? -Infinity, high) + 0),
  };
}

/** Whether the ranges of this sample are looked at: spread over those whose means are. */
export function hasRanges(index: number): boolean {
  return index % RANGE_EVERY === 0;
}

export function mergeMeans(a: ChannelMeans | undefined, b: ChannelMeans | undefined): ChannelMeans | undefined {
  if (a === undefined || b === undefined || a.sums.length !== b.sums.length) return a ?? b;
  const ranges = b.ranges === undefined ? a.ranges : mergeRanges(a.ranges, b.ranges);
  const sums = a.sums.map((sum, c) => sum + (b.sums[c] as number));
  return { samples: a.samples + b.samples, sums, ...(ranges && { ranges }) };
}

export function meansOf({ samples, sums }: ChannelMeans): Float64Array {
  return sums.map((sum) => sum / (UNITS * samples));
}
