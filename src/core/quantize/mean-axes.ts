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
  return node.op === "Gemm" && plain ? -1 : null;
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
