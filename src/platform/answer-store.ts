/** @file Where answers of models outlive the visit, so that nothing is run twice. What it is made of is the platform's business. */
import type { SampleResult } from "../core/evaluate/evaluation.ts";
import type { StepTimes } from "../core/evaluate/timing.ts";
import type { Skipped } from "../core/samples/dataset.ts";

/** Without what belongs to the data set, which may change: name, label, segment. */
export interface StoredAnswer extends Omit<SampleResult, "id" | "label" | "segment" | "detections"> {
  /** Label, score, x, y, width and height of each, one after the other: thousands of objects take long to clone. */
  readonly boxes?: Float64Array;
}

/** An answer, or why the sample has none. */
export type Stored = { readonly answer: StoredAnswer } | { readonly skipped: Omit<Skipped, "id"> };

/** What is known of a model under one preprocessing beside its answers. */
export interface AnsweredBy {
  readonly runtime: string;
  readonly times: readonly StepTimes[];
}

/** By group (a model, how it is fed, and which outputs are read) and key (a sample). Rejects where the browser refuses. */
export interface AnswerStore {
  /** Null when nothing is known of this group. */
  find(group: string, each: (key: string, stored: Stored) => void): Promise<AnsweredBy | null>;
  add(group: string, answers: ReadonlyMap<string, Stored>, by: AnsweredBy): Promise<void>;
}
