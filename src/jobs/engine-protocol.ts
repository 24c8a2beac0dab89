/**
 * @file Protocol between the studio worker and its engines. An engine holds ONNX Runtime sessions by key,
 * decodes and preprocesses images, runs them, and answers with statistics or results: images go in as
 * blobs, tensors never cross.
 */
import type { SampleResult } from "../core/evaluate/evaluation.ts";
import type { CalibrationStats } from "../core/calibrate/stats.ts";
import type { Skipped } from "../core/samples/dataset.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";

/** One image of a data set. */
export interface EngineSample {
  /** Index in the whole data set: owns extremes, orders results. */
  readonly index: number;
  /** Path inside the data set. */
  readonly id: string;
  readonly blob: Blob;
  readonly label?: number;
  readonly segment?: string;
}

export interface RunRequest {
  /** Key of a loaded model; throws `runtime/missing-source` when it is not loaded. */
  readonly model: string;
  /** The model's float input and its fixed batch size, or null when that is dynamic. */
  readonly input: { readonly name: string; readonly batch: number | null };
  /** Key of the data set: with the sample's id and the preprocessing it is the key of the cached crop. */
  readonly data: string;
  readonly samples: readonly EngineSample[];
  readonly preprocess: Preprocess;
}

export interface IndexedResult {
  readonly index: number;
  readonly result: SampleResult;
}

export type EngineApi = {
  load: {
    request: { key: string; bytes: Blob; file: string; optimization?: "all" | "none" };
    progress: never;
    /** `runtime` is the id of the runtime that will run it: shown with every number measured. */
    result: { inputs: readonly string[]; outputs: readonly string[]; runtime: string };
  };
  /** Statistics of the tapped values over these samples. `taps` must be outputs of the loaded model. */
  collect: {
    request: RunRequest & { taps: readonly string[] };
    /** Samples finished since the call began. */
    progress: { done: number };
    result: { stats: CalibrationStats; skipped: readonly Skipped[] };
  };
  /** Runs the samples; each result is reported through progress as it comes, and only there. */
  evaluate: {
    request: RunRequest & { output: string };
    progress: { results: readonly IndexedResult[] };
    result: { skipped: readonly Skipped[] };
  };
  release: { request: { key: string }; progress: never; result: null };
};
