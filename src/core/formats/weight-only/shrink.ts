/**
 * @file The shrinkage operator of Half-Quadratic Quantization (Badri and Shaji 2023, equation 4): the part of an error
 * that is explained as an outlier, sign(e) * max(0, |e| - |e|^(p - 1) / beta). Errors are measured in steps of the
 * grid, so that it does not depend on the unit of the weights.
 */

/** The norm |e|^p that the split minimizes; below 1 it expects few large errors. */
export const NORM = 0.7;
const BETA = 10;
const KAPPA = 1.01;

/** Iterations with a beta of their own. */
export const SHRINK_STEPS = 5;

const SIZE = 2048;
/** Entries per step of the grid; errors above 8 steps are clipped outliers and computed exactly. */
export const PER_STEP = SIZE / 8;

/** A power per weight and iteration would cost more than everything else. From the lowest error to the highest. */
const TABLES: readonly Float64Array[] = Array.from({ length: SHRINK_STEPS }, (_, step) =>
  Float64Array.from({ length: 2 * SIZE }, (_entry, i) => {
    return shrinkSigned((i - SIZE + 0.5) / PER_STEP, step);
  }),
);

/** The tables are made for errors between -TABLE_END and TABLE_END, in steps of the grid. */
export const TABLE_END = SIZE / PER_STEP;

/**
 * What is left of an error, with its sign, at `(error + TABLE_END) * PER_STEP` rounded down. Looked up by the caller's
 * own loop, which a call per weight would slow down several times.
 */
export function shrinkTable(step: number): Float64Array {
  return TABLES[step] as Float64Array;
}

/** The same for one error of any size. */
export function shrinkSigned(error: number, step: number): number {
  return Math.sign(error) * shrink(Math.abs(error), step);
}

/** What is left of a size (0 or more, in steps of the grid) of any magnitude. */
export function shrink(size: number, step: number): number {
  return Math.max(0, size - size ** (NORM - 1) / (BETA * KAPPA ** step));
}
