/** @file How large an integer input may be: an index into a table must stay inside it. */
import { attrInt } from "../onnx/attributes.ts";
import type { Graph, ValueName } from "./graph.ts";

/** Ops that hand indices on unchanged. */
const CARRIERS = new Set(["Cast", "Identity", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Transpose", "Expand"]);
/** Token ids below this exist in every vocabulary. */
const TOKENS = 100;
/** Flags, masks and segments. */
const FLAGS = 2;
const TOKEN_NAME = /token(?!_type)|(^|[_./])(input_)?ids?$/i;

/** Numbers in [0, limit) are safe for this input: rows of the tables it looks up, at most 100; 2 when it looks up nothing. */
export function indexLimit(graph: Graph, input: ValueName): number {
  const carried = new Set([input]);
  let limit = TOKEN_NAME.test(input) && !/type|segment|mask/i.test(input) ? TOKENS : Infinity;
  for (const node of graph.nodes) {
    if (CARRIERS.has(node.op) && carried.has(node.inputs[0] ?? "")) node.outputs.forEach((name) => carried.add(name));
    if (!node.op.startsWith("Gather") || !carried.has(node.inputs[1] ?? "")) continue;
    const dims = graph.types.get(node.inputs[0] ?? "")?.dims ?? [];
    const axis = attrInt(node, "axis", attrInt(node, "gather_axis", 0));
    const rows = dims.at(axis);
    limit = Math.min(limit, TOKENS, typeof rows === "number" ? rows : TOKENS);
  }
  return Number.isFinite(limit) ? Math.max(1, limit) : FLAGS;
}
