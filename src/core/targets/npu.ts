/** @file Rules of targets that run the whole network on integers, and so want Q/DQ around every operator. */
import { CPU_RULES, type TargetRules } from "./target.ts";

/** Elementwise and normalizing ops that accelerators compute between quantized tensors. */
const ACCELERATED = [
  "Sub",
  "Div",
  "Pow",
  "Sqrt",
  "Exp",
  "Tanh",
  "Elu",
  "Gelu",
  "HardSigmoid",
  "HardSwish",
  "PRelu",
  "ReduceMean",
  "ReduceSum",
  "Min",
  "Max",
  "Abs",
  "Neg",
  "LayerNormalization",
  "InstanceNormalization",
] as const;

/**
 * Qualcomm QNN through ONNX Runtime: every operator is one node unit with Q/DQ at all sides; Sigmoid and Softmax of
 * 8 bits use the whole grid (ONNX Runtime `quantization/execution_providers/qnn`).
 */
export const QNN_RULES: TargetRules = {
  ...CPU_RULES,
  wholeGraph: true,
  integerOps: new Set([...ACCELERATED, "ConvTranspose", "Resize"]),
  sharedConcat: true,
  fusesClamps: true,
};

/** TensorRT: explicit Q/DQ, symmetric S8; layers without an INT8 kernel run in FP16 or FP32 by themselves. */
export const TENSORRT_RULES: TargetRules = {
  ...CPU_RULES,
  integerOps: new Set(["ConvTranspose"]),
  sharedConcat: true,
  fusesClamps: true,
};

/**
 * LiteRT for Microcontrollers, the 8-bit specification of TensorFlow Lite: S8, symmetric weights per channel, outputs of
 * Logistic and Softmax with scale 1/256 and zero point -128, of Tanh 1/128 and 0; pooling, Concat and Resize keep the scale.
 */
export const MICRO_RULES: TargetRules = {
  wholeGraph: true,
  integerOps: new Set(["Sub", "Tanh", "HardSwish", "ReduceMean", "ConvTranspose", "Resize"]),
  sameScale: new Set(["AveragePool", "Resize"]),
  sharedConcat: true,
  fusesClamps: true,
  fixedRanges: { Sigmoid: [0, 255 / 256], Softmax: [0, 255 / 256], Tanh: [-1, 127 / 128] },
};
