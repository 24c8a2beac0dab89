/** @file Confidence against accuracy as what is drawn: one point for each bin that has samples, with its interval. */
import type { ConfidenceBin } from "../../core/evaluate/classification/calibration.ts";
import { proportion } from "../../core/evaluate/intervals.ts";

export interface ReliabilityPoint {
  /** Ends of the bin, percent. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Mean of the answers in the bin, percent. */
  readonly confidence: number;
  /** Of these, percent, with its 95 % interval (Wilson). */
  readonly accuracy: number;
  readonly lo: number;
  readonly hi: number;
  /** So few answers that the point may be anywhere. */
  readonly few: boolean;
}

const FEW = 10;

/** Empty bins are left out. */
export function reliabilityPoints(bins: readonly ConfidenceBin[]): readonly ReliabilityPoint[] {
  return bins
    .filter(({ n }) => n > 0)
    .map(({ lo, hi, n, confidence, accuracy }) => {
      const sure = proportion(accuracy * n, n);
      return {
        from: 100 * lo,
        to: 100 * hi,
        n,
        confidence: 100 * confidence,
        accuracy: 100 * accuracy,
        lo: sure.lo,
        hi: sure.hi,
        few: n < FEW,
      };
    });
}

export interface Overall {
  readonly n: number;
  /** Means over all answers, percent. */
  readonly confidence: number;
  readonly accuracy: number;
}

export function overallOf(bins: readonly ConfidenceBin[]): Overall {
  const filled = bins.filter(({ n }) => n > 0);
  const n = filled.reduce((sum, bin) => sum + bin.n, 0);
  const mean = (field: "confidence" | "accuracy") =>
    n === 0 ? NaN : (100 * filled.reduce((sum, bin) => sum + bin.n * bin[field], 0)) / n;
  return { n, confidence: mean("confidence"), accuracy: mean("accuracy") };
}

/** Within so many points sureness and rightness are called equal. */
const EQUAL = 2;

/** "too sure by 12.6 points", "not sure enough by 3.0 points", "about as sure as it is right". */
export function surenessText({ confidence, accuracy }: Overall): string {
  const gap = confidence - accuracy;
  if (!Number.isFinite(gap)) return "";
  if (Math.abs(gap) < EQUAL) return "about as sure as it is right";
  return `${gap > 0 ? "too sure" : "not sure enough"} by ${Math.abs(gap).toFixed(1)} points`;
}
