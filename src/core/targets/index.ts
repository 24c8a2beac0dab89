/** @file The table of targets, and the questions asked of it. */
import type { Recipe } from "../recipe.ts";
import type { TargetId } from "./ids.ts";
import { MICRO_RULES, QNN_RULES, TENSORRT_RULES } from "./npu.ts";
import { CPU_RULES, type Target, type TargetRules } from "./target.ts";

const U8 = { type: "uint8", symmetric: false } as const;
const S8_WEIGHTS = { type: "int8", granularity: "per-channel", symmetric: true, reduceRange: false } as const;

const is16 = (recipe: Recipe) => recipe.scheme === "static" && recipe.activations.type.endsWith("16");
const isStatic8 = (recipe: Recipe) => recipe.scheme === "static" && !is16(recipe);
const when = (condition: boolean, text: string) => (condition ? [text] : []);

const FLOAT_BETWEEN =
  "16-bit activations have no integer kernel there: layers compute in float between rounding steps.";
const SLOW_S8 = "S8 activations are rewritten to U8 or run in float there, often slower than FP32; choose U8.";
const SATURATES = "U8 activations with S8 weights of 8 bits saturate there; choose U8 weights or 7 bits.";
const NO_MATMULNBITS = "It does not know MatMulNBits; choose the plain QDQ form for weight-only layers.";

export const TARGETS: readonly Target[] = [
  {
    id: "onnxruntime",
    title: "ONNX Runtime, any CPU",
    when: "You do not know yet where it will run, or it runs in several places.",
    source: "ONNX Runtime, “Quantize ONNX models”; kernels of version 1.30 measured",
    settings: { activations: U8, weights: S8_WEIGHTS },
    rules: CPU_RULES,
    warnings: (r) => when(is16(r), FLOAT_BETWEEN),
  },
  {
    id: "x86-vnni",
    title: "x86 with VNNI",
    when: "Servers and laptops since Ice Lake and Zen 4: U8 × S8 multiplies exactly and fastest.",
    source: "ONNX Runtime, “Quantize ONNX models”, section on data types; measured",
    settings: { activations: U8, weights: S8_WEIGHTS },
    rules: CPU_RULES,
    warnings: (r) => [...when(is16(r), FLOAT_BETWEEN), ...when(isStatic8(r) && r.activations.type === "int8", SLOW_S8)],
  },
  {
    id: "x86",
    title: "x86 without VNNI",
    when: "Older x86 (AVX2, AVX-512 without VNNI): two U8 × S8 products saturate at 16 bits, so weights are U8.",
    source: "ONNX Runtime, “Quantize ONNX models”, section on reduce_range; saturation measured",
    settings: { activations: U8, weights: { ...S8_WEIGHTS, type: "uint8" } },
    rules: CPU_RULES,
    warnings: (r) => [
      ...when(is16(r), FLOAT_BETWEEN),
      ...when(isStatic8(r) && r.activations.type === "int8", SLOW_S8),
      ...when(
        isStatic8(r) && r.activations.type === "uint8" && r.weights.type === "int8" && !r.weights.reduceRange,
        SATURATES,
      ),
    ],
  },
  {
    id: "arm64",
    title: "ARM64",
    when: "Phones and boards with ARM cores: S8 × S8 is the native product.",
    source: "ONNX Runtime, “Quantize ONNX models”: S8S8 on ARM64",
    settings: { activations: { type: "int8", symmetric: false }, weights: S8_WEIGHTS },
    rules: CPU_RULES,
    warnings: (r) => [
      ...when(is16(r), FLOAT_BETWEEN),
      ...when(isStatic8(r) && r.weights.type === "uint8", "U8 weights are slower there than S8."),
    ],
  },
  {
    id: "browser-wasm",
    title: "Browser, WebAssembly",
    when: "onnxruntime-web on the CPU: INT8 makes the download small; it does not make it faster.",
    source: "measured with onnxruntime-web 1.30: INT8 took 1.8 times the time of FP32",
    settings: { activations: U8, weights: S8_WEIGHTS },
    rules: CPU_RULES,
    warnings: (r) => [
      ...when(isStatic8(r), "Integer kernels are slower than FP32 there; what is gained is the download."),
      ...when(isStatic8(r) && r.activations.type === "int8", SLOW_S8),
      ...when(is16(r), FLOAT_BETWEEN),
    ],
  },
  {
    id: "browser-webgpu",
    title: "Browser, WebGPU",
    when: "onnxruntime-web on the graphics processor: FP16 or weight-only; integers are computed in float.",
    source: "measured with onnxruntime-web 1.30; onnxruntime issues 32578 and 32730",
    settings: { activations: U8, weights: S8_WEIGHTS },
    rules: CPU_RULES,
    warnings: (r) =>
      when(
        r.scheme === "static",
        "Integer layers are computed in float there, so results differ a little from INT8 on a CPU.",
      ),
  },
  {
    id: "tensorrt",
    title: "NVIDIA TensorRT",
    when: "NVIDIA devices: S8 with zero point 0 on both sides, Q/DQ explicit.",
    source: "NVIDIA TensorRT developer guide, “Working with quantized types”; ONNX Runtime issue 18353",
    settings: { activations: { type: "int8", symmetric: true }, weights: S8_WEIGHTS },
    rules: TENSORRT_RULES,
    warnings: (r) => [
      ...when(
        isStatic8(r) && (r.activations.type !== "int8" || !r.activations.symmetric || !r.weights.symmetric),
        "It takes only symmetric S8: activations and weights need zero point 0.",
      ),
      ...when(is16(r), "It has no 16-bit integer activations; use FP16."),
      ...when(r.scheme === "dynamic", "It cannot run dynamic quantization operators."),
      ...when(r.scheme === "weight-only" && r.weights.form === "operator", NO_MATMULNBITS),
    ],
  },
  {
    id: "qnn",
    title: "Qualcomm QNN (Hexagon)",
    when: "Snapdragon NPUs: the whole graph on integers, 16-bit activations where 8 are too few.",
    source: "ONNX Runtime, “QNN execution provider” and its get_qnn_qdq_config",
    settings: { activations: U8, weights: { ...S8_WEIGHTS, granularity: "per-channel" } },
    rules: QNN_RULES,
    warnings: (r) => [
      ...when(r.scheme === "dynamic", "It cannot run dynamic quantization: the whole graph must be static."),
      ...when(r.scheme === "weight-only", "Weights alone do not reach the NPU: the graph must be static."),
    ],
  },
  {
    id: "microcontroller",
    title: "Microcontroller, TFLite style",
    when: "Cortex-M and friends: S8 everywhere, symmetric weights per channel, scales shared as the 8-bit specification says.",
    source: "TensorFlow Lite 8-bit quantization specification",
    settings: { activations: { type: "int8", symmetric: false }, weights: S8_WEIGHTS },
    rules: MICRO_RULES,
    warnings: (r) => [
      ...when(r.scheme !== "static", "Such devices compute on integers only: choose the static scheme."),
      ...when(isStatic8(r) && r.activations.type !== "int8", "The specification knows only S8 activations."),
      ...when(!r.weights.symmetric || r.weights.type !== "int8", "The specification wants symmetric S8 weights."),
      ...when(is16(r), "16-bit activations must be symmetric (S16, zero point 0) there, and few kernels exist."),
    ],
  },
];

export function targetOf(id: TargetId): Target {
  const found = TARGETS.find((t) => t.id === id);
  if (found === undefined) throw new Error(`internal: no target ${id}`);
  return found;
}

export function rulesOf(recipe: Recipe): TargetRules {
  return targetOf(recipe.target).rules;
}

/** The recipe with what a target prescribes; pins, ranges and calibration stay. */
export function forTarget(recipe: Recipe, id: TargetId): Recipe {
  const { activations, weights } = targetOf(id).settings;
  return { ...recipe, target: id, scheme: "static", activations, weights: { ...recipe.weights, ...weights } };
}
