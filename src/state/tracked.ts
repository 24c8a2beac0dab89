/** @file Runs a job and keeps the progress slice true: written at most ten times a second, cleared when the job settles. */
import type { Progress, StudioApi } from "../jobs/protocol.ts";
import { call } from "./call.ts";
import type { JobName } from "./slices/progress.ts";
import { useStudio } from "./store.ts";

/** Least time between two reports to the store, ms. */
const REPORT_EVERY = 120;

let runs = 0;

/** `onEach` hears every progress, unthrottled. */
export async function tracked<K extends JobName>(
  job: K,
  request: StudioApi[K]["request"],
  signal: AbortSignal,
  onEach?: (progress: StudioApi[K]["progress"]) => void,
): Promise<StudioApi[K]["result"]> {
  const id = `${job}-${++runs}`;
  let first: { readonly done: number; readonly at: number } | null = null;
  let last = -Infinity;
  const onProgress = (value: StudioApi[K]["progress"]) => {
    onEach?.(value);
    const at = performance.now();
    const { stage, done, total, unit }: Progress = value;
    first ??= { done, at };
    if (at - last < REPORT_EVERY && done < total) return;
    last = at;
    useStudio.getState().report(id, { job, stage, done, total, unit, first, at });
  };
  try {
    return await call(job, request, { signal, onProgress });
  } finally {
    useStudio.getState().settle(id);
  }
}
