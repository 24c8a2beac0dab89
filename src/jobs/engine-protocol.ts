/**
 * @file Protocol between the studio worker and its engines. An engine holds ONNX Runtime sessions by key,
 * reads and preprocesses samples, runs them, and answers with statistics or results: files go in as
 * blobs, tensors of models that run never cross.
 */
import type { SampleResult } from "../core/evaluate/evaluation.ts";
import type { StepTimes } from "../core/evaluate/timing.ts";
import type { CalibrationStats } from "../core/calibrate/stats.ts";
import type { Blocks, BlockView } from "../core/formats/weight-only/blocks.ts";
import type { SolverSetting } from "../core/formats/weight-only/solving.ts";
import type { ModelInputs } from "../core/graph/inputs.ts";
import type { Skipped } from "../core/samples/dataset.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { Stress } from "../core/samples/stress/corruption.ts";
import type { SaturationReport } from "../core/saturation/report.ts";

/** One file of a data set. */
export interface EngineSample {
  /** Index in the whole data set: owns extremes, orders results. */
  readonly index: number;
  /** Path inside the data set. */
  readonly id: string;
  readonly blob: Blob;
  readonly label?: number;
  readonly segment?: string;
  /** Corrupted in this way before it is run: a part of the key of its crop. */
  readonly stress?: Stress;
}

export interface RunRequest {
  /** Key of a loaded model; throws `runtime/missing-source` when it is not loaded. */
  readonly model: string;
  /** What the model takes. */
  readonly inputs: ModelInputs;
  /** Key of the data set: with the sample's id and the preprocessing it is the key of the cached crop. */
  readonly data: string;
  readonly samples: readonly EngineSample[];
  readonly preprocess: Preprocess;
}

export interface IndexedResult {
  readonly index: number;
  readonly result: SampleResult;
  /** Where they could be measured apart; reading the answer in the terms of a task comes on top. */
  readonly times?: StepTimes;
}

/** How far two models are apart in one output, over all samples. */
export interface OutputDifference {
  readonly output: string;
  /** Largest absolute difference; infinite when shapes differ or only one of two values is a number. */
  readonly difference: number;
  /** Largest absolute value of the first model. */
  readonly magnitude: number;
  /** The sample with the largest difference. */
  readonly sample: string;
}

/** What one run of a probe gave. */
export interface ProbeRun {
  /** Indices of its samples. */
  readonly samples: readonly number[];
  /** One vector for each output that was fetched. */
  readonly values: readonly Float32Array[];
}

export type EngineApi = {
  load: {
    request: { key: string; bytes: Blob; file: string; optimization?: "all" | "none" };
    progress: never;
    /** `runtime` is the id of the runtime that will run it: shown with every number measured. */
    result: { inputs: readonly string[]; outputs: readonly string[]; runtime: string };
  };
  /**
   * Statistics of the tapped values over these samples. `passes` are the taps, all of them outputs of the loaded
   * model, in groups that fit in memory together: each batch is run once for each.
   */
  collect: {
    request: RunRequest & {
      passes: readonly (readonly string[])[];
      /** Values whose channel means are wanted, with the axis of their channels. */
      means?: readonly (readonly [string, number])[];
    };
    /** Samples finished since the call began. */
    progress: { done: number };
    result: { stats: CalibrationStats; skipped: readonly Skipped[] };
  };
  /** Runs the samples; each result is reported through progress as it comes, and only there. */
  evaluate: {
    /** `further`: outputs that are kept beside the scored one, e.g. of detectors that give boxes and scores apart. */
    request: RunRequest & {
      output: string;
      further?: readonly string[];
      /** So many samples are decoded anew, and while nothing else runs in the engine, so that each step has a time of its own. */
      timed?: number;
    };
    progress: { results: readonly IndexedResult[] };
    result: { skipped: readonly Skipped[] };
  };
  /** Runs the samples through this model and another that takes the same, and tells how far apart they are. */
  compare: {
    request: RunRequest & { other: string; outputs: readonly string[] };
    progress: { done: number };
    result: { outputs: readonly OutputDifference[]; samples: number; skipped: readonly Skipped[] };
  };
  /** Runs the samples through a graph that gives vectors of numbers, such as errors of layers. */
  probe: {
    request: RunRequest & {
      fetch: readonly string[];
      /** An input that takes random directions. */
      noise: {
        readonly input: string;
        /** Numbers in one direction; null: as many as the outputs have elements. */
        readonly length: number | null;
        readonly outputs: readonly string[];
        /** Directions for each of the rows of a run. */
        readonly draws: number;
        readonly rows: number;
      } | null;
    };
    /** Samples finished since the call began. */
    progress: { done: number };
    result: { runs: readonly ProbeRun[]; skipped: readonly Skipped[] };
  };
  /** Runs the samples as x86 without VNNI would. `bytes` is the file itself: it is cut at its layers. */
  saturate: {
    request: RunRequest & { bytes: Blob };
    /** Samples finished since the call began. */
    progress: { done: number };
    result: { report: SaturationReport; skipped: readonly Skipped[] };
  };
  /** Refined rounding of a part of a weight: the one job that runs no model and takes numbers, a few MB of them. */
  weights: {
    request: { data: Float32Array; view: BlockView; setting: SolverSetting };
    progress: never;
    result: Blocks;
  };
  release: { request: { key: string }; progress: never; result: null };
};
