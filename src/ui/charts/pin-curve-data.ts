/** @file What pinning more and more layers is expected to give: size of the file against SQNR at the output. */
import { type Outlook, type PinEffect, repairs, sqnrOf, worstFirst } from "../../core/sensitivity/expected.ts";
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
  /** Share of the error that is gone, at most 1; below 0 where it grew. */
  readonly removed: number;
}

/** More makes no difference to any answer, and no error at all has no dB. */
export const MOST_SQNR = 60;

/** Layers in the order of the curve, and after how many of them there is a point. */
export interface CurveSteps {
  readonly effects: readonly PinEffect[];
  readonly counts: readonly number[];
}

/** Points of a curve; of more layers some are left out. */
const MOST_POINTS = 64;

/** The most harmful layers first: what they do together is asked of the study. */
export function curveSteps(outlook: Outlook, precision: PinPrecision): CurveSteps {
  const effects = worstFirst(outlook, precision);
  const { length } = effects;
  if (length <= MOST_POINTS) return { effects, counts: effects.map((_, i) => i + 1) };
  // Close together at first, where few pins decide.
  const near = MOST_POINTS / 2;
  const far = Array.from({ length: near }, (_, i) => near + Math.round(((length - near) * (i + 1)) / near));
  return { effects, counts: [...Array.from({ length: near }, (_, i) => i + 1), ...far] };
}

/**
 * The points of these steps.
 * @param errors at the output, relative energy, after each of the counts; `before` with none of them
 */
export function togetherCurve(
  { effects, counts }: CurveSteps,
  { before, errors }: { readonly before: number; readonly errors: readonly number[] },
  bytes: number,
): readonly CurvePoint[] {
  if (before <= 0) return [];
  const sizes = [bytes];
  for (const effect of effects) sizes.push((sizes.at(-1) as number) + effect.bytes);
  const pointOf = (pinned: number, error: number): CurvePoint => ({
    pinned,
    layer: effects[pinned - 1]?.layer ?? null,
    bytes: sizes[pinned] ?? bytes,
    sqnr: Math.min(MOST_SQNR, sqnrOf(Math.max(0, error))),
    removed: 1 - error / before,
  });
  const points = [pointOf(0, before), ...errors.map((error, i) => pointOf(counts[i] ?? 0, error))];
  const end = points.findIndex(({ sqnr }) => sqnr === MOST_SQNR);
  return end < 0 ? points : points.slice(0, end + 1);
}

/**
 * The sum of single pins, where nothing else is known: one point for each layer added, the most error taken away per byte
 * first, until `MOST_SQNR`.
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
  const named = [1, 3, 5, 10, 20, 50, 100].map((count) => points.find(({ pinned }) => pinned >= count));
  return [...new Set([...named, points.at(-1)])].filter(
    (point) => point !== undefined && point.pinned > 0,
  ) as CurvePoint[];
}
