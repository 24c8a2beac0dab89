/**
 * @file Folds activations into statistics while the model runs, one tensor at a time: memory depends on
 * the number of tensors, never on the number of samples.
 */
import { addMeans, addRanges, type ChannelMeans, MEAN_SAMPLES, hasRanges } from "./channel-means.ts";
import { binEdge, limitFor, toUnits, widen } from "./histogram.ts";
import type { Kernel } from "./kernel.ts";
import { addExtremes, closeExtremes, type OpenExtremes } from "./sample-extremes.ts";
import { BINS, type CalibrationStats, type TensorStats } from "./stats.ts";

/** Counts since the last flush stay below 2^32, so a Uint32 bin cannot wrap. */
const FLUSH_AT = 2 ** 31;

interface Accumulator {
  count: number;
  min: number;
  max: number;
  samples: number;
  sumMin: bigint;
  sumMax: bigint;
  minSample: number;
  maxSample: number;
  limit: number;
  bins: Float64Array;
  recent: Uint32Array;
  recentCount: number;
  means: ChannelMeans | undefined;
  readonly extremes: OpenExtremes;
}

export interface Collector {
  /**
   * Adds one tensor of one batch. `data` is read during the call only. `dims[0]` holds the batch when the
   * tensor has one; otherwise the extremes count for every sample of the batch.
   * @returns false, and adds nothing, when `data` holds NaN or an infinity
   */
  add(name: string, data: Float32Array, dims: readonly number[], firstSample: number, samples: number): boolean;
  stats(): CalibrationStats;
}

/** @param meanAxes values whose channel means are wanted, with the axis of their channels */
export function createCollector(
  values: readonly string[],
  kernel: Kernel,
  meanAxes: ReadonlyMap<string, number> = new Map(),
): Collector {
  const accumulators = new Map(values.map((name) => [name, emptyAccumulator()]));
  const extremes = new Float32Array(2);
  return {
    add(name, data, dims, firstSample, samples) {
      const acc = accumulators.get(name);
      if (acc === undefined || data.length === 0) return true;
      const rows = samples > 1 && (dims[0] ?? 1) % samples === 0 ? samples : 1;
      // Most tensors stay within the limit of those before, so that reading them once is enough.
      const looked = rows === 1 && acc.limit > 0;
      const counted = looked && fold(acc, data, kernel, extremes);
      const pair = looked ? finitePair(extremes) : null;
      const found = looked ? pair && [pair] : rowExtremes(data, rows, kernel, extremes);
      if (found === null) return false;
      for (const [row, [min, max]] of found.entries()) {
        foldExtremes(acc, min, max, firstSample + row, rows === 1 ? samples : 1);
        if (rows === samples) addExtremes(acc.extremes, firstSample + row, min, max);
      }
      if (!counted) foldHistogram(acc, data, kernel);
      const axis = meanAxes.get(name);
      if (axis !== undefined && samples === 1 && firstSample < MEAN_SAMPLES) {
        acc.means = addMeans(acc.means, data, dims, axis, kernel);
        if (hasRanges(firstSample)) acc.means = addRanges(acc.means, data, dims, axis, kernel);
      }
      return true;
    },
    stats: () => new Map([...accumulators].filter(([, acc]) => acc.count > 0).map(([n, acc]) => [n, finish(acc)])),
  };
}

/** Lowest and highest value, or null when one is NaN or an infinity. */
function finitePair(extremes: Float32Array): readonly [number, number] | null {
  // Adding 0 makes -0 a 0: which of the two a tensor had first says nothing.
  const [min, max] = [(extremes[0] as number) + 0, (extremes[1] as number) + 0];
  return Number.isFinite(min) && Number.isFinite(max) ? [min, max] : null;
}

/** Extremes of each row, or null when one holds NaN or an infinity. */
function rowExtremes(data: Float32Array, rows: number, kernel: Kernel, extremes: Float32Array) {
  const length = data.length / rows;
  const found: (readonly [number, number])[] = [];
  for (let row = 0; row < rows; row++) {
    kernel.minMax(rows === 1 ? data : data.subarray(row * length, (row + 1) * length), extremes);
    const pair = finitePair(extremes);
    if (pair === null) return null;
    found.push(pair);
  }
  return found;
}

function emptyAccumulator(): Accumulator {
  return {
    count: 0,
    min: Infinity,
    max: -Infinity,
    samples: 0,
    sumMin: 0n,
    sumMax: 0n,
    minSample: -1,
    maxSample: -1,
    limit: 0,
    bins: new Float64Array(BINS),
    recent: new Uint32Array(BINS),
    recentCount: 0,
    means: undefined,
    extremes: new Map(),
  };
}

function foldExtremes(acc: Accumulator, min: number, max: number, sample: number, weight: number): void {
  if (min < acc.min || (min === acc.min && sample < acc.minSample)) [acc.min, acc.minSample] = [min, sample];
  if (max > acc.max || (max === acc.max && sample < acc.maxSample)) [acc.max, acc.maxSample] = [max, sample];
  acc.sumMin += BigInt(weight) * toUnits(min);
  acc.sumMax += BigInt(weight) * toUnits(max);
  acc.samples += weight;
}

function foldHistogram(acc: Accumulator, data: Float32Array, kernel: Kernel): void {
  acc.count += data.length;
  const limit = limitFor(Math.max(-acc.min, acc.max, 0));
  if (limit !== acc.limit) {
    flush(acc);
    acc.bins = widen(acc.bins, acc.limit, limit);
    acc.limit = limit;
  }
  if (limit === 0) {
    acc.bins[BINS / 2] = (acc.bins[BINS / 2] as number) + data.length;
    return;
  }
  makeRoom(acc, data);
  kernel.histogram(data, limit, acc.recent);
  acc.recentCount += data.length;
}

/** Extremes and counts in one go. @returns false, and changes nothing, when the limit must grow first */
function fold(acc: Accumulator, data: Float32Array, kernel: Kernel, extremes: Float32Array): boolean {
  makeRoom(acc, data);
  if (!kernel.fold(data, acc.limit, acc.recent, extremes)) return false;
  acc.count += data.length;
  acc.recentCount += data.length;
  return true;
}

function makeRoom(acc: Accumulator, { length }: Float32Array): void {
  if (acc.recentCount + length > FLUSH_AT) flush(acc);
}

function flush(acc: Accumulator): void {
  if (acc.recentCount === 0) return;
  for (let i = 0; i < BINS; i++) acc.bins[i] = (acc.bins[i] as number) + (acc.recent[i] as number);
  acc.recent.fill(0);
  acc.recentCount = 0;
}

function finish(acc: Accumulator): TensorStats {
  flush(acc);
  const { count, min, max, samples, sumMin, sumMax, minSample, maxSample, limit, means } = acc;
  const bins = acc.bins.slice();
  const extremes = closeExtremes(acc.extremes);
  const known = { ...(means && { means }), ...(extremes && { extremes }) };
  return { count, min, max, samples, sumMin, sumMax, minSample, maxSample, limit, bins, ...known };
}

/** Stats of a tensor whose values are all known, such as a weight. */
export function statsOf(data: Float32Array, kernel: Kernel): TensorStats | undefined {
  const collector = createCollector(["x"], kernel);
  return collector.add("x", data, [data.length], 0, 1) ? collector.stats().get("x") : undefined;
}

/** Lowest and highest bin edge that hold anything: a bound on the data when only the histogram is known. */
export function occupied({ bins, limit }: TensorStats): readonly [number, number] {
  let first = 0;
  let last = BINS - 1;
  while (first < BINS && bins[first] === 0) first++;
  while (last > first && bins[last] === 0) last--;
  return [binEdge(first, limit), binEdge(last + 1, limit)];
}
