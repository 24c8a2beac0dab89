/** @file A job's progress in words: "64/100 images · 61/s · 1 s left". */
import type { Stage } from "../../jobs/protocol.ts";
import type { JobProgress } from "../../state/slices/progress.ts";
import { count, duration, sig } from "./format.ts";

const STAGES: Readonly<Record<Stage, string>> = {
  open: "Opening",
  prepare: "Preparing the model",
  baseline: "Measuring FP32",
  calibrate: "Calibrating",
  quantize: "Quantizing",
  evaluate: "Measuring",
  simulate: "Simulating x86 without VNNI",
  observe: "Observing validation samples",
  verify: "Checking the export",
  export: "Writing the export",
  search: "Searching",
  sensitivity: "Looking for the layers that cost most",
  stress: "Measuring synthetic changes",
};

export function stageTitle(stage: Stage): string {
  return STAGES[stage];
}

/** Units per second since the first report, or null while too little is known. */
export function rateOf({ done, first, at }: JobProgress): number | null {
  const seconds = (at - first.at) / 1000;
  const since = done - first.done;
  return since > 1 && seconds > 0.5 ? since / seconds : null;
}

/** Seconds left, or null. */
export function timeLeft(progress: JobProgress): number | null {
  const rate = rateOf(progress);
  return rate === null ? null : (progress.total - progress.done) / rate;
}

export function describeProgress(progress: JobProgress): string {
  const { done, total, unit } = progress;
  const [rate, left] = [rateOf(progress), timeLeft(progress)];
  const parts = [`${count(done)}/${count(total)} ${unit}`];
  if (rate !== null) parts.push(`${sig(rate, 2)}\u202f/s`);
  if (left !== null && done < total) parts.push(`${duration(left)} left`);
  return parts.join(" · ");
}
