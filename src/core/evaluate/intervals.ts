/** @file 95 % intervals: Wilson for proportions, normal for means. */
import type { Estimate } from "./evaluation.ts";

const Z = 1.959964;

/** Share of `hits` in `n`, percent, with the Wilson score interval (E. B. Wilson, JASA 1927): honest near 0 and 100. */
export function proportion(hits: number, n: number): Estimate {
  if (n === 0) return { value: NaN, lo: NaN, hi: NaN, n };
  const p = hits / n;
  const centre = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  return { value: 100 * p, lo: 100 * Math.max(0, centre - half), hi: 100 * Math.min(1, centre + half), n };
}

/** Mean of `values` with a normal interval, in their unit. */
export function meanOf(values: readonly number[]): Estimate {
  const n = values.length;
  if (n === 0) return { value: NaN, lo: NaN, hi: NaN, n };
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const variance = n < 2 ? 0 : values.reduce((a, b) => a + (b - mean) ** 2, 0) / (n - 1);
  const half = Z * Math.sqrt(variance / n);
  return { value: mean, lo: mean - half, hi: mean + half, n };
}
