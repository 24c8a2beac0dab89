/** @file How long a sample took, step by step, as the terminal shows it. */
import { TIMING_NOTE, type TimeSummary, type TimingSummary } from "../core/evaluate/timing.ts";
import { plural, table } from "./text.ts";

/**
 * One row for each model: median and 95th percentile of every step.
 * @param runtimes what they were measured in: the speed of WebAssembly is no device's
 */
export function timingText(
  models: readonly (readonly [name: string, timing: TimingSummary])[],
  runtimes: readonly string[],
): string {
  if (models.length === 0) return "";
  const rows = models.map(([name, { preprocess, model, postprocess, total }]) => [
    `  ${name}`,
    ...[preprocess, model, postprocess, total].map(cell),
    plural(total.n, "sample"),
  ]);
  const head = ["time for a sample, median (p95)", "preprocess", "model", "post-process", "total", ""];
  return `${table([head, ...rows])}${timingNote(runtimes)}\n`;
}

/** What the times are worth elsewhere. */
export function timingNote(runtimes: readonly string[]): string {
  if (runtimes.some((runtime) => runtime.includes("wasm"))) return TIMING_NOTE;
  return "Measured on this machine, one sample after the other: another device takes other times.";
}

function cell({ median, p95 }: TimeSummary): string {
  return `${digits(median)} (${digits(p95)}) ms`;
}

/** Three digits at most: more would be noise. */
function digits(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms.toFixed(ms >= 10 ? 1 : 2);
}
