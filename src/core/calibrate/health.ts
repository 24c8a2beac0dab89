/**
 * @file How far a calibration set can be trusted, from the extremes of each sample: whose values the ranges rest on,
 * which samples say the same twice, and how many samples it took for the ranges to settle. Runs no model.
 */
import { allKept, type SampleExtremes } from "./sample-extremes.ts";
import type { CalibrationStats } from "./stats.ts";
import { nearDuplicates, type SamplePair } from "./near-duplicates.ts";
import { settling, type SettleCurve } from "./settling.ts";

/** A tensor whose samples are all kept one by one. */
export interface KnownTensor {
  readonly name: string;
  readonly extremes: SampleExtremes;
}

export interface Owner {
  /** Index in the calibration set. */
  readonly sample: number;
  /** Ends of ranges that this sample alone sets, over all tensors. */
  readonly ends: number;
  /** Sum over tensors of the share of the observed range that would be gone without it. */
  readonly weight: number;
  /** The tensor whose range would shrink most, and by which share. */
  readonly tensor: string;
  readonly shrinks: number;
}

export interface CalibrationHealth {
  /** Samples that were run. */
  readonly samples: number;
  /** Tensors looked at, of all observed ones; the others share their values between samples. */
  readonly tensors: number;
  readonly observed: number;
  /** Samples that own ends of ranges, by weight. */
  readonly owners: readonly Owner[];
  /** Most alike first. */
  readonly duplicates: readonly SamplePair[];
  readonly settle: SettleCurve;
  /** What was observed of each tensor. */
  readonly ranges: readonly { readonly value: string; readonly min: number; readonly max: number }[];
}

export function calibrationHealth(stats: CalibrationStats): CalibrationHealth {
  const known = knownTensors(stats);
  const ranges = [...stats].map(([value, { min, max }]) => ({ value, min, max }));
  return {
    samples: Math.max(0, ...[...stats.values()].map(({ samples }) => samples)),
    tensors: known.length,
    observed: stats.size,
    owners: ownersOf(known),
    duplicates: nearDuplicates(known),
    settle: settling(known),
    ranges,
  };
}

/** All of the same samples, so that they can be laid side by side. */
function knownTensors(stats: CalibrationStats): readonly KnownTensor[] {
  const all = [...stats].flatMap(([name, tensor]) =>
    tensor.extremes !== undefined && allKept(tensor) ? [{ name, extremes: tensor.extremes }] : [],
  );
  const most = Math.max(0, ...all.map(({ extremes }) => extremes.samples.length));
  return all.filter(({ extremes }) => extremes.samples.length === most);
}

/** Every range contains 0, so an end is what lies beyond it. */
function ownersOf(tensors: readonly KnownTensor[]): readonly Owner[] {
  const owners = new Map<number, Owner>();
  for (const { name, extremes } of tensors) {
    const [low, high] = [topTwo(extremes.lo, -1), topTwo(extremes.hi, 1)];
    const width = low.first + high.first;
    if (width === 0) continue;
    for (const end of [low, high]) {
      const lost = (end.first - end.second) / width;
      if (lost === 0) continue;
      const sample = extremes.samples[end.at] as number;
      const before = owners.get(sample) ?? { sample, ends: 0, weight: 0, tensor: name, shrinks: 0 };
      const worst = lost > before.shrinks ? { tensor: name, shrinks: lost } : {};
      owners.set(sample, { ...before, ends: before.ends + 1, weight: before.weight + lost, ...worst });
    }
  }
  return [...owners.values()].sort((a, b) => b.weight - a.weight || a.sample - b.sample);
}

/** The two furthest from 0 on one side, as distances, and where the first lies. */
function topTwo(values: Float32Array, sign: 1 | -1) {
  let [first, second, at] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const x = sign * (values[i] as number);
    if (x > first) [first, second, at] = [x, first, i];
    else if (x > second) second = x;
  }
  return { first, second, at };
}
