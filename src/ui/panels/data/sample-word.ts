/** @file What the samples of a set are called. */
import type { Dataset } from "../../../core/samples/dataset.ts";
import { fileKind } from "../../../core/samples/paths.ts";

const WORDS = { image: "images", audio: "sounds", tensor: "tensors" } as const;

/** By the first sample: a set is hardly ever mixed. */
export function wordFor({ samples }: Pick<Dataset, "samples">): (typeof WORDS)[keyof typeof WORDS] {
  return WORDS[fileKind(samples[0]?.id ?? "") ?? "image"];
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
