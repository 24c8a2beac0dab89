/** @file What a model is for: how its raw output is read, and how the answers are scored against labels. */
import type { Preprocess } from "../../samples/preprocess-spec.ts";
import type { BoxLabels } from "../detection/coco.ts";
import type { SampleResult } from "../evaluation.ts";

export const TASK_IDS = ["classification", "detection"] as const;
export type TaskId = (typeof TASK_IDS)[number];

/** A score that a task knows. */
export interface MetricName {
  /** Stored in result files: add, never rename. */
  readonly id: string;
  readonly title: string;
}

/** One score over all samples. */
export interface Metric extends MetricName {
  /** Percent. */
  readonly value: number;
  /** 95 % interval, percent, where one is known. */
  readonly interval?: readonly [number, number];
}

/** What is known of the model and the data beside the answers. */
export interface TaskContext {
  /** Name of the model's file, for messages. */
  readonly model: string;
  /** Of the first output, without the batch axis; null where the model leaves them open. */
  readonly dims: readonly number[] | null;
  readonly preprocess: Preprocess;
  /** Marked objects; class labels are part of the samples. */
  readonly boxes: BoxLabels | null;
}

export interface Task {
  readonly id: TaskId;
  readonly title: string;
  /** One sentence for the tooltip and the help text. */
  readonly when: string;
  /** What the samples are labelled with. */
  readonly labels: "class" | "boxes";
  /** Scores it may give, the main one first. */
  readonly metrics: readonly MetricName[];
  /** Whether a model with this output looks like one for this task. */
  readonly fits: (context: Pick<TaskContext, "dims" | "preprocess">) => boolean;
  /** Adds to a raw result what it says in the terms of this task. */
  readonly read: (result: SampleResult, context: TaskContext) => SampleResult;
  /** In the order of `metrics`; empty when nothing is labelled. @param results as `read` returns them */
  readonly score: (results: readonly SampleResult[], context: TaskContext) => readonly Metric[];
}
