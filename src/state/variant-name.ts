/** @file What a variant is called where "INT8" would be too little: in the header, in sentences, in file names. */
import { type Precision, PRECISION_TITLES } from "../core/precision.ts";
import type { Recipe } from "../core/recipe.ts";
import type { LayerRow } from "../jobs/protocol.ts";

export interface VariantName {
  /** For sentences and headings, e.g. "INT8", "A16W8", "INT4 weights", "Mixed". */
  readonly title: string;
  /** As short as a chip in a list allows, e.g. "W4". */
  readonly short: string;
  /** What its quantized layers share; null when they differ. Gives the colour. */
  readonly precision: Precision | null;
}

export const FP32: VariantName = { title: "FP32", short: "FP32", precision: "FP32" };
const MIXED: VariantName = { title: "Mixed", short: "Mixed", precision: null };

function named(precision: Precision): VariantName {
  if (precision === "INT16") return { title: "A16W8", short: "A16W8", precision };
  return { title: PRECISION_TITLES[precision], short: precision, precision };
}

/** By what the layers became. Layers left in FP32 do not count, unless all were. */
export function nameByLayers(layers: readonly Pick<LayerRow, "precision">[]): VariantName {
  const kinds = new Set(layers.map((layer) => layer.precision).filter((precision) => precision !== "FP32"));
  const [only] = kinds;
  if (kinds.size > 1) return MIXED;
  return named(only ?? "FP32");
}

/** By what was chosen, while nothing is quantized yet. */
export function nameByRecipe(recipe: Recipe): VariantName {
  const { scheme, activations, weights, half } = recipe;
  if (scheme === "static") return named(activations.type.endsWith("16") ? "INT16" : "INT8");
  if (scheme === "dynamic") return named("DYN8");
  if (scheme === "float16") return named(half.type === "float16" ? "FP16" : "BF16");
  return named(weights.type.endsWith("8") ? "W8" : weights.type.endsWith("4") ? "W4" : "W2");
}

/** What the scheme of a file is called, by its words; see `core/quantized/scheme.ts`. The first that matches. */
const BY_SCHEME: readonly (readonly [words: RegExp, precision: Precision])[] = [
  [/u?int16 activations/, "INT16"],
  [/^Static/, "INT8"],
  [/^Dynamic/, "DYN8"],
  [/int8 weights|8 bits/, "W8"],
  [/int4 weights|4 bits/, "W4"],
  [/int2 weights|2 bits/, "W2"],
];

/** Of a file that was made elsewhere. Without a scheme its numbers are floats of some width. */
export function nameByScheme(scheme: string | null): VariantName {
  const found = BY_SCHEME.find(([words]) => scheme !== null && words.test(scheme));
  return found ? named(found[1]) : { title: "Float", short: "Float", precision: null };
}
