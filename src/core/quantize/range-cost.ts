/**
 * @file What a range asked for becomes on the integer grid, and what it costs: from the histogram alone, fast enough to
 * follow a pointer. The quantizer itself solves with the same functions, so what is shown is what it will use.
 */
import { BINS, type TensorStats } from "../calibrate/stats.ts";
import type { Range } from "../calibrate/method.ts";
import { type Noise, noiseOf, sqnrOf } from "../calibrate/noise.ts";
import { FULL, type IntType, representable, solveAffine } from "./affine.ts";

/** What turns an asked range into the used one. */
export interface RangeGrid {
  readonly type: IntType;
  readonly symmetric: boolean;
  /** Bounds of a folded clamp: the end of what the value can be. */
  readonly clamp: Range | null;
}

/** A range as the integers represent it. */
export interface UsedRange extends Range {
  /** Real units per integer step. */
  readonly scale: number;
  /** Integer of real 0. */
  readonly zero: number;
}

export interface RangeCost {
  readonly used: UsedRange;
  /** Share of values outside the used range, 0..1. */
  readonly clipped: number;
  /** Mean squared error from clipping and from rounding, in the tensor's unit squared. */
  readonly clipMse: number;
  readonly roundMse: number;
  /** Squared error of clipping over the sum of squares, 0..1. */
  readonly clipEnergy: number;
  /** dB; Infinity when nothing is lost. */
  readonly sqnr: number;
  /** Integers that occur, of `levels`. At most this many where bins are wider than a step. */
  readonly levelsUsed: number;
  readonly levels: number;
}

export type Counted = Pick<TensorStats, "bins" | "limit">;

/** Integers the type has, e.g. 256. */
export function levelCount(type: IntType): number {
  return FULL[type].qmax - FULL[type].qmin + 1;
}

/** Widened to hold 0, made symmetric and cut to the clamp, as quantization does it. */
export function usedRange(asked: Range, { type, symmetric, clamp }: RangeGrid): UsedRange {
  const lo = clamp === null ? asked.lo : Math.max(asked.lo, clamp.lo);
  const hi = clamp === null ? asked.hi : Math.min(asked.hi, clamp.hi);
  const { scale, zero } = solveAffine({ lo, hi }, type, { symmetric });
  return { ...representable({ type, scale: Float32Array.of(scale), zero: Int32Array.of(zero) }), scale, zero };
}

/** @param stats histogram of the tensor; prefix sums over it are kept from call to call */
export function rangeCost(stats: Counted, asked: Range, grid: RangeGrid): RangeCost {
  const used = usedRange(asked, grid);
  const levels = levelCount(grid.type);
  const noise = noiseOf(stats, used, levels);
  const count = Math.max(1, totalOf(stats));
  return {
    used,
    clipped: noise.clipped,
    clipMse: noise.clip / count,
    roundMse: noise.round / count,
    clipEnergy: energyShare(noise),
    sqnr: sqnrOf(noise),
    levelsUsed: levelsUsed(stats, used, levels),
    levels,
  };
}

function energyShare({ clip, signal }: Noise): number {
  return signal === 0 ? 0 : clip / signal;
}

const totals = new WeakMap<Float64Array, number>();

function totalOf({ bins }: Counted): number {
  const known = totals.get(bins) ?? bins.reduce((a, b) => a + b, 0);
  totals.set(bins, known);
  return known;
}

/** Integers that some occupied bin rounds to. */
export function levelsUsed({ bins, limit }: Counted, { lo, scale }: UsedRange, levels: number): number {
  if (limit === 0) return 1;
  const width = (2 * limit) / BINS;
  const level = (x: number) => Math.min(levels - 1, Math.max(0, Math.round((x - lo) / scale)));
  let [used, last] = [0, -1];
  for (let i = 0; i < BINS; i++) {
    if (bins[i] === 0) continue;
    const left = (i - BINS / 2) * width;
    const from = level(width > scale ? left : left + width / 2);
    const to = width > scale ? level(left + width) : from;
    used += Math.max(0, to - Math.max(from, last + 1) + 1);
    last = Math.max(last, to);
  }
  return used;
}
