/** @file Scores of any task as text: percent, decibels, or numbers in the unit of the labels. */
import type { Estimate } from "../../../core/evaluate/evaluation.ts";
import type { MetricName } from "../../../core/evaluate/tasks/task.ts";
import { NOT_MEASURED, sig, signed } from "../../parts/format.ts";

type Unit = MetricName["unit"];

/** "40.1 %", "31.2 dB", "0.0312". */
export function scoreText(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return NOT_MEASURED;
  return unit === "%" || unit === "dB" ? `${signedless(value)}\u202f${unit}` : withUnit(sig(value), unit);
}

/** "−1.2 points", "−3.1 dB", "+0.012". */
export function changeText(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return NOT_MEASURED;
  if (unit === "%") return `${signed(value)}\u00a0points`;
  if (unit === "dB") return withUnit(signed(value), unit);
  return withUnit(`${value > 0 ? "+" : ""}${sig(value)}`, unit);
}

/** A change without its unit: "−1.2", "+0.012". */
export function changeNumber(value: number, unit: Unit): string {
  if (!Number.isFinite(value)) return NOT_MEASURED;
  return unit === "%" || unit === "dB" ? signed(value) : `${value > 0 ? "+" : ""}${sig(value)}`;
}

/** "38.2 to 42.0"; empty where no interval is known. */
export function rangeText({ lo, hi }: Estimate, unit: Unit): string {
  if (!Number.isFinite(lo) || !Number.isFinite(hi)) return "";
  const text = (x: number) => (unit === "%" || unit === "dB" ? signedless(x) : sig(x));
  return `${text(lo)} to ${text(hi)}`;
}

/** Half the width of the interval, "± 1.2"; empty where none is known. */
export function spreadText({ lo, hi }: Estimate, unit: Unit): string {
  if (!Number.isFinite(lo) || !Number.isFinite(hi)) return "";
  const half = (hi - lo) / 2;
  return `±\u202f${unit === "%" || unit === "dB" ? half.toFixed(1) : sig(half, 2)}`;
}

function withUnit(text: string, unit: Unit): string {
  return unit === "" ? text : `${text}\u202f${unit}`;
}

function signedless(x: number): string {
  return x.toFixed(1).replace(/^-/, "−");
}
