/**
 * @file The recipe: everything the user chose, and nothing that can be derived. Same recipe and same
 * inputs give the same bytes. Ids are stored in files: add, never rename.
 */
import { z } from "zod";

export const RECIPE_VERSION = 1;

export const recipeSchema = z.strictObject({
  format: z.literal("qstudio-recipe"),
  version: z.literal(RECIPE_VERSION),
  activations: z.strictObject({
    type: z.enum(["uint8", "int8"]),
    symmetric: z.boolean(),
  }),
  weights: z.strictObject({
    type: z.enum(["int8", "uint8"]),
    granularity: z.enum(["per-channel", "per-tensor"]),
    symmetric: z.boolean(),
    /** Use 7 bits so that x86 without VNNI cannot saturate. */
    reduceRange: z.boolean(),
  }),
  calibration: z.strictObject({
    method: z.enum(["min-max", "moving-average", "percentile", "entropy", "mse"]),
    /** Share of values kept, percent; only for `percentile`. */
    percentile: z.number().min(90).max(100),
  }),
  /** Layers kept at a precision whatever the rest does, by node name in the prepared graph. */
  pins: z.array(z.strictObject({ layer: z.string(), precision: z.enum(["float32"]) })),
  /** Ranges set by hand, by value name. */
  ranges: z.array(z.strictObject({ value: z.string(), lo: z.number(), hi: z.number() })),
});

export type Recipe = z.infer<typeof recipeSchema>;

export const DEFAULT_RECIPE: Recipe = {
  format: "qstudio-recipe",
  version: RECIPE_VERSION,
  activations: { type: "uint8", symmetric: false },
  weights: { type: "int8", granularity: "per-channel", symmetric: true, reduceRange: false },
  calibration: { method: "moving-average", percentile: 99.99 },
  pins: [],
  ranges: [],
};

export function withPin(recipe: Recipe, layer: string, precision: "float32"): Recipe {
  return { ...recipe, pins: [...recipe.pins.filter((p) => p.layer !== layer), { layer, precision }] };
}

export function withoutPin(recipe: Recipe, layer: string): Recipe {
  return { ...recipe, pins: recipe.pins.filter((p) => p.layer !== layer) };
}
