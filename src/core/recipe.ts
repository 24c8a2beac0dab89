/**
 * @file The recipe: everything the user chose, and nothing that can be derived. Same recipe and same
 * inputs give the same bytes. Ids are stored in files: add with a default, never rename.
 */
import { z } from "zod";
import type { Range } from "./calibrate/method.ts";
import { TARGET_IDS } from "./targets/ids.ts";

export const RECIPE_VERSION = 1;

/** What every layer becomes unless it is pinned or cannot. */
export const SCHEMES = ["static", "dynamic", "weight-only", "float16"] as const;
export type Scheme = (typeof SCHEMES)[number];

export const PIN_PRECISIONS = ["float32", "float16", "int16", "int8", "int4"] as const;
export type PinPrecision = (typeof PIN_PRECISIONS)[number];

export const BLOCK_SIZES = [16, 32, 64, 128, 256] as const;

export const recipeSchema = z.strictObject({
  format: z.literal("qstudio-recipe"),
  version: z.literal(RECIPE_VERSION),
  scheme: z.enum(SCHEMES).default("static"),
  /** Where the file will run: decides op rules and sharing, and what is warned of. */
  target: z.enum(TARGET_IDS).default("onnxruntime"),
  activations: z.strictObject({
    /** 16 bits run as float between QuantizeLinear and DequantizeLinear on CPU, and natively on NPUs. */
    type: z.enum(["uint8", "int8", "uint16", "int16"]),
    symmetric: z.boolean(),
  }),
  weights: z.strictObject({
    /** Below 8 bits only weight-only. */
    type: z.enum(["int8", "uint8", "int4", "uint4", "int2", "uint2"]),
    /** `block`: one scale per `blockSize` inputs of an output channel; only weight-only. */
    granularity: z.enum(["per-channel", "per-tensor", "block"]),
    symmetric: z.boolean(),
    /** Use 7 bits so that x86 without VNNI cannot saturate. */
    reduceRange: z.boolean(),
    blockSize: z.literal(BLOCK_SIZES).default(32),
    /** `hqq` refines scale and zero point of each block (Badri and Shaji 2023); only weight-only. */
    rounding: z.enum(["nearest", "hqq"]).default("nearest"),
    /** Moves the mean error of rounded weights, known from calibration, into the bias. */
    biasCorrection: z.boolean().default(true),
    /** Weight-only: `operator` uses MatMulNBits and GatherBlockQuantized of com.microsoft, `qdq` plain DequantizeLinear. */
    form: z.enum(["operator", "qdq"]).default("operator"),
  }),
  half: z
    .strictObject({
      type: z.enum(["float16", "bfloat16"]).default("float16"),
      /** Inputs and outputs of the model stay float32. */
      keepIo: z.boolean().default(true),
    })
    .default({ type: "float16", keepIo: true }),
  /** Keep detection heads, signal front ends and other sensitive structures in float, each with its reason. */
  taskAware: z.boolean().default(true),
  calibration: z.strictObject({
    method: z.enum(["min-max", "moving-average", "percentile", "entropy", "mse"]),
    /** Share of values kept, percent; only for `percentile`. */
    percentile: z.number().min(90).max(100),
    /** Samples of the calibration set that are not run, by their ids. */
    leftOut: z.array(z.string()).optional(),
  }),
  /** Layers kept at a precision whatever the rest does, by node name in the prepared graph. */
  pins: z.array(z.strictObject({ layer: z.string(), precision: z.enum(PIN_PRECISIONS) })),
  /** Ranges set by hand, by value name. */
  ranges: z.array(z.strictObject({ value: z.string(), lo: z.number(), hi: z.number() })),
});

export type Recipe = z.infer<typeof recipeSchema>;

export const DEFAULT_RECIPE: Recipe = {
  format: "qstudio-recipe",
  version: RECIPE_VERSION,
  scheme: "static",
  target: "onnxruntime",
  activations: { type: "uint8", symmetric: false },
  weights: {
    type: "int8",
    granularity: "per-channel",
    symmetric: true,
    reduceRange: false,
    blockSize: 32,
    rounding: "nearest",
    biasCorrection: true,
    form: "operator",
  },
  half: { type: "float16", keepIo: true },
  taskAware: true,
  calibration: { method: "moving-average", percentile: 99.99 },
  pins: [],
  ranges: [],
};

/** Samples that calibration leaves out, sorted, so that the order of choosing changes no key. */
export function leftOutOf({ calibration: { leftOut = [] } }: Recipe): readonly string[] {
  return [...new Set(leftOut)].sort();
}

/** Leaves a sample out of calibration, or takes it back. */
export function withLeftOut(recipe: Recipe, sample: string, out: boolean): Recipe {
  const { leftOut: _, ...calibration } = recipe.calibration;
  const others = leftOutOf(recipe).filter((id) => id !== sample);
  const leftOut = out ? [...others, sample].sort() : others;
  return { ...recipe, calibration: leftOut.length === 0 ? calibration : { ...calibration, leftOut: [...leftOut] } };
}

/** A range by hand for these values, in place of the one each had; null gives them back to the method. */
export function withRange(recipe: Recipe, values: readonly string[], range: Range | null): Recipe {
  const others = recipe.ranges.filter(({ value }) => !values.includes(value));
  const added = range === null ? [] : values.map((value) => ({ value, lo: range.lo, hi: range.hi }));
  return { ...recipe, ranges: [...others, ...added] };
}

export function withPin(recipe: Recipe, layer: string, precision: PinPrecision): Recipe {
  return { ...recipe, pins: [...recipe.pins.filter((p) => p.layer !== layer), { layer, precision }] };
}

export function withoutPin(recipe: Recipe, layer: string): Recipe {
  return { ...recipe, pins: recipe.pins.filter((p) => p.layer !== layer) };
}
