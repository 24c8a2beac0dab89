/** @file Numbers and tables as the terminal shows them. */
import type { Estimate } from "../core/evaluate/evaluation.ts";

/** Columns padded to their widest cell, two blanks apart; the first is left-aligned, the others right. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...rows.map((row) => (row[c] ?? "").length)));
  const line = (row: readonly string[]) =>
    widths.map((w, c) => (c === 0 ? (row[c] ?? "").padEnd(w) : (row[c] ?? "").padStart(w))).join("  ");
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}

/** Bytes in the unit people compare files by: 13 965 696 is "13.97 MB". */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

export function percentText({ value, lo, hi }: Estimate): string {
  return `${value.toFixed(1)} % [${lo.toFixed(1)}, ${hi.toFixed(1)}]`;
}

/** dB; identical outputs have no noise at all. */
export function decibelText({ value, lo, hi }: Estimate): string {
  if (!Number.isFinite(value)) return "identical";
  return `${value.toFixed(1)} dB [${lo.toFixed(1)}, ${hi.toFixed(1)}]`;
}

/** A change with its sign, e.g. "-1.5 [-3.4, +0.4]". */
export function changeText({ value, lo, hi }: Estimate): string {
  return `${signed(value)} [${signed(lo)}, ${signed(hi)}]`;
}

function signed(x: number): string {
  const text = x.toFixed(1);
  return x > 0 && text !== "0.0" ? `+${text}` : text.replace(/^-0\.0$/, "0.0");
}

export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
