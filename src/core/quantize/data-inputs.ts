/** @file Which inputs of a node carry activations: not weights, shapes, indices or conditions. */
import type { Node, ValueName } from "../graph/graph.ts";
import type { NodePlan } from "./decide.ts";

export function dataInputs(node: Node, decided: ReadonlyMap<string, NodePlan>): readonly ValueName[] {
  const rule = decided.get(node.name)?.rule;
  if (rule === undefined) return [];
  const controls = CONTROL_SLOTS[node.op] ?? 0;
  const operands = rule.kind === "elementwise" && !CONTROLLED.has(node.op);
  if (operands) return node.inputs.slice(controls).filter((name) => name !== "");
  return node.inputs.slice(0, 1);
}

/** Leading inputs that choose instead of being combined: the condition of Where. */
const CONTROL_SLOTS: Readonly<Record<string, number>> = { Where: 1 };

/** Ops whose further inputs are axes, sizes, slopes or small tables that stay float. */
const CONTROLLED: ReadonlySet<string> = new Set([
  "AveragePool",
  "GlobalAveragePool",
  "InstanceNormalization",
  "LayerNormalization",
  "Pow",
  "PRelu",
  "ReduceMean",
  "ReduceSum",
  "Resize",
]);
