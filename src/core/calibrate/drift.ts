/** @file Whether validation data reaches what calibration has seen: two histograms of each tensor side by side. */
import { binEdge, widen } from "./histogram.ts";
import { BINS, type CalibrationStats, type TensorStats } from "./stats.ts";

export interface TensorDrift {
  readonly value: string;
  /** Share of the validation values beyond anything that calibration saw, 0..1. */
  readonly outside: number;
  /** Width of what validation reaches over the width of what calibration saw. */
  readonly reach: number;
  /** Total variation: the share of values that would have to move to make both histograms equal, 0..1. */
  readonly distance: number;
}

/** Neighbouring bins that are compared as one: thin ones differ by chance. */
const FOLD = 64;

/** Most different first; tensors that only one of the two knows are left out. */
export function driftOf(calibration: CalibrationStats, validation: CalibrationStats): readonly TensorDrift[] {
  const drifts: TensorDrift[] = [];
  for (const [value, seen] of calibration) {
    const other = validation.get(value);
    if (other === undefined || seen.count === 0 || other.count === 0) continue;
    const reach = widthOf(other) / Math.max(widthOf(seen), Number.MIN_VALUE);
    drifts.push({ value, outside: outsideOf(seen, other), reach, distance: distanceOf(seen, other) });
  }
  return drifts.sort((a, b) => b.distance - a.distance);
}

function widthOf({ min, max }: TensorStats): number {
  return Math.max(0, max) - Math.min(0, min);
}

/** Counted by whole bins: a bin that the end of the range cuts is inside. */
function outsideOf({ min, max }: TensorStats, other: TensorStats): number {
  if (other.limit === 0) return 0;
  let outside = 0;
  for (let i = 0; i < BINS; i++) {
    const beyond = binEdge(i, other.limit) > Math.max(0, max) || binEdge(i + 1, other.limit) < Math.min(0, min);
    if (beyond) outside += other.bins[i] as number;
  }
  return outside / other.count;
}

function distanceOf(a: TensorStats, b: TensorStats): number {
  const limit = Math.max(a.limit, b.limit);
  const [one, two] = [widen(a.bins, a.limit, limit), widen(b.bins, b.limit, limit)];
  // The bins that hold anything are the yardstick: with few of them, folding by a fixed number would compare nothing.
  const [first, last] = occupiedBins(one, two);
  const fold = Math.max(1, Math.ceil((last - first + 1) / FOLD));
  let sum = 0;
  for (let i = first; i <= last; i += fold) {
    let [x, y] = [0, 0];
    for (let k = i; k < Math.min(i + fold, last + 1); k++) {
      x += one[k] as number;
      y += two[k] as number;
    }
    sum += Math.abs(x / a.count - y / b.count);
  }
  return sum / 2;
}

function occupiedBins(a: Float64Array, b: Float64Array): readonly [number, number] {
  let [first, last] = [0, BINS - 1];
  while (first < last && a[first] === 0 && b[first] === 0) first++;
  while (last > first && a[last] === 0 && b[last] === 0) last--;
  return [first, last];
}
