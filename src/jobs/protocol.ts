/**
 * @file The whole protocol between the page and its studio worker: job name -> request, progress, result.
 * Requests carry keys (SHA-256) of sources opened before; a job whose source is gone throws
 * `runtime/missing-source` and the client opens it again. Big bytes cross as Blob/File.
 */
import type { TensorDrift } from "../core/calibrate/drift.ts";
import type { CalibrationHealth } from "../core/calibrate/health.ts";
import type { Evaluation, Comparison } from "../core/evaluate/evaluation.ts";
import type { Overlap } from "../core/evaluate/overlap.ts";
import type { SampleChanges } from "../core/evaluate/paired/sample-changes.ts";
import type { TaskId } from "../core/evaluate/tasks/task.ts";
import type { Fate } from "../core/fusion/fusion-map.ts";
import type { InputKind } from "../core/graph/inputs.ts";
import type { GraphView } from "../core/graph/view.ts";
import type { ModelCard } from "../core/model-card.ts";
import type { TensorView } from "../core/quantize/layer-row.ts";
import type { PinPrecision, Recipe } from "../core/recipe.ts";
import type { Dataset, Role } from "../core/samples/dataset.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { CorruptionId, Stress } from "../core/samples/stress/corruption.ts";
import type { SearchSetting } from "../core/search/propose.ts";
import type { Trial } from "../core/search/trial.ts";
import type { SaturationReport } from "../core/saturation/report.ts";
import type { SensitivityReport } from "../core/sensitivity/report.ts";
import type { ExportGates } from "./export-gates.ts";
import type {
  SourceFile,
  Progress,
  Inputs,
  PrepareReport,
  QuantizeReport,
  ExportResult,
  StreamedFiles,
  DeviceCost,
  Scored,
  Judgement,
  LayerError,
  MeasuredFile,
  EvaluateProgress,
  Sent,
  SearchProgress,
  StressProgress,
  StressResult,
} from "./messages.ts";

export type * from "./messages.ts";
export type {
  ChannelRow,
  LayerRow,
  MethodView,
  RangeSetting,
  TensorView,
  WeightCodes,
} from "../core/quantize/layer-row.ts";

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
    /** `hard`: samples that join a validation set as a segment of their own. */
    request: {
      files: readonly SourceFile[];
      name: string;
      role: Role;
      hard?: { readonly files: readonly SourceFile[]; readonly name: string };
    };
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
      /** Of a file of arrays: what it holds, by name; "" where there is only one. */
      arrays?: readonly { readonly name: string; readonly dtype: string; readonly dims: readonly number[] }[];
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
    result: Evaluation & Sent;
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
    request: Omit<Scored, "model"> & {
      variant: string;
      inputs: Inputs;
      recipe: Recipe;
      /** Segments that are run before the others. */
      first?: readonly string[];
    };
    progress: EvaluateProgress;
    result: Evaluation & Sent;
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
  /**
   * Error at the output, relative energy, with the pins as they are and after the first `counts[i]` changes together: from
   * the study of these inputs, recipe and images, nothing is run. Null when that study is of an earlier visit.
   */
  pinEffect: {
    request: Inputs & {
      recipe: Recipe;
      images: number;
      /** At present. */
      pins: Recipe["pins"];
      /** In this order; null unpins. */
      changes: readonly { readonly layer: string; readonly precision: PinPrecision | null }[];
      counts: readonly number[];
    };
    progress: Progress;
    result: { readonly before: number; readonly errors: readonly number[] } | null;
  };
  /** What every layer costs for one sample of the set named by `data`, worst first; energies relative to the output's, 0.01 is 20 dB. */
  sampleLayers: {
    request: Inputs & { recipe: Recipe; data: string; sample: string };
    progress: Progress;
    result: readonly LayerError[];
  };
  /** What the variant would answer on x86 without VNNI, over a few samples of the set named by `data`. */
  saturation: {
    request: Inputs & { recipe: Recipe; data: string };
    progress: Progress;
    result: SaturationReport;
  };
  /** FP32 and the variant on the same samples under growing corruptions: synthetic, to see what breaks first. */
  stress: {
    request: Omit<Scored, "model"> & {
      inputs: Inputs;
      recipe: Recipe;
      corruptions: readonly CorruptionId[];
      /** At most so many. */
      samples: number;
    };
    progress: StressProgress;
    result: StressResult;
  };
  /** A picture at each of these, PNG; none of samples that are no pictures. */
  stressPreview: {
    request: { data: string; sample: string; preprocess: Preprocess; stresses: readonly Stress[] };
    progress: Progress;
    result: readonly Blob[];
  };
  /** Measures proposed models until the goal is met, the time is up, or nothing is left to try. */
  search: {
    request: {
      inputs: Inputs;
      validation: string;
      setting: SearchSetting;
      /** Guessed from the model and the labels when left out. */
      task?: TaskId;
      /** Those that were made by hand: the goal may limit them. */
      segments?: readonly { readonly name: string; readonly samples: readonly string[] }[];
      /** Longest it may run, s. */
      seconds: number;
      /** Of an earlier run, which goes on. */
      trials: readonly Trial[];
    };
    progress: SearchProgress;
    /** `finished`: nothing is left to try. */
    result: { trials: readonly Trial[]; why: string; finished: boolean };
  };
  /** Samples with the same bytes in both sets, or in validation twice, by id. */
  overlap: {
    /** `calibration` is null without samples to calibrate on. */
    request: { calibration: string | null; validation: string };
    progress: Progress;
    result: Overlap;
  };
  /** What the outputs and the labels look like, and which tasks could be chosen. */
  task: {
    request: Omit<Scored, "task">;
    progress: Progress;
    result: { guess: TaskId; fits: readonly TaskId[]; notes: readonly string[] };
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
  /** What became of each sample, the worst first; null as with `judge`. `dims` are of the first output. */
  changes: {
    request: Scored & { readonly other: string };
    progress: Progress;
    result: (SampleChanges & { readonly dims: readonly number[] | null }) | null;
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
      /** Samples that must stay right. */
      gates?: ExportGates;
    };
    progress: Progress;
    result: ExportResult;
  };
};
