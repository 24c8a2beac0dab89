/** @file What a folder, file list or zip turned out to hold. Bytes stay with the platform; this is the description. */
import type { ErrorCode } from "../errors.ts";

export type Role = "calibration" | "validation";

export interface Sample {
  /** Path inside the dropped folder or archive: unique, shown to the user, stable across machines. */
  readonly id: string;
  /** Class index, if the data is labelled. */
  readonly label?: number;
  /** Segment such as "low-light", from labels.csv. */
  readonly segment?: string;
}

export interface Skipped {
  readonly id: string;
  readonly reason: string;
  /** Why it cannot be run, whole: said when not a single sample can. */
  readonly error?: { readonly code: ErrorCode; readonly detail: Readonly<Record<string, string | number>> };
}

/** Masks, measured numbers or pictures to compare with, as they were found beside the samples. */
export interface MoreLabels {
  readonly kind: "masks" | "values" | "pictures";
  /** Samples that have one. */
  readonly samples: number;
  /** The folder or file they come from. */
  readonly source: string;
  /** What was left out, a sentence each. */
  readonly notes: readonly string[];
  /** Numbers of each sample, of values. */
  readonly columns?: number;
}

export interface Dataset {
  /** SHA-256 over the ids, labels and bytes of all samples: what a recipe and a cache key refer to. */
  readonly hash: string;
  readonly name: string;
  readonly samples: readonly Sample[];
  /** Class names by index; empty when unlabelled. */
  readonly classes: readonly string[];
  readonly skipped: readonly Skipped[];
  /** Where the labels came from, e.g. "labels.csv", "class folders", "none". */
  readonly labelSource: string;
  /** Samples that were added as hard cases, and what they were dropped as. */
  readonly hardCases?: { readonly name: string; readonly samples: number };
  /** Labels that are more than a class or boxes, by kind; left out where there are none. */
  readonly labels?: readonly MoreLabels[];
  /** Of sets with marked objects: how many, on how many of the samples, and what was put right in the labels. */
  readonly boxes?: { readonly images: number; readonly objects: number; readonly notes: readonly string[] };
}

/** Decoded image, 8 bits per channel, interleaved, rows top to bottom. 3 channels RGB. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGB, `[height, width, 3]`. */
  readonly data: Uint8Array;
}
