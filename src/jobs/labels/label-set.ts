/** @file Labels beside the samples that are more than a class or boxes: found by name when a set is opened, read when a task asks. */
import type { Truth } from "../../core/evaluate/evaluation.ts";
import type { MoreLabels } from "../../core/samples/dataset.ts";
import type { Decode } from "../../platform/decode.ts";
import type { Entry } from "../../platform/zip.ts";

/** What the model answers with, and who decodes pictures. */
export interface LabelContext {
  /** Of the first output, without the batch axis. */
  readonly dims: readonly number[] | null;
  readonly decode: Decode;
}

export interface ReadTruths {
  readonly truthOf: (id: string) => Truth | undefined;
  /** What was put right while reading, a sentence each. */
  readonly notes: readonly string[];
}

/** Labels of one kind for one set of samples. */
export interface LabelSet {
  readonly summary: MoreLabels;
  /** Files that decide what is right, for the key of the set. */
  readonly files: readonly Entry[];
  /** @throws StudioError `data/decode`, `data/truth` */
  readonly read: (context: LabelContext) => Promise<ReadTruths>;
}
