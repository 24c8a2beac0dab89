/** @file Relu and Clip: ops that only cut values off, and so can become the range of the value before them. */
import { constantInput } from "../graph/edit.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { attrFloat, hasAttr } from "../onnx/attributes.ts";
import { elementCount, floatsOf } from "../onnx/tensor-data.ts";

/** `[lo, hi]` that a Relu or Clip cuts to, infinite where open; null when a bound is computed or not a scalar. */
export function clampBounds(node: Node, graph: Graph): readonly [number, number] | null {
  if (node.op === "Relu") return [0, Infinity];
  if (node.op !== "Clip") return null;
  const lo = bound(node, graph, 1, "min", -Infinity);
  const hi = bound(node, graph, 2, "max", Infinity);
  return lo === null || hi === null ? null : [lo, hi];
}

/** Bounds are inputs since opset 11 and attributes before. */
function bound(node: Node, graph: Graph, slot: number, name: string, open: number): number | null {
  if (hasAttr(node, name)) return attrFloat(node, name, open);
  if ((node.inputs[slot] ?? "") === "") return open;
  const t = constantInput(graph, node, slot);
  return t === undefined || elementCount(t) !== 1 ? null : (floatsOf(t)[0] as number);
}

export function refuseClip(node: Node, graph: Graph): string | null {
  return clampBounds(node, graph) === null ? "Its bounds are computed while the model runs." : null;
}
