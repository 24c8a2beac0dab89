/**
 * @file Schemes by name: what `--set scheme=...` and the scheme picker offer. Each is a handful of recipe fields; pins,
 * ranges and the target stay as they are.
 */
import type { Recipe } from "./recipe.ts";

export interface SchemePreset {
  readonly id: string;
  readonly title: string;
  /** One sentence: when to use it. */
  readonly when: string;
  readonly settings: {
    readonly scheme: Recipe["scheme"];
    readonly activations?: Partial<Recipe["activations"]>;
    readonly weights?: Partial<Recipe["weights"]>;
    readonly half?: Partial<Recipe["half"]>;
  };
}

const S8 = { type: "int8", granularity: "per-channel", symmetric: true, reduceRange: false } as const;
const U8_ACTIVATIONS = { type: "uint8", symmetric: false } as const;
const nibbles = { type: "uint4", granularity: "block", symmetric: false, blockSize: 32, reduceRange: false } as const;

export const SCHEME_PRESETS: readonly SchemePreset[] = [
  {
    id: "u8s8",
    title: "INT8, U8 × S8",
    when: "The default: fastest on x86 with VNNI, right in the browser and on ARM.",
    settings: { scheme: "static", activations: U8_ACTIVATIONS, weights: S8 },
  },
  {
    id: "u8u8",
    title: "INT8, U8 × U8",
    when: "x86 without VNNI: the same accuracy, and it cannot saturate.",
    settings: { scheme: "static", activations: U8_ACTIVATIONS, weights: { ...S8, type: "uint8" } },
  },
  {
    id: "u8s8-7bit",
    title: "INT8, U8 × S7",
    when: "x86 without VNNI when only S8 weights are accepted: weights lose one bit.",
    settings: { scheme: "static", activations: U8_ACTIVATIONS, weights: { ...S8, reduceRange: true } },
  },
  {
    id: "s8s8",
    title: "INT8, S8 × S8",
    when: "ARM64, TensorRT and microcontrollers; slow on x86.",
    settings: { scheme: "static", activations: { type: "int8", symmetric: false }, weights: S8 },
  },
  {
    id: "a16w8",
    title: "INT16 activations, INT8 weights",
    when: "NPUs, when 8-bit activations lose too much: near FP16 accuracy at INT8 weight size.",
    settings: { scheme: "static", activations: { type: "uint16", symmetric: false }, weights: S8 },
  },
  {
    id: "dynamic",
    title: "INT8 dynamic",
    when: "Transformers and recurrent nets without calibration data: activation ranges are found at run time.",
    // U8 weights: they cannot saturate on x86 without VNNI, and ConvInteger has no other kernel.
    settings: { scheme: "dynamic", weights: { ...S8, type: "uint8" } },
  },
  {
    id: "w8",
    title: "INT8 weights",
    when: "A quarter of the size with hardly any change; computes in float.",
    settings: { scheme: "weight-only", weights: { ...S8, form: "qdq" } },
  },
  {
    id: "w4",
    title: "INT4 weights",
    when: "An eighth of the size for large matrix products; blocks of 32 weights share a scale.",
    settings: { scheme: "weight-only", weights: { ...nibbles, rounding: "nearest", form: "operator" } },
  },
  {
    id: "w4-hqq",
    title: "INT4 weights, refined",
    when: "INT4 weights with zero points refined by HQQ: the same size, less error, some seconds more.",
    settings: { scheme: "weight-only", weights: { ...nibbles, rounding: "hqq", form: "operator" } },
  },
  {
    id: "w4-qdq",
    title: "INT4 weights, plain QDQ",
    when: "INT4 weights in standard operators (opset 21), for targets without MatMulNBits.",
    settings: { scheme: "weight-only", weights: { ...nibbles, type: "int4", symmetric: true, form: "qdq" } },
  },
  {
    id: "w2",
    title: "INT2 weights",
    when: "A sixteenth of the size; only for models that tolerate it, measure before you believe it.",
    settings: { scheme: "weight-only", weights: { ...nibbles, type: "uint2", blockSize: 16, rounding: "hqq" } },
  },
  {
    id: "fp16",
    title: "FP16",
    when: "Half the size; GPUs and NPUs compute in it. Layers whose values leave its range stay FP32.",
    settings: { scheme: "float16", half: { type: "float16" } },
  },
];

export function schemeById(id: string): SchemePreset | undefined {
  return SCHEME_PRESETS.find((preset) => preset.id === id);
}

export function withScheme(recipe: Recipe, { settings }: SchemePreset): Recipe {
  return {
    ...recipe,
    scheme: settings.scheme,
    activations: { ...recipe.activations, ...settings.activations },
    weights: { ...recipe.weights, ...settings.weights },
    half: { ...recipe.half, ...settings.half },
  };
}

/** The preset whose settings the recipe has, or undefined when it was changed by hand. */
export function schemeOf(recipe: Recipe): SchemePreset | undefined {
  const key = (r: Recipe) => JSON.stringify([r.scheme, r.activations, r.weights, r.half]);
  return SCHEME_PRESETS.find((preset) => key(withScheme(recipe, preset)) === key(recipe));
}
