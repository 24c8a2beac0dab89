/**
 * @file Ops that multiply by a constant weight and accumulate in int32. Which axis of the weight holds
 * the output channels, and when ONNX Runtime can not run them as integers.
 */
import { attrFloat, attrInt } from "../onnx/attributes.ts";
import { constantInput } from "../graph/edit.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { dimsOf } from "../onnx/tensor-data.ts";
import type { OpRule } from "./rule.ts";

/** Slots shared by Conv, Gemm and MatMul. */
const WEIGHT = 1;
const BIAS = 2;

export const CONV: OpRule = { kind: "linear", weight: { input: WEIGHT, axis: () => 0 }, bias: BIAS };

export const GEMM: OpRule = {
  kind: "linear",
  weight: { input: WEIGHT, axis: (node) => (attrInt(node, "transB", 0) === 0 ? 1 : 0) },
  bias: BIAS,
};

/**
 * Per-channel only for rank 2: a batched weight with one scale per column fuses to QLinearMatMul and then
 * fails when it runs (ONNX Runtime 1.30, CPU).
 */
export const MATMUL: OpRule = {
  kind: "linear",
  weight: { input: WEIGHT, axis: (_node, rank) => (rank === 2 ? 1 : null) },
};

/**
 * Weight `[C_in, C_out / group, ...]`. Only for targets with an integer kernel. With groups the output channels are not
 * one axis, so there is one scale.
 */
export const CONV_TRANSPOSE: OpRule = {
  kind: "linear",
  weight: { input: WEIGHT, axis: (node) => (attrInt(node, "group", 1) === 1 ? 1 : null) },
  bias: BIAS,
};

export function refuseConv(node: Node, graph: Graph): string | null {
  return refuseOperands(node, graph);
}

export function refuseGemm(node: Node, graph: Graph): string | null {
  const refused = refuseOperands(node, graph);
  if (refused !== null) return refused;
  if (attrFloat(node, "alpha", 1) !== 1 || attrFloat(node, "beta", 1) !== 1) {
    return "Its alpha or beta is not 1 and could not be folded into the weights, and the integer Gemm has neither.";
  }
  const bias = constantInput(graph, node, BIAS);
  if (bias !== undefined && dimsOf(bias).length > 1) {
    return "Its bias is a matrix; the integer Gemm takes one value per output.";
  }
  return null;
}

function refuseOperands(node: Node, graph: Graph): string | null {
  if (constantInput(graph, node, WEIGHT) === undefined) {
    return "Its weights are computed while the model runs, so they cannot be quantized beforehand.";
  }
  const bias = node.inputs[BIAS] ?? "";
  if (bias !== "" && constantInput(graph, node, BIAS) === undefined) {
    return "Its bias is computed while the model runs; the integer kernel needs a constant one.";
  }
  return null;
}
