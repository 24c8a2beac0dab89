/**
 * @file Scale and zero point of one group of weights. Integers are counted from 0 here (0 to 2^bits - 1);
 * symmetric groups have their zero at 2^(bits - 1). Groups are contiguous and the result is reused: nothing is
 * allocated.
 *
 * The refinement follows Half-Quadratic Quantization (Badri and Shaji 2023): errors are split into a sparse part,
 * which takes the outliers, and the rest, which zero point and scale are fitted to in turn. Zero points are rounded,
 * as files store them. What is kept is the best by squared error of all steps, the plain solution included.
 */
import { PER_STEP, SHRINK_STEPS, shrinkSigned, shrinkTable, TABLE_END } from "./shrink.ts";

export interface Grid {
  readonly bits: 8 | 4 | 2;
  readonly symmetric: boolean;
  /** Nearest value that the stored type of scales can hold. */
  readonly roundScale: (scale: number) => number;
}

/** Filled by the solvers. */
export interface Group {
  scale: number;
  zero: number;
}

/** Smallest normal float32: a smaller scale would divide by zero in a runtime that flushes denormals. */
const TINY = 2 ** -126;
/** Adding and subtracting it rounds a double to the nearest integer, halves to even. */
export const ROUND = 1.5 * 2 ** 52;
/** Shares of the full range to start from: a group with outliers gains by clipping them. Times the steps: 20 iterations. */
const STARTS = [1, 0.85, 0.7, 0.55];

/** Range of the group, widened to contain 0, over the integers. A group of zeros gets scale 1. */
export function solveNearest(x: Float32Array, from: number, to: number, grid: Grid, out: Group): void {
  let lo = 0;
  let hi = 0;
  for (let i = from; i < to; i++) {
    const value = x[i] as number;
    if (value < lo) lo = value;
    else if (value > hi) hi = value;
  }
  fit(lo, hi, grid, out);
}

/** As `solveNearest`, with a squared error that is never larger. */
export function solveRefined(x: Float32Array, from: number, to: number, grid: Grid, out: Group): void {
  solveNearest(x, from, to, grid, out);
  const { scale, zero } = out;
  const levels = 2 ** grid.bits - 1;
  const [lo, hi] = [-zero * scale, (levels - zero) * scale];
  let best = { scale, zero, error: squaredError(x, from, to, out, levels) };
  for (const share of STARTS) {
    if (share !== 1) fit(lo * share, hi * share, grid, out);
    let last = Infinity;
    for (let step = 0; step < SHRINK_STEPS; step++) {
      const error = refineStep(x, from, to, grid, out, step);
      if (error < best.error) best = { scale: stepped.scale, zero: stepped.zero, error };
      // The paper's own rule: a step that gained nothing is the last.
      if (error >= last) break;
      last = error;
    }
  }
  out.scale = best.scale;
  out.zero = best.zero;
}

function fit(lo: number, hi: number, { bits, symmetric, roundScale }: Grid, out: Group): void {
  const middle = 2 ** (bits - 1);
  const levels = 2 * middle - 1;
  // 8 bits keep both ends at 127 steps, as other tools store them; fewer bits cannot spare the lowest integer.
  const even = bits === 8 ? Math.max(-lo, hi) / (middle - 1) : Math.max(-lo / middle, hi / (middle - 0.5));
  const scale = roundScale(symmetric ? even : (hi - lo) / levels);
  if (!(scale >= TINY)) {
    out.scale = 1;
    out.zero = symmetric ? middle : 0;
    return;
  }
  out.scale = scale;
  out.zero = symmetric ? middle : clamp(-lo / scale + ROUND - ROUND, levels);
}

/** The parameters that `refineStep` measured, before it moved on. */
const stepped: Group = { scale: 1, zero: 0 };

/** Squared error of `out` as it is; then moves `out` to the next candidate. */
function refineStep(x: Float32Array, from: number, to: number, grid: Grid, out: Group, step: number): number {
  const levels = 2 ** grid.bits - 1;
  const { scale, zero } = out;
  const inverse = 1 / scale;
  const table = shrinkTable(step);
  const [perStep, end] = [PER_STEP, TABLE_END];
  let error = 0;
  let offset = 0;
  let cross = 0;
  let square = 0;
  const [lowest, highest] = [-zero, levels - zero];
  for (let i = from; i < to; i++) {
    const steps = (x[i] as number) * inverse;
    const rounded = steps + ROUND - ROUND;
    const q = rounded < lowest ? lowest : rounded > highest ? highest : rounded;
    const rest = steps - q;
    const inside = rest > -end && rest < end;
    const outlier = inside ? (table[((rest + end) * perStep) | 0] as number) : shrinkSigned(rest, step);
    error += rest * rest;
    offset += outlier - rest;
    cross += (steps - outlier) * q;
    square += q * q;
  }
  stepped.scale = scale;
  stepped.zero = zero;
  if (!grid.symmetric) out.zero = clamp(zero + offset / (to - from) + ROUND - ROUND, levels);
  const moved = out.zero === zero && square > 0 && cross > 0 ? grid.roundScale((scale * cross) / square) : scale;
  if (moved >= TINY) out.scale = moved;
  return error * scale * scale;
}

function squaredError(x: Float32Array, from: number, to: number, { scale, zero }: Group, levels: number): number {
  const inverse = 1 / scale;
  let sum = 0;
  for (let i = from; i < to; i++) {
    const steps = (x[i] as number) * inverse;
    const rest = steps - (clamp(steps + zero + ROUND - ROUND, levels) - zero);
    sum += rest * rest;
  }
  return sum * scale * scale;
}

function clamp(q: number, levels: number): number {
  return q < 0 ? 0 : q > levels ? levels : q;
}
