/** @file How many of a file's convolutions and matrix products the native runtime computes on integers. */
import { graphOf } from "../../src/core/graph/from-model.ts";
import { decodeModel } from "../../src/core/onnx/decode.ts";
import { executedOutcomes, finalGraph } from "../../src/testing/executed.ts";

const LINEAR = /^(Conv|ConvTranspose|Gemm|MatMul|MatMulNBits|MatMulInteger\w*|ConvInteger|DynamicQuantizeMatMul)$/;

/** Read off the graph that the runtime optimized. Throws the runtime's own message when it refuses the file. */
export async function fusedShare(bytes: Uint8Array): Promise<{ readonly linear: number; readonly fused: number }> {
  const graph = graphOf(decodeModel(bytes, "model.onnx"));
  const outcomes = executedOutcomes(graph, await finalGraph(bytes));
  const linear = graph.nodes.filter(({ op }) => LINEAR.test(op));
  return { linear: linear.length, fused: linear.filter(({ name }) => outcomes.get(name) === "integer").length };
}
