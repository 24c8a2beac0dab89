/**
 * @file The whole protocol between the page and its studio worker: job name -> request, progress, result.
 * Requests carry keys (SHA-256) of sources opened before; a job whose source is gone throws
 * `runtime/missing-source` and the client opens it again. Big bytes cross as Blob/File.
 */
import type { TensorDrift } from "../core/calibrate/drift.ts";
import type { CalibrationHealth } from "../core/calibrate/health.ts";
import type { Work } from "../core/evaluate/device/work.ts";
import type { Evaluation, Comparison, SampleResult } from "../core/evaluate/evaluation.ts";
import type { Breakdown } from "../core/evaluate/paired/breakdown.ts";
import type { Check } from "../core/evaluate/paired/checks.ts";
import type { PairedScores } from "../core/evaluate/paired/paired.ts";
import type { TaskId } from "../core/evaluate/tasks/task.ts";
import type { Fate } from "../core/fusion/fusion-map.ts";
import type { InputKind } from "../core/graph/inputs.ts";
import type { GraphView } from "../core/graph/view.ts";
import type { ModelCard } from "../core/model-card.ts";
import type { Finding } from "../core/quantized/info.ts";
import type { LayerRow, TensorView } from "../core/quantize/layer-row.ts";
import type { Recipe } from "../core/recipe.ts";
import type { Dataset, Role } from "../core/samples/dataset.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { SearchSetting } from "../core/search/propose.ts";
import type { Trial } from "../core/search/trial.ts";
import type { SaturationReport } from "../core/saturation/report.ts";
import type { SensitivityReport } from "../core/sensitivity/report.ts";

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
  | "sensitivity";

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

export type {
  ChannelRow,
  LayerRow,
  MethodView,
  RangeSetting,
  TensorView,
  WeightCodes,
} from "../core/quantize/layer-row.ts";

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

/** A model that was made elsewhere, measured like a variant. */
export interface MeasuredFile {
  readonly file: string;
  readonly bytes: number;
  /** How it is quantized, in words; null when it is not. */
  readonly scheme: string | null;
  readonly lint: readonly Finding[];
  readonly evaluation: Evaluation;
}

/** Evaluations stream: each progress carries the samples finished since the last one. */
export interface EvaluateProgress extends Progress {
  readonly results: readonly SampleResult[];
}

/** A search streams too: each progress carries the trials finished since the last one. */
export interface SearchProgress extends Progress {
  /** What it does now, in words. */
  readonly doing: string;
  readonly trials: readonly Trial[];
}

export type StudioApi = {
  openModel: {
    request: { files: readonly SourceFile[] };
    progress: Progress;
    /** `guess` is the preprocessing read off the model's input, `why` says how, `kind` what the input takes. */
    result: {
      card: ModelCard;
      guess: Preprocess;
      why: string;
      kind: InputKind;
      /** Its weights do not fit in memory: it can only be quantized weight by weight, and not be run. */
      large: boolean;
    };
  };
  openData: {
    request: { files: readonly SourceFile[]; name: string; role: Role };
    progress: Progress;
    result: Dataset;
  };
  /**
   * One image as it is and as the network will see it (de-normalised), PNG blobs; a sound as its waveforms. Of tensors
   * there is only text.
   */
  preview: {
    request: { data: string; sample: string; preprocess: Preprocess };
    progress: Progress;
    result: {
      original: Blob | null;
      network: Blob | null;
      /** Pixels of an image; samples of a sound and 1. */
      width: number;
      height: number;
      /** What the sample holds in words: "16000 samples at 16 kHz", "x: float32 [1, 3, 8, 8]". */
      text: string;
      /** Smallest and largest value that enters the network. */
      lo: number;
      hi: number;
    };
  };
  /** Small pictures for lists, in the order asked: a sound as its waveform; null for tensors and where decoding fails. */
  thumbnails: {
    request: { data: string; samples: readonly string[]; size: number };
    progress: Progress;
    result: readonly (Blob | null)[];
  };
  prepare: { request: Inputs; progress: Progress; result: PrepareReport };
  /** Weight-only quantization of a large model, from files to files. `name` is that of the new .onnx. */
  stream: {
    request: { model: string; recipe: Recipe; name: string };
    progress: Progress;
    result: StreamedFiles;
  };
  /** FP32 scores over the validation set. Needs only preprocessing. */
  baseline: {
    request: Scored;
    progress: EvaluateProgress;
    result: Evaluation;
  };
  calibrate: {
    request: Inputs;
    progress: Progress;
    result: { key: string; samples: number; tensors: number; skipped: Dataset["skipped"] };
  };
  quantize: { request: Inputs & { recipe: Recipe }; progress: Progress; result: QuantizeReport };
  /** What ONNX Runtime does with each layer of the variant that the recipe makes; `node` is the name of the row. */
  fusion: { request: Inputs & { recipe: Recipe }; progress: Progress; result: readonly Fate[] };
  /** What the original and the variant need on any device; values whose shape is not known are named. */
  device: {
    request: Inputs & { recipe: Recipe };
    progress: Progress;
    result: { readonly base: DeviceCost; readonly variant: DeviceCost };
  };
  /** The network as it is drawn. */
  graphView: { request: Inputs & { recipe: Recipe }; progress: Progress; result: GraphView };
  /** Activations need calibration; a weight is shown as soon as the model is prepared. */
  tensor: {
    request: Inputs & { recipe: Recipe; name: string; kind: "activation" | "weight" };
    progress: Progress;
    result: TensorView;
  };
  evaluate: {
    request: Omit<Scored, "model"> & { variant: string; inputs: Inputs; recipe: Recipe };
    progress: EvaluateProgress;
    result: Evaluation;
  };
  /** Another file with the inputs and outputs of `model`, over the same samples. */
  measureFile: {
    request: Scored & { files: readonly SourceFile[] };
    progress: EvaluateProgress;
    result: MeasuredFile;
  };
  /** How far the calibration samples can be trusted, from statistics that are kept; `ids` are the samples by index. */
  health: {
    request: Inputs & { recipe: Recipe };
    progress: Progress;
    result: CalibrationHealth & { ids: readonly string[] };
  };
  /** Observes a few validation samples, `samples` of `of`, and tells how far each tensor is from calibration. */
  drift: {
    request: Inputs & { recipe: Recipe; validation: string };
    progress: Progress;
    result: { samples: number; of: number; tensors: readonly TensorDrift[] };
  };
  /** What every layer costs at the network's output, over at most `images` of the calibration samples. */
  sensitivity: {
    request: Inputs & { recipe: Recipe; images: number };
    progress: Progress;
    result: SensitivityReport;
  };
  /** What the variant would answer on x86 without VNNI, over a few samples of the set named by `data`. */
  saturation: {
    request: Inputs & { recipe: Recipe; data: string };
    progress: Progress;
    result: SaturationReport;
  };
  /** Measures proposed models until the goal is met, the time is up, or nothing is left to try. */
  search: {
    request: {
      inputs: Inputs;
      validation: string;
      setting: SearchSetting;
      /** Longest it may run, s. */
      seconds: number;
      /** Of an earlier run, which goes on. */
      trials: readonly Trial[];
    };
    progress: SearchProgress;
    /** `finished`: nothing is left to try. */
    result: { trials: readonly Trial[]; why: string; finished: boolean };
  };
  /** Samples with the same bytes in both sets, by id. */
  overlap: {
    request: { calibration: string; validation: string };
    progress: Progress;
    result: readonly { readonly validation: string; readonly calibration: string }[];
  };
  /** What the outputs and the labels look like, and which tasks could be chosen. */
  task: {
    request: Omit<Scored, "task">;
    progress: Progress;
    result: { guess: TaskId; fits: readonly TaskId[] };
  };
  /** A measured model against the original; null when their answers are of an earlier visit. */
  judge: {
    request: Scored & {
      /** SHA-256 of the model that is judged. */
      other: string;
      /** Beside those of the samples themselves; a sample may be in several. */
      segments: readonly { readonly name: string; readonly samples: readonly string[] }[];
      /** Samples that must stay right, by id. */
      gates: readonly string[];
    };
    progress: Progress;
    result: Judgement | null;
  };
  export: {
    request: {
      variant: string;
      inputs: Inputs;
      recipe: Recipe;
      validation: string | null;
      base: Evaluation | null;
      measured: Evaluation | null;
      comparison: Comparison | null;
      /** For the report. */
      gates?: { readonly checks: readonly Check[]; readonly overruled: string | null };
    };
    progress: Progress;
    result: ExportResult;
  };
};
