/** @file What a plan says about the drawing of its graph: which nodes are one, and how narrow values flow. */
import type { Graph, ValueName } from "../graph/graph.ts";
import type { Flowing } from "../graph/view.ts";
import type { Precision } from "../precision.ts";
import type { Plan } from "./plan.ts";

const HALF: Readonly<Partial<Record<Precision, string>>> = { FP16: "float16", BF16: "bfloat16" };

/** Clamps that fold into their layer, values that carry Q/DQ, and what 16-bit float layers write. */
export function flowingOf(graph: Graph, plan: Plan): Flowing {
  const folded = new Map<string, string>();
  for (const { node, producer, kept } of plan.clamps.values()) if (!kept) folded.set(node, producer);
  const narrowed = new Map<ValueName, string>();
  for (const { name, outputs } of graph.nodes) {
    const half = HALF[plan.nodes.get(name)?.precision ?? "FP32"];
    if (half !== undefined) for (const value of outputs) narrowed.set(value, half);
  }
  for (const [value, { type }] of plan.values) narrowed.set(value, type);
  return { folded, narrowed };
}
