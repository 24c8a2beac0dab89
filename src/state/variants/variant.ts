/** @file A variant: a measured model beside FP32, with where it came from. Plain data, kept over a reload. */
import type { Comparison, Evaluation } from "../../core/evaluate/evaluation.ts";
import type { NeedsOfBoth } from "../../core/evaluate/device/limits.ts";
import type { Finding } from "../../core/quantized/info.ts";
import type { Recipe } from "../../core/recipe.ts";
import type { Inputs, QuantizeReport } from "../../jobs/protocol.ts";
import type { VariantName } from "../variant-name.ts";

/** What results must share to be comparable: the model, the samples, and how they are fed. */
export interface Bench {
  readonly model: string;
  readonly validation: string;
  readonly preprocess: Inputs["preprocess"];
}

/** Made here from a recipe. */
export interface RecipeSource {
  readonly kind: "recipe";
  readonly recipe: Recipe;
  readonly inputs: Inputs;
  readonly report: QuantizeReport;
}

/** Made elsewhere and dropped. */
export interface FileSource {
  readonly kind: "file";
  readonly file: string;
  /** How it is quantized, in words; null when it is not. */
  readonly scheme: string | null;
  readonly lint: readonly Finding[];
}

/** What a measurement found. */
export interface Measured {
  readonly bench: Bench;
  readonly source: RecipeSource | FileSource;
  /** What its layers became. */
  readonly layers: VariantName;
  /** Of the file. */
  readonly bytes: number;
  readonly evaluation: Evaluation;
  readonly comparison: Comparison;
  /** What it and FP32 ask of devices, once that was estimated. */
  readonly costs?: NeedsOfBoth;
}

export interface Variant extends Measured {
  /** Unique in its project, e.g. "v3". */
  readonly id: string;
  /** Given automatically, or by the user. */
  readonly name: string;
  /** Id of the variant it was changed from; null for the first and for files. */
  readonly parent: string | null;
  /** When it was first measured, ms since 1970. */
  readonly at: number;
}

/** The recipe of a variant, or null for a file. */
export function recipeOf({ source }: Pick<Variant, "source">): Recipe | null {
  return source.kind === "recipe" ? source.recipe : null;
}
