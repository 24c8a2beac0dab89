/** @file What pinning the best layers for their bytes is expected to give: size of the file against SQNR at the output. */
import { type Outlook, repairs, sqnrOf } from "../../core/sensitivity/expected.ts";
import type { PinPrecision } from "../../core/recipe.ts";

export interface CurvePoint {
  /** Layers pinned so far; 0 is the present model. */
  readonly pinned: number;
  /** The layer pinned last; null at the start. */
  readonly layer: string | null;
  /** Of the file. */
  readonly bytes: number;
  /** Expected at the network's output, dB, at most `MOST_SQNR`. */
  readonly sqnr: number;
  /** Share of the error that is gone, 0..1. */
  readonly removed: number;
}

/** More makes no difference to any answer, and no error at all has no dB. */
export const MOST_SQNR = 60;

/**
 * One point for each layer added, the most error taken away per byte first, until `MOST_SQNR`.
 * @param bytes of the present file
 */
export function pinCurve(outlook: Outlook, precision: PinPrecision, bytes: number): readonly CurvePoint[] {
  const { total } = outlook;
  if (total === null || total <= 0) return [];
  const points: CurvePoint[] = [
    { pinned: 0, layer: null, bytes, sqnr: Math.min(MOST_SQNR, sqnrOf(total)), removed: 0 },
  ];
  let [size, error] = [bytes, total];
  for (const [i, effect] of repairs(outlook, precision, "per-byte").entries()) {
    size += effect.bytes;
    error = Math.max(0, error + (effect.error ?? 0));
    const sqnr = Math.min(MOST_SQNR, sqnrOf(error));
    points.push({ pinned: i + 1, layer: effect.layer, bytes: size, sqnr, removed: 1 - error / total });
    if (sqnr === MOST_SQNR) break;
  }
  return points;
}

/** A few points that are named by how many layers they pin. */
export function namedPoints(points: readonly CurvePoint[]): readonly CurvePoint[] {
  return points.filter(({ pinned }) => [1, 3, 5, 10, 20, 50, 100].includes(pinned) || pinned === points.length - 1);
}
