/** @file From recipe and pin to the precision a layer should have, and the integer types that follow from it. */
import type { Precision } from "../precision.ts";
import type { PinPrecision, Recipe } from "../recipe.ts";
import type { IntType } from "./affine.ts";

/** Precisions whose activations carry Q/DQ with calibrated ranges. */
export type StaticPrecision = "INT8" | "INT16";

export function isStatic(precision: Precision | undefined): precision is StaticPrecision {
  return precision === "INT8" || precision === "INT16";
}

/** What the scheme makes of a layer that is not pinned. */
export function schemePrecision(recipe: Recipe): Precision {
  switch (recipe.scheme) {
    case "static":
      return recipe.activations.type.endsWith("16") ? "INT16" : "INT8";
    case "dynamic":
      return "DYN8";
    case "weight-only":
      return `W${bitsOf(recipe.weights.type)}` as Precision;
    case "float16":
      return halfPrecision(recipe);
  }
}

/** What a pin means under this recipe: INT8 is as the scheme computes it, INT4 is always of the weights alone. */
export function pinnedPrecision(pin: PinPrecision, recipe: Recipe): Precision {
  if (pin === "float32") return "FP32";
  if (pin === "float16") return halfPrecision(recipe);
  if (pin === "int16") return "INT16";
  if (pin === "int4") return "W4";
  if (recipe.scheme === "static") return "INT8";
  return recipe.scheme === "dynamic" ? "DYN8" : "W8";
}

function halfPrecision({ half }: Recipe): Precision {
  return half.type === "float16" ? "FP16" : "BF16";
}

export function bitsOf(type: IntType): 2 | 4 | 8 | 16 {
  return Number(/\d+$/.exec(type)?.[0]) as 2 | 4 | 8 | 16;
}

/** Bits per weight, with scales. INT16 keeps 8-bit weights; a block of 32 shares a scale of 32 and a zero point of 4 bits. */
export const STORED_BITS: Readonly<Record<PinPrecision, number>> = {
  float32: 32,
  float16: 16,
  int16: 8,
  int8: 8,
  int4: 5.125,
};

/** The type of that width with the signedness of `type`. */
function resized<B extends 4 | 8 | 16>(type: IntType, bits: B): `uint${B}` | `int${B}` {
  return `${type.startsWith("u") ? "uint" : "int"}${bits}`;
}

/** Activation type of a layer of this precision. */
export function activationType(recipe: Recipe, precision: StaticPrecision): IntType {
  return resized(recipe.activations.type, precision === "INT8" ? 8 : 16);
}

export interface StaticWeights {
  readonly type: "int8" | "uint8";
  readonly perChannel: boolean;
  readonly symmetric: boolean;
  readonly reduceRange: boolean;
}

/** Weight settings of layers with static activations: always 8 bits, whatever a weight-only scheme says beside them. */
export function staticWeights({ weights }: Recipe): StaticWeights {
  const { granularity, symmetric, reduceRange } = weights;
  return { type: resized(weights.type, 8), perChannel: granularity !== "per-tensor", symmetric, reduceRange };
}
