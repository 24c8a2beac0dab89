/** @file What may be lost and what must be gained, as the user states it. */
import { type Goal, usualAgreement } from "../../core/search/goal.ts";

export const SIZE_UNITS = ["kB", "MB", "times"] as const;
/** `times`: at most FP32 divided by this. */
export type SizeUnit = (typeof SIZE_UNITS)[number];

export interface Budget {
  /** Largest loss of top-1 that is allowed, in `unit`. */
  readonly maxDrop: number;
  /** Of the score itself, or percent of FP32's score. */
  readonly unit: Goal["unit"];
  /** Segments with a limit of their own, in the same unit. */
  readonly segments: Goal["segments"];
  /** Without labels: least agreement with FP32, percent. */
  readonly minAgreement: number;
  /** How small the file must be; null: any size. */
  readonly size: { readonly value: number; readonly unit: SizeUnit } | null;
}

export const DEFAULT_BUDGET: Budget = { maxDrop: 1, unit: "points", segments: [], minAgreement: 97, size: null };

const KILO: Readonly<Record<Exclude<SizeUnit, "times">, number>> = { kB: 1e3, MB: 1e6 };

/** Largest file in bytes, or null. @param float bytes of the FP32 file */
export function maxBytes({ size }: Pick<Budget, "size">, float: number): number | null {
  if (size === null) return null;
  return size.unit === "times" ? float / size.value : size.value * KILO[size.unit];
}

/** The budget as a search takes it. @param float bytes of the FP32 file */
export function goalOf(budget: Budget, float: number, isLabelled: boolean): Omit<Goal, "until"> {
  const { maxDrop, unit, segments, minAgreement } = budget;
  const bytes = maxBytes(budget, float);
  if (isLabelled) {
    return { metric: "top1", maxDrop, unit, segments, maxBytes: bytes, minAgreement: usualAgreement(maxDrop) };
  }
  const drop = 100 - minAgreement;
  return { metric: "agreement", maxDrop: drop, unit: "points", segments: [], maxBytes: bytes, minAgreement };
}

/** "At most 1 point of top-1, 0.5 of low-light; at most 3 MB". */
export function budgetText({ maxDrop, unit, segments, minAgreement, size }: Budget, isLabelled: boolean): string {
  const of = unit === "points" ? "" : " %";
  const lost = isLabelled
    ? `lose at most ${maxDrop}${of || (maxDrop === 1 ? " point" : " points")} of top-1`
    : `agree on at least ${minAgreement} %`;
  const apart = isLabelled ? segments.map(({ segment, maxDrop: drop }) => `, ${drop}${of} of ${segment}`).join("") : "";
  const small =
    size === null ? "any size" : size.unit === "times" ? `${size.value} × smaller` : `${size.value} ${size.unit}`;
  return `${lost}${apart}; ${small}`;
}
