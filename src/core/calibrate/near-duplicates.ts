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

/** Pairs below this differ less than a re-encoded copy; measured: see the tests. */
const ALIKE = 0.25;
/** Numbers compared for each sample; the tensors are taken evenly along the network. */
const FEATURES = 64;
const MOST_PAIRS = 50;

export function nearDuplicates(tensors: readonly KnownTensor[]): readonly SamplePair[] {
  const samples = tensors[0]?.extremes.samples ?? new Int32Array();
  const columns = featuresOf(tensors);
  const limit = ALIKE * ALIKE * 2 * columns.length;
  const pairs: SamplePair[] = [];
  if (columns.length === 0) return pairs;
  for (let i = 0; i < samples.length; i++) {
    for (let k = i + 1; k < samples.length; k++) {
      let sum = 0;
      for (let f = 0; f < columns.length && sum < limit; f++) {
        const column = columns[f] as Float32Array;
        const difference = (column[i] as number) - (column[k] as number);
        sum += difference * difference;
      }
      if (sum >= limit) continue;
      pairs.push({
        a: samples[i] as number,
        b: samples[k] as number,
        distance: Math.sqrt(sum / (2 * columns.length)),
      });
    }
  }
  return pairs.sort((x, y) => x.distance - y.distance || x.a - y.a).slice(0, MOST_PAIRS);
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
