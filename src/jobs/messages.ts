/** @file What crosses between the page and its studio worker, by name; which job takes and answers what is in protocol.ts. */
import type { Work } from "../core/evaluate/device/work.ts";
import type { Evaluation, SampleResult } from "../core/evaluate/evaluation.ts";
import type { Breakdown } from "../core/evaluate/paired/breakdown.ts";
import type { Check } from "../core/evaluate/paired/checks.ts";
import type { PairedScores } from "../core/evaluate/paired/paired.ts";
import type { TaskId } from "../core/evaluate/tasks/task.ts";
import type { Finding } from "../core/quantized/info.ts";
import type { LayerRow } from "../core/quantize/layer-row.ts";
import type { Recipe } from "../core/recipe.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { Trial } from "../core/search/trial.ts";
import type { CorruptionId } from "../core/samples/stress/corruption.ts";
import type { MetricName } from "../core/evaluate/metric.ts";
import type { StressReport, StressRow, StressScores } from "../core/evaluate/stress/row.ts";

/** A file as dropped: path inside the drop (folder structure kept) and its bytes by reference. */
export interface SourceFile {
  readonly path: string;
  readonly blob: Blob;
}

/** Progress of any job. `done/total` in samples (or layers); rate and time left are derived by the page. */
export interface Progress {
  readonly stage: Stage;
  readonly done: number;
  readonly total: number;
  /** What `done` counts, e.g. "samples". */
  readonly unit: string;
}

export type Stage =
  | "open"
  | "prepare"
  | "baseline"
  | "calibrate"
  | "quantize"
  | "evaluate"
  | "simulate"
  | "verify"
  | "export"
  | "search"
  | "observe"
  | "sensitivity"
  | "stress";

/** What a run depends on, apart from the recipe. */
export interface Inputs {
  readonly model: string;
  readonly calibration: string;
  readonly preprocess: Preprocess;
  /** Samples that calibration does not run, by id, sorted; a recipe in the same request has the last word. */
  readonly leftOut?: readonly string[];
}

export interface PrepareReport {
  /** Passes that changed something, in order, with what they did. */
  readonly passes: readonly { readonly id: string; readonly title: string; readonly nodes: number }[];
  readonly opset: { readonly from: number; readonly to: number };
  readonly nodes: { readonly from: number; readonly to: number };
  /** Largest absolute difference of FP32 outputs before and after, over the samples that proved it. */
  readonly difference: number;
  /** Largest absolute FP32 output of those samples, to judge the difference by. */
  readonly magnitude: number;
  readonly samples: number;
}

export interface QuantizeReport {
  /** Key of the variant: SHA-256 of the quantized file. */
  readonly variant: string;
  readonly bytes: number;
  readonly layers: readonly LayerRow[];
  /** int32-bias guard, ranges widened, per-tensor fallbacks: everything done on the user's behalf. */
  readonly notes: readonly string[];
  /** Recipe as used. */
  readonly recipe: Recipe;
}

/** Before a download: the exact bytes were opened and run again. */
export interface ExportCheck {
  readonly samples: number;
  /** Largest absolute difference to the measured outputs. */
  readonly difference: number;
  readonly runtime: string;
}

export interface ExportResult {
  readonly onnx: Blob;
  readonly recipe: Blob;
  readonly report: Blob;
  readonly check: ExportCheck;
}

/** A model that was quantized weight by weight. It was not run: nothing here can hold it. */
export interface StreamedFiles {
  readonly onnx: Blob;
  /** To be saved beside the .onnx, under this name. */
  readonly data: Blob;
  readonly dataName: string;
  readonly layers: readonly LayerRow[];
  readonly notes: readonly string[];
}

/** What a model would need on any device; always an estimate. */
export interface DeviceCost {
  readonly work: Work;
  /** Of the file. */
  readonly bytes: number;
}

/** What answers are scored over, and how they are read. */
export interface Scored {
  readonly model: string;
  readonly validation: string;
  readonly preprocess: Preprocess;
  /** Guessed from the model and the labels when left out. */
  readonly task?: TaskId;
}

/** Two models on the same samples, in the terms of their task. */
export interface Judgement {
  readonly task: TaskId;
  readonly scores: PairedScores;
  readonly breakdown: Breakdown;
  /** One for each sample that must stay right. */
  readonly gates: readonly Check[];
}

/** What one layer's rounding does to one sample; energies relative to the signal, 0.01 is 20 dB. */
export interface LayerError {
  readonly name: string;
  /** At the network's output, were it the only layer that rounds. */
  readonly error: number;
  /** At its own output, with a clean input. */
  readonly own: number;
  /** Gathered at its output when all layers round; null where it was not measured. */
  readonly gathered: number | null;
}

/** A model that was made elsewhere, measured like a variant. */
export interface MeasuredFile {
  readonly file: string;
  readonly bytes: number;
  /** How it is quantized, in words; null when it is not. */
  readonly scheme: string | null;
  readonly lint: readonly Finding[];
  readonly evaluation: Evaluation & Sent;
  /** What it and the original ask of devices. */
  readonly costs: { readonly base: DeviceCost; readonly variant: DeviceCost };
}

/** An evaluation whose results came with the progress: their ids, in the order of the samples. */
export interface Sent {
  readonly order?: readonly string[];
}

/** Evaluations stream: each progress carries the samples finished since the last one. */
export interface EvaluateProgress extends Progress {
  readonly results: readonly SampleResult[];
}

/** What a stress run answers: all of it is about synthetic samples, never to be mixed with measurements. */
export interface StressResult extends StressReport {
  /** How many samples were corrupted, of how many. */
  readonly samples: number;
  readonly of: number;
  /** Corruptions that were asked for and cannot be applied here. */
  readonly left: readonly { readonly corruption: CorruptionId; readonly why: string }[];
}

/** A stress run streams the rows finished since the last progress, and the scores on the plain samples once. */
export interface StressProgress extends Progress {
  readonly rows: readonly StressRow[];
  readonly plain: { readonly metric: MetricName; readonly scores: StressScores } | null;
}

/** A search streams too: each progress carries the trials finished since the last one. */
export interface SearchProgress extends Progress {
  /** What it does now, in words. */
  readonly doing: string;
  readonly trials: readonly Trial[];
}
