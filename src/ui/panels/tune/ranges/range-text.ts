/** @file Numbers of ranges as text. */
import type { Range } from "../../../../core/calibrate/method.ts";
import { decibel, sig, signed } from "../../../parts/format.ts";

/** Without any error there is no ratio. */
export function dbText(sqnr: number): string {
  return Number.isFinite(sqnr) ? decibel(sqnr) : "no error";
}

/** "+0.4 dB", or nothing where one of them has no error. */
export function gainText(sqnr: number, than: number): string {
  const gain = sqnr - than;
  return Number.isFinite(gain) ? `${signed(gain)}\u202fdB` : "";
}

export function rangeText({ lo, hi }: Range, digits = 3): string {
  return `${sig(lo, digits)} to ${sig(hi, digits)}`;
}

/** Whether the integers represent something else than was asked for, by more than rounding of the zero point explains. */
export function differs(asked: Range, used: Range & { readonly scale: number }): boolean {
  return Math.abs(asked.lo - used.lo) > 1.01 * used.scale || Math.abs(asked.hi - used.hi) > 1.01 * used.scale;
}
