/**
 * @file Whether confidence can be believed: of the answers given with 80 % confidence, 80 % should be right.
 * ECE (C. Guo et al., On Calibration of Modern Neural Networks, ICML 2017).
 */
import type { SampleResult } from "../evaluation.ts";
import type { Weights } from "../statistics/bootstrap.ts";

/** As in the paper. */
const BINS = 15;

export interface ConfidenceBin {
  /** Confidence from `lo` to `hi`, 0..1; the upper end belongs to it. */
  readonly lo: number;
  readonly hi: number;
  /** Answers with such a confidence, by weight. */
  readonly n: number;
  /** Of these, 0..1; NaN of an empty bin. */
  readonly confidence: number;
  readonly accuracy: number;
}

/** Bins of equal width over the best answer of every labelled sample. */
export function confidenceBins(results: readonly SampleResult[], weights?: Weights): ConfidenceBin[] {
  const n = new Float64Array(BINS);
  const sure = new Float64Array(BINS);
  const right = new Float64Array(BINS);
  for (const [i, { label, top, confidence }] of results.entries()) {
    const [weight, c] = [weights?.[i] ?? 1, confidence[0]];
    if (label === undefined || c === undefined || weight === 0) continue;
    const bin = Math.min(BINS - 1, Math.max(0, Math.ceil(c * BINS) - 1));
    n[bin] = (n[bin] as number) + weight;
    sure[bin] = (sure[bin] as number) + weight * c;
    if (top[0] === label) right[bin] = (right[bin] as number) + weight;
  }
  return Array.from(n, (count, i) => {
    const mean = (sums: Float64Array) => (count === 0 ? NaN : (sums[i] as number) / count);
    return { lo: i / BINS, hi: (i + 1) / BINS, n: count, confidence: mean(sure), accuracy: mean(right) };
  });
}

/** Mean distance of confidence and accuracy over all answers, percent; NaN without labels. */
export function calibrationError(bins: readonly ConfidenceBin[]): number {
  const total = bins.reduce((sum, { n }) => sum + n, 0);
  if (total === 0) return NaN;
  const gap = ({ n, confidence, accuracy }: ConfidenceBin) => (n === 0 ? 0 : n * Math.abs(confidence - accuracy));
  return (100 * bins.reduce((sum, bin) => sum + gap(bin), 0)) / total;
}
