/** @file What was measured by running a model over labelled samples. Streams: every field is valid for any prefix. */

import type { Sketch } from "./closeness/sketch.ts";
import type { Skipped } from "../samples/dataset.ts";
import type { Detection, ImageTruth } from "./detection/box.ts";
import type { MetricName } from "./metric.ts";
import type { TimingSummary } from "./timing.ts";

/** A mean with its 95 % interval, in percent or dB as the field says. */
export interface Estimate {
  readonly value: number;
  readonly lo: number;
  readonly hi: number;
  /** Samples it was estimated from. */
  readonly n: number;
}

/** One class for each pixel, row by row. */
export interface ClassMap {
  readonly width: number;
  readonly height: number;
  /** Class index; `IGNORED` where the label says nothing. */
  readonly data: Uint8Array;
}

/** The index that data sets give to pixels that count neither for nor against, such as outlines. */
export const IGNORED = 255;

/** What a person says is right for a sample, where that is more than a class. */
export type Truth =
  | { readonly kind: "boxes"; readonly image: ImageTruth }
  | { readonly kind: "mask"; readonly mask: ClassMap }
  /** In the unit of the model's output. */
  | { readonly kind: "values"; readonly values: readonly number[] }
  /** In the layout and the range of the model's output. */
  | { readonly kind: "picture"; readonly values: Float32Array; readonly dims: readonly number[] };

/** One sample's answer. */
export interface SampleResult {
  /** Sample id (path). */
  readonly id: string;
  readonly label?: number;
  readonly segment?: string;
  /** Best classes, best first, at most 5. */
  readonly top: readonly number[];
  /** Softmax of the output at `top`. */
  readonly confidence: readonly number[];
  /** Raw first output, flattened: what SQNR and agreement compare. Sums of it where it is large and `sketch` says so. */
  readonly output: Float32Array;
  /** Says what stands for outputs that are too large to keep; such an answer is in the terms of one task. */
  readonly sketch?: Sketch;
  /** Objects found, only of detectors, whose `top` and `confidence` are empty. */
  readonly detections?: readonly Detection[];
  /** The model's further outputs in their order, flattened, where they were asked for. */
  readonly outputs?: readonly Float32Array[];
  /** Best class of each pixel, only of segmentation. */
  readonly mask?: ClassMap;
  readonly truth?: Truth;
}

export interface Evaluation {
  /** SHA-256 of the model that ran. */
  readonly model: string;
  readonly bytes: number;
  /** The runtime that produced these numbers. */
  readonly runtime: string;
  readonly results: readonly SampleResult[];
  /** Samples that could not be run, with the reason; left out where there are none. */
  readonly skipped?: readonly Skipped[];
  /** How long a sample took, where it was measured: no two runs take the same, so nothing may depend on it. */
  readonly timing?: TimingSummary;
  /** Why these answers will have to be measured again in another visit, in words. */
  readonly unkept?: string;
  /** Id of the task that the answers are read for; left out by earlier versions. */
  readonly task?: string;
}

/** A score of both models on the same samples. */
export interface ScoreChange {
  readonly metric: MetricName;
  readonly base: Estimate;
  readonly other: Estimate;
  /** `other` minus `base`, in the unit of the metric (points where that is percent), with a paired interval. */
  readonly change: Estimate;
}

/** Scores against labels, percent; undefined when no sample is labelled. */
export interface Scores {
  readonly n: number;
  readonly top1?: Estimate;
  readonly top5?: Estimate;
}

/** A sample whose best class differs between the two models. */
export interface Flip {
  readonly id: string;
  readonly label?: number;
  readonly segment?: string;
  readonly before: { readonly index: number; readonly confidence: number };
  readonly after: { readonly index: number; readonly confidence: number };
  /** "lost": right became wrong; "won": wrong became right; "moved": neither right, or unlabelled. */
  readonly kind: "lost" | "won" | "moved";
}

export interface Comparison {
  readonly n: number;
  readonly base: Scores;
  readonly other: Scores;
  /** Share of samples with the same best class, percent; of detectors, how many of the sure objects both find. */
  readonly agreement: Estimate;
  /** What `agreement` is where it is neither of the two: "pixel agreement". */
  readonly near?: string;
  /** Mean over samples of 10 log10(sum base^2 / sum (base - other)^2), dB. */
  readonly sqnr: Estimate;
  /** Change of top-1, points (other - base), with a paired interval. */
  readonly top1Change?: Estimate;
  /** The main score of every other task, once it was worked out: `mainOf` has both. */
  readonly main?: ScoreChange;
  readonly flips: readonly Flip[];
  readonly segments: readonly SegmentComparison[];
  /** By class, once that was worked out. */
  readonly classes?: readonly SegmentComparison[];
}

export interface SegmentComparison {
  readonly segment: string;
  readonly n: number;
  readonly base: Scores;
  readonly other: Scores;
  readonly agreement: Estimate;
  /** Change of top-1, points (other - base), with a paired interval. */
  readonly top1Change?: Estimate;
  readonly main?: ScoreChange;
}
