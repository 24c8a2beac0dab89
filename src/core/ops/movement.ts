/**
 * @file Ops that move or select values. Sharing one scale between input and output makes them exact on
 * integers, so most of them run there; a few have only a float kernel and still lose nothing.
 */
import { constantInput } from "../graph/edit.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { attrString } from "../onnx/attributes.ts";
import { elementCount, floatsOf } from "../onnx/tensor-data.ts";

/**
 * Measured with ONNX Runtime 1.30 on CPU: between DequantizeLinear and QuantizeLinear these stay in
 * float. With a shared scale the round trip is exact and their neighbours stay integer.
 */
export const FLOAT_KERNEL_ONLY: ReadonlySet<string> = new Set(["Pad", "SpaceToDepth", "GlobalMaxPool"]);

/** Any op here: the data it moves must be an activation. */
export function refuseConstantData(node: Node, graph: Graph): string | null {
  const data = node.inputs[0] ?? "";
  return graph.constants.has(data) ? "It reads a constant table, which has no activation scale to share." : null;
}

export function refuseMaxPool(node: Node, graph: Graph): string | null {
  if (node.outputs.length > 1) return "It also returns indices, which the integer MaxPool does not.";
  return refuseConstantData(node, graph);
}

export function refusePad(node: Node, graph: Graph): string | null {
  if (attrString(node, "mode", "constant") === "constant" && !padsWithZero(node, graph)) {
    return "It pads with a value other than 0, which need not lie on the scale of its input.";
  }
  return refuseConstantData(node, graph);
}

function padsWithZero(node: Node, graph: Graph): boolean {
  if ((node.inputs[2] ?? "") === "") return true;
  const value = constantInput(graph, node, 2);
  return value !== undefined && elementCount(value) === 1 && floatsOf(value)[0] === 0;
}

export function refuseResize(node: Node, graph: Graph): string | null {
  const mode = attrString(node, "mode", "nearest");
  if (mode !== "nearest") return `It interpolates (${mode}), and ONNX Runtime does that only in float.`;
  if (attrString(node, "coordinate_transformation_mode", "half_pixel") === "tf_crop_and_resize") {
    return "It fills the outside with a value of its own, which need not lie on the scale of its input.";
  }
  return refuseConstantData(node, graph);
}
