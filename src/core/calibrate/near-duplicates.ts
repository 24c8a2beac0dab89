/**
 * @file Samples that the network sees as the same. What is compared is the extremes of each tensor: a fingerprint that is
 * there anyway, of what the layers make of a sample, whether it is an image, a sound or a tensor.
 */
import type { KnownTensor } from "./health.ts";

export interface SamplePair {
  /** Indices in the calibration set; the first is the lower. */
  readonly a: number;
  readonly b: number;
  /** Root mean square of the differences in units of what two unrelated samples differ by: 0 equal, 1 unrelated. */
  readonly distance: number;
}

/**
 * A pair is one where it is this much nearer than samples of the set commonly are to their nearest. Sets differ: pictures of
 * one texture are all alike. On MobileNetV2 re-encoded and brightened copies lie at 0.05 to 0.33, unrelated photos from 0.42.
 */
const NEARER = 0.6;
/** What is common: this share of the samples have a nearer nearest. */
const COMMON = 0.75;
/** Whatever the others do, a pair apart by more is none, and one apart by less is one. */
const [MOST, LEAST] = [0.35, 0.02];
/** Numbers compared for each sample; the tensors are taken evenly along the network. */
const FEATURES = 64;
const MOST_PAIRS = 50;

export function nearDuplicates(tensors: readonly KnownTensor[]): readonly SamplePair[] {
  const samples = tensors[0]?.extremes.samples ?? new Int32Array();
  const columns = featuresOf(tensors);
  if (columns.length === 0) return [];
  const nearest = new Float64Array(samples.length).fill(Infinity);
  const pairs: SamplePair[] = [];
  for (let i = 0; i < samples.length; i++) {
    for (let k = i + 1; k < samples.length; k++) {
      const distance = distanceOf(columns, i, k);
      nearest[i] = Math.min(nearest[i] as number, distance);
      nearest[k] = Math.min(nearest[k] as number, distance);
      if (distance < MOST) pairs.push({ a: samples[i] as number, b: samples[k] as number, distance });
    }
  }
  const common = nearest.toSorted()[Math.floor(COMMON * (nearest.length - 1))] as number;
  const limit = Math.max(LEAST, NEARER * common);
  return pairs
    .filter(({ distance }) => distance < limit)
    .sort((x, y) => x.distance - y.distance || x.a - y.a)
    .slice(0, MOST_PAIRS);
}

function distanceOf(columns: readonly Float32Array[], i: number, k: number): number {
  let sum = 0;
  for (const column of columns) {
    const difference = (column[i] as number) - (column[k] as number);
    sum += difference * difference;
  }
  return Math.sqrt(sum / (2 * columns.length));
}

/** One column for each extreme of a tensor, in standard deviations over the samples; those that never differ say nothing. */
function featuresOf(tensors: readonly KnownTensor[]): readonly Float32Array[] {
  const all = tensors.flatMap(({ extremes: { lo, hi } }) => [lo, hi]);
  const varied = all.flatMap((column) => standardised(column) ?? []);
  const step = Math.max(1, varied.length / FEATURES);
  return Array.from(
    { length: Math.min(FEATURES, varied.length) },
    (_, i) => varied[Math.floor(i * step)] as Float32Array,
  );
}

function standardised(column: Float32Array): Float32Array | null {
  const mean = column.reduce((a, x) => a + x, 0) / column.length;
  const deviation = Math.sqrt(column.reduce((a, x) => a + (x - mean) ** 2, 0) / column.length);
  // Rounding of float32 alone is no difference.
  if (deviation <= 1e-6 * Math.abs(mean) || deviation === 0) return null;
  return column.map((x) => (x - mean) / deviation);
}
