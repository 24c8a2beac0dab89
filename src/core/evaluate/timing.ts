/** @file Times of single steps, put together: what is usual and what the slow ones are. */
import { quantile } from "./statistics/bootstrap.ts";

/** Milliseconds for one sample. */
export interface StepTimes {
  readonly preprocess: number;
  readonly model: number;
  readonly postprocess: number;
}

export interface TimeSummary {
  /** Milliseconds; NaN of nothing. */
  readonly median: number;
  readonly p95: number;
  readonly n: number;
}

export interface TimingSummary {
  readonly preprocess: TimeSummary;
  readonly model: TimeSummary;
  readonly postprocess: TimeSummary;
  /** Of the sums, which is not the sum of the medians. */
  readonly total: TimeSummary;
}

/** Said wherever these times are shown. */
export const TIMING_NOTE =
  "Measured here, in WebAssembly on this machine. The speed of INT8 in a browser says nothing of a device with integer kernels of its own.";

export function summarise(values: readonly number[]): TimeSummary {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return { median: NaN, p95: NaN, n: 0 };
  return { median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), n: sorted.length };
}

/** @param warmUp the first samples are left out where enough remain: they pay for compiling and for cold caches */
export function timingOf(times: readonly StepTimes[], warmUp = 1): TimingSummary {
  const counted = times.length > 2 * warmUp ? times.slice(warmUp) : times;
  const of = (pick: (t: StepTimes) => number) => summarise(counted.map(pick));
  return {
    preprocess: of((t) => t.preprocess),
    model: of((t) => t.model),
    postprocess: of((t) => t.postprocess),
    total: of((t) => t.preprocess + t.model + t.postprocess),
  };
}
