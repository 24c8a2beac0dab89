/** @file Which nodes stay in FP32 in a 16-bit float file, and why: the op, its constants, or what its values reach. */
import { constantInput } from "../../graph/edit.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { capturedBy } from "../../graph/subgraphs.ts";
import { elemName } from "../../onnx/elem.ts";
import { type TensorProto, TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { elementCount, floatsOf } from "../../onnx/tensor-data.ts";
import { HALF_MAX, halfOf, type HalfType } from "./convert.ts";
import { hazardOf, type RangeOf, text } from "./hazards.ts";
import { floatValues, type HalfSlots, inputsOf, refuseOp, slotsOf } from "./ops.ts";

/** Weights kept worse than this (SQNR, 40 dB) lost too many of their small values. */
const MOST_NOISE = 1e-4;

/**
 * Why this node must stay in FP32, or null when it can compute in 16-bit float.
 * @param range what calibration saw; without it the ops that overflow or underflow easily are refused
 */
export function halfRefusal(
  node: Node,
  graph: Graph,
  range: RangeOf = () => undefined,
  type: HalfType = "float16",
): string | null {
  if (capturedBy(node).length > 0 || hasBody(node)) return "It runs another graph inside, which is kept as it is.";
  const refused = refuseOp(node, type);
  const slots = slotsOf(node);
  if (refused !== null || slots === undefined) return refused;
  const refusedType = refuseType(node, graph, slots);
  if (refusedType !== null) return refusedType;
  if (type === "bfloat16") return null;
  return refuseConstants(node, graph, slots) ?? hazardOf(node, graph, slots, range);
}

function hasBody(node: Node): boolean {
  return Object.values(node.attrs).some((a) => a.g !== undefined || a.graphs.length > 0);
}

/** Only a node that reads float32 has something to convert. */
function refuseType(node: Node, graph: Graph, slots: HalfSlots): string | null {
  const names = inputsOf(node, slots).map((slot) => node.inputs[slot] ?? "");
  const used = names.filter((name) => name !== "");
  if (used.length > 0 && used.every((name) => floatValues(graph).has(name))) return null;
  const other = used.find((name) => !floatValues(graph).has(name)) ?? "";
  const elem = graph.types.get(other)?.elem ?? 0;
  return elem === 0
    ? `The type of its input ${other} is not known before the model runs.`
    : `It works on ${elemName(elem)} values, not on float32.`;
}

function refuseConstants(node: Node, graph: Graph, slots: HalfSlots): string | null {
  for (const slot of inputsOf(node, slots)) {
    const tensor = constantInput(graph, node, slot);
    const refused = tensor === undefined ? null : refuseConstant(node, slot, tensor);
    if (refused !== null) return refused;
  }
  return null;
}

function refuseConstant(node: Node, slot: number, tensor: TensorProto): string | null {
  if (tensor.dataType !== T.FLOAT) return null;
  const { clamped, flushed, noise, signal } = halfOf(tensor, "float16");
  // A bound beyond the end of float16 is no bound there, and none is needed.
  const isBound = node.op === "Clip" && slot > 0;
  if (clamped > 0 && !isBound)
    return `Its constant ${tensor.name} reaches ${text(reachOf(tensor))}; float16 ends at ${HALF_MAX}.`;
  if (flushed > 0 && (elementCount(tensor) === 1 || (node.op === "Div" && slot === 1)))
    return `Its constant ${tensor.name} holds ${text(leastOf(tensor))}, which float16 makes 0.`;
  // An epsilon that is only added needs to stay above 0; its digits are lost in the sum anyway.
  const isAdded = elementCount(tensor) === 1 && (node.op === "Add" || node.op === "Sub");
  if (noise > signal * MOST_NOISE && !isAdded && !isBound) {
    const share = Math.round((100 * flushed) / elementCount(tensor));
    return `The values of ${tensor.name} are so small that float16 keeps few of their digits${share > 0 ? ` (${share} % become 0)` : ""}.`;
  }
  return null;
}

function reachOf(tensor: TensorProto): number {
  return floatsOf(tensor).reduce((a, x) => Math.max(a, Number.isFinite(x) ? Math.abs(x) : 0), 0);
}

function leastOf(tensor: TensorProto): number {
  return floatsOf(tensor).reduce((a, x) => (x === 0 ? a : Math.min(a, Math.abs(x))), Infinity);
}
