/** @file What the samples of a set are called. */
import type { Dataset } from "../../core/samples/dataset.ts";
import { kindOfSample } from "../../core/samples/paths.ts";

const WORDS = { image: "images", audio: "sounds", tensor: "tensors" } as const;

export type SampleWord = (typeof WORDS)[keyof typeof WORDS] | "samples";

/** By the first sample: a set is hardly ever mixed. Of a set that is not known yet, "samples". */
export function wordFor(data: Pick<Dataset, "samples"> | undefined): SampleWord {
  const first = data?.samples[0];
  return first === undefined ? "samples" : WORDS[kindOfSample(first.id)];
}
