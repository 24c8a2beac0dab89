/** @file What a model is for: how its raw output is read, and how the answers are scored against labels. */
import type { Preprocess } from "../../samples/preprocess-spec.ts";
import type { NmsSettings } from "../detection/non-maximum.ts";
import type { SampleResult, Truth } from "../evaluation.ts";
import type { MetricName } from "../metric.ts";
import type { OutputShape } from "../output-shape.ts";
import type { Scorer } from "./scorer.ts";

export type { MetricName } from "../metric.ts";

export const TASK_IDS = [
  "classification",
  "detection",
  "segmentation",
  "regression",
  "embedding",
  "image",
  "any",
] as const;
export type TaskId = (typeof TASK_IDS)[number];

/** One score over all samples. */
export interface Metric extends MetricName {
  readonly value: number;
  /** 95 % interval, in the unit of the value, where one is known. */
  readonly interval?: readonly [number, number];
}

/** What tells tasks apart, as far as the model and its preprocessing say it. */
export interface TaskClues {
  /** Of the first output, without the batch axis; null where the model leaves them open. */
  readonly dims: readonly number[] | null;
  readonly preprocess: Preprocess;
  /** Every output, the first one included. */
  readonly outputs?: readonly OutputShape[];
  /** Op types from the first output backwards, the last one first. */
  readonly tail?: readonly string[];
}

/** What is known of the model and the data beside the answers. */
export interface TaskContext extends TaskClues {
  /** Name of the model's file, for messages. */
  readonly model: string;
  /** What is marked on a sample; class labels are part of the samples. */
  readonly truthOf?: (id: string) => Truth | undefined;
  /** Id of the decoder to use; found by the shape of the outputs when left out. */
  readonly decoder?: string;
  readonly nms?: NmsSettings;
}

/** What the samples are labelled with. */
export type LabelKind = "class" | "boxes" | "masks" | "values" | "pictures" | "none";

/** How near two models' answers to one sample are: needs no labels. */
export interface Closeness {
  readonly metrics: readonly MetricName[];
  /** In the order of `metrics`; NaN where a measure does not apply to this pair. */
  readonly of: (base: SampleResult, other: SampleResult) => readonly number[];
}

export interface Task {
  readonly id: TaskId;
  readonly title: string;
  /** One sentence for the tooltip and the help text. */
  readonly when: string;
  readonly labels: LabelKind;
  /** Scores it may give, the main one first; empty for tasks that know no right answer. */
  readonly metrics: readonly MetricName[];
  /** Whether a model with this output looks like one for this task. */
  readonly fits: (clues: TaskClues) => boolean;
  /** Whether outputs beyond the first are needed; left out where they never are. */
  readonly needsAll?: (clues: TaskClues) => boolean;
  /** Scores need every value of the output, so that large ones are kept whole too. */
  readonly needsValues?: true;
  /** Adds to a raw result what it says in the terms of this task, and what is right. */
  readonly read: (result: SampleResult, context: TaskContext) => SampleResult;
  /** @param results as `read` returns them; with labels or without */
  readonly scorer: (results: readonly SampleResult[]) => Scorer;
  readonly closeness: (clues: TaskClues) => Closeness;
}
