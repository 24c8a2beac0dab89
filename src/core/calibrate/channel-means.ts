/**
 * @file Mean of each channel of a value, over the first samples: what the rounding of weights is multiplied by on average.
 * Exact and independent of order like all statistics: a sample's mean is rounded to a fixed unit and summed as an integer.
 */

import type { Kernel } from "./kernel.ts";

/** Samples with an index below this count: means settle long before ranges do. */
export const MEAN_SAMPLES = 128;

/** Means per unit. Sums of 32 means below 2^28 stay exact. */
const UNITS = 2 ** 20;

export interface ChannelMeans {
  readonly samples: number;
  /** Sum over samples of each channel's mean, in units of 2^-20. */
  readonly sums: Float64Array;
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
  kernel: Pick<Kernel, "channelSums">,
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
  return { samples: (means?.samples ?? 0) + 1, sums };
}

export function mergeMeans(a: ChannelMeans | undefined, b: ChannelMeans | undefined): ChannelMeans | undefined {
  if (a === undefined || b === undefined || a.sums.length !== b.sums.length) return a ?? b;
  return { samples: a.samples + b.samples, sums: a.sums.map((sum, c) => sum + (b.sums[c] as number)) };
}

export function meansOf({ samples, sums }: ChannelMeans): Float64Array {
  return sums.map((sum) => sum / (UNITS * samples));
}
