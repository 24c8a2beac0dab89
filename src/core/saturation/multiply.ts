/** @file Products of uint8 rows and int8 rows as x86 without VNNI computes them, and exactly. */
import { MAX16, MIN16, type Rows } from "./bound.ts";

export interface Sums {
  /** int32 `[m, rows]`: what the saturating processor computes. */
  readonly saturated: Int32Array;
  /** The same, exact. */
  readonly exact: Int32Array;
  /** Pairs of products that left 16 bits, and pairs there were. */
  readonly hits: number;
  readonly pairs: number;
}

/**
 * @param x uint8 `[m, length]`
 * @param w int8 `[rows, length]`
 */
export function multiply(x: Uint8Array, { data: w, rows, length }: Rows): Sums {
  const m = length === 0 ? 0 : x.length / length;
  const saturated = new Int32Array(m * rows);
  const exact = new Int32Array(m * rows);
  const even = length - (length % 2);
  let hits = 0;
  for (let i = 0, out = 0; i < m; i++) {
    const a = i * length;
    for (let r = 0; r < rows; r++, out++) {
      const b = r * length;
      let sum = 0;
      let lost = 0;
      for (let k = 0; k < even; k += 2) {
        const pair = (x[a + k] as number) * (w[b + k] as number) + (x[a + k + 1] as number) * (w[b + k + 1] as number);
        sum += pair;
        if (pair <= MAX16 && pair >= MIN16) continue;
        lost += pair > MAX16 ? pair - MAX16 : pair - MIN16;
        hits++;
      }
      if (even < length) sum += (x[a + even] as number) * (w[b + even] as number);
      exact[out] = sum;
      saturated[out] = sum - lost;
    }
  }
  return { saturated, exact, hits, pairs: (m * rows * even) / 2 };
}
