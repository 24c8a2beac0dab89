/** @file Numbers as text: units always, three significant digits, true minus signs, thin spaces, "–" for not measured. */
import type { Estimate } from "../../core/evaluate/evaluation.ts";

export const NOT_MEASURED = "–";
const THIN = "\u2009";
/** Narrow no-break space between number and unit. */
const UNIT = "\u202f";
const MINUS = "\u2212";

/** 1234567 -> "1 234 567" with thin spaces. */
export function count(n: number): string {
  return minus(
    Math.round(n)
      .toString()
      .replace(/\B(?=(\d{3})+(?!\d))/g, THIN),
  );
}

/** Three significant digits without exponents for everyday sizes: 13.97, 0.0312, 1230, 3.8e-6. */
export function sig(x: number, digits = 3): string {
  if (!Number.isFinite(x)) return NOT_MEASURED;
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (size < 1e-3 || size >= 1e6)
    return minus(
      x
        .toExponential(digits - 1)
        .replace("e+", "e")
        .replace(/\.?0+e/, "e"),
    );
  if (size >= 10 ** (digits - 1)) return minus(Math.round(x).toString());
  return minus(String(x.toPrecision(digits)));
}

/** Decimal kB and MB: 13965696 -> "13.97 MB", because sizes are compared. */
export function bytes(n: number): string {
  if (n < 1000) return `${Math.round(n)}${UNIT}B`;
  if (n < 1e6) return `${scaled(n / 1e3)}${UNIT}kB`;
  if (n < 1e9) return `${scaled(n / 1e6)}${UNIT}MB`;
  return `${scaled(n / 1e9)}${UNIT}GB`;
}

function scaled(x: number): string {
  return x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1) : x.toFixed(2);
}

/** 0.885 ms, 13.2 ms, 5.57 s; "–" for null. */
export function milliseconds(ms: number | null | undefined, digits = 3): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return NOT_MEASURED;
  return ms < 1000 ? `${sig(ms, digits)}${UNIT}ms` : `${sig(ms / 1000, digits)}${UNIT}s`;
}

/** How a size changed: "3.6 × smaller", "1.2 × larger". */
export function sizeChange(before: number, after: number): string {
  const factor = Math.max(before, after) / Math.max(1, Math.min(before, after));
  return `${factor.toFixed(1)} × ${after <= before ? "smaller" : "larger"}`;
}

/** 3487818 -> "3.49 M". */
export function short(n: number): string {
  const units = [
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const;
  const unit = units.find(([size]) => n >= size);
  return unit ? `${scaled(n / unit[0])}${UNIT}${unit[1]}` : count(n);
}

export function percent(x: number, digits = 1): string {
  return `${minus(x.toFixed(digits))}${UNIT}%`;
}

/** A share 0..1 that is often tiny: "0.12 %", "12 ppm". */
export function share(x: number): string {
  if (x === 0) return `0${UNIT}%`;
  if (x < 1e-5) return `<${UNIT}0.001${UNIT}%`;
  return `${Number((x * 100).toPrecision(2))}${UNIT}%`;
}

export function decibel(x: number): string {
  return `${minus(x.toFixed(1))}${UNIT}dB`;
}

/** A difference of percentages, with its sign. */
export function points(x: number): string {
  return `${signed(x)}\u00a0points`;
}

export function signed(x: number, digits = 1): string {
  const text = Math.abs(x).toFixed(digits);
  if (Number(text) === 0) return "0";
  return x < 0 ? `${MINUS}${text}` : `+${text}`;
}

/** Half the width of the 95 % interval, for "value ± half". */
export function half({ lo, hi }: Estimate): number {
  return (hi - lo) / 2;
}

export function plusMinus(e: Estimate, digits = 1): string {
  return `±${UNIT}${half(e).toFixed(digits)}`;
}

/** 65 -> "1 min 5 s"; below ten seconds with one digit. */
export function duration(seconds: number): string {
  if (seconds < 1) return `<${UNIT}1${UNIT}s`;
  if (seconds < 60) return `${Math.round(seconds)}${UNIT}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${UNIT}min ${Math.round(seconds % 60)}${UNIT}s`;
  return `${Math.floor(minutes / 60)}${UNIT}h ${minutes % 60}${UNIT}min`;
}

/** [1, 32, 112, 112] -> "1 × 32 × 112 × 112". */
export function shape(dims: readonly (number | string)[]): string {
  return dims.length === 0 ? "scalar" : dims.join(`${THIN}×${THIN}`);
}

function minus(text: string): string {
  return text.replace(/^-/, MINUS);
}
