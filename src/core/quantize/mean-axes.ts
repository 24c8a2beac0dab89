/** @file Which values calibration takes channel means of, and along which axis: the inputs of layers with weights and a bias. */
import { attrFloat, attrInt } from "../onnx/attributes.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";

/** Axis of a layer's input that its weights sum over; null when it has no constant weights or no bias to correct. */
export function summedAxis(node: Node, graph: Graph): 1 | -1 | null {
  if (node.domain !== "" || !graph.constants.has(node.inputs[1] ?? "") || !graph.constants.has(node.inputs[2] ?? "")) {
    return null;
  }
  if (node.op === "Conv") return 1;
  const plain =
    attrFloat(node, "alpha", 1) === 1 && attrFloat(node, "beta", 1) === 1 && attrInt(node, "transA", 0) === 0;
  return node.op === "Gemm" && plain && hasRowPerSample(graph, node.inputs[0] ?? "") ? -1 : null;
}

/**
 * Rows of tokens or of time steps are no samples: what holds for their mean need not hold for the one that decides. On a
 * transformer for speech, whose class token is unlike all others, correction by the mean of tokens cost 8 dB.
 */
function hasRowPerSample(graph: Graph, value: ValueName): boolean {
  const rows = graph.types.get(value)?.dims?.[0];
  const samples = graph.types.get(graph.inputs[0] ?? "")?.dims?.[0];
  if (typeof rows === "number" && typeof samples === "number") return rows === samples;
  const producer = graph.nodes.find((n) => n.outputs.includes(value));
  // Tokens are flattened from [samples, tokens, channels]; a feature map that is flattened has four axes.
  if (producer?.op !== "Reshape") return true;
  const from = graph.types.get(producer.inputs[0] ?? "")?.dims;
  return from === undefined || from.length !== 3;
}

export function meanAxes(graph: Graph): ReadonlyMap<ValueName, number> {
  const axes = new Map<ValueName, number>();
  for (const node of graph.nodes) {
    const axis = summedAxis(node, graph);
    const input = node.inputs[0] ?? "";
    if (axis !== null && !axes.has(input)) axes.set(input, axis);
  }
  return axes;
}
