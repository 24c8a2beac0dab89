import { constantInput } from "../graph/edit.ts";
import type { Pass } from "../graph/graph.ts";
import { attrFloat, attrInt } from "../onnx/attributes.ts";
import { foldAfterLinear, type Match } from "./after-linear.ts";
import { vectorOf } from "./vector.ts";

/**
 * y = (x - mean) / sqrt(variance + epsilon) * gamma + beta with constants is one scale and one shift per
 * channel (Ioffe and Szegedy 2015, section 3.1).
 */
const batchNorm: Match = (node, slot, { channels }, graph) => {
  if (node.op !== "BatchNormalization" || slot !== 0 || attrInt(node, "training_mode", 0) !== 0) return undefined;
  if (node.outputs.slice(1).some((name) => name !== "")) return undefined;
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((i) => vectorOf(constantInput(graph, node, i), channels));
  if (gamma === undefined || beta === undefined || mean === undefined || variance === undefined) return undefined;
  const epsilon = attrFloat(node, "epsilon", 1e-5);
  const scale = Float64Array.from(gamma, (g, c) => g / Math.sqrt((variance[c] as number) + epsilon));
  return { scale, shift: Float64Array.from(beta, (b, c) => b - (mean[c] as number) * (scale[c] as number)) };
};

export const foldBatchNorm: Pass = {
  id: "fold-batchnorm",
  title: "Fold BatchNormalization into the layer before it",
  run: (graph) => foldAfterLinear(graph, batchNorm),
};
