/**
 * @file How ranges settle with the number of samples: the width after k of them relative to the width after all. The order
 * in a folder is often by class, so several random orders are averaged; the same ones each time.
 */
import type { KnownTensor } from "./health.ts";

export interface SettlePoint {
  /** Samples seen. */
  readonly samples: number;
  /** Observed width relative to the final one, 0..1: the median over tensors, and the tensor that is furthest behind. */
  readonly median: number;
  readonly worst: number;
}

export interface SettleCurve {
  readonly points: readonly SettlePoint[];
  /** The tensor that is furthest behind at half of the samples. */
  readonly slowest: string | null;
}

/** Random orders that are averaged. */
const ORDERS = 16;

export function settling(tensors: readonly KnownTensor[]): SettleCurve {
  const total = tensors[0]?.extremes.samples.length ?? 0;
  const wide = tensors.filter(({ extremes }) => widthOf(extremes.lo, extremes.hi) > 0);
  if (total === 0 || wide.length === 0) return { points: [], slowest: null };
  const counts = countsUpTo(total);
  const orders = Array.from({ length: ORDERS }, (_, seed) => shuffled(total, seed + 1));
  const curves = wide.map((tensor) => curveOf(tensor, counts, orders));
  const points = counts.map((samples, i): SettlePoint => {
    const shares = curves.map((curve) => curve[i] as number).sort((a, b) => a - b);
    return { samples, median: shares[Math.floor(shares.length / 2)] as number, worst: shares[0] as number };
  });
  const half = counts.findIndex((n) => n >= total / 2);
  const slowest = curves.reduce((at, curve, i) => ((curve[half] ?? 1) < (curves[at]?.[half] ?? 1) ? i : at), 0);
  return { points, slowest: wide[slowest]?.name ?? null };
}

/** About six numbers for each doubling, and the last. */
function countsUpTo(total: number): readonly number[] {
  const counts = new Set<number>();
  for (let x = 1; x < total; x *= 2 ** (1 / 6)) counts.add(Math.round(x));
  return [...counts, total].filter((n, i, all) => n <= total && all.indexOf(n) === i);
}

/** Mean over the orders of the relative width after each count. */
function curveOf({ extremes: { lo, hi } }: KnownTensor, counts: readonly number[], orders: readonly Int32Array[]) {
  const final = widthOf(lo, hi);
  const sums = new Float64Array(counts.length);
  for (const order of orders) {
    let [low, high, next] = [0, 0, 0];
    for (let seen = 1; seen <= order.length; seen++) {
      const at = order[seen - 1] as number;
      low = Math.min(low, lo[at] as number);
      high = Math.max(high, hi[at] as number);
      if (seen === counts[next]) sums[next] = (sums[next++] as number) + (high - low) / final;
    }
  }
  return sums.map((sum) => sum / orders.length);
}

/** Of the range that holds 0 and every sample. */
function widthOf(lo: Float32Array, hi: Float32Array): number {
  return hi.reduce((a, x) => Math.max(a, x), 0) - lo.reduce((a, x) => Math.min(a, x), 0);
}

/** 0 .. length - 1 in an order that depends on the seed alone (Fisher and Yates; a 32-bit congruential generator). */
function shuffled(length: number, seed: number): Int32Array {
  const order = Int32Array.from({ length }, (_, i) => i);
  let state = seed * 0x9e3779b1;
  for (let i = length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const k = Math.floor((state / 2 ** 32) * (i + 1));
    [order[i], order[k]] = [order[k] as number, order[i] as number];
  }
  return order;
}
