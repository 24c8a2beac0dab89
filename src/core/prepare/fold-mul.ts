import { constantInput } from "../graph/edit.ts";
import type { Pass } from "../graph/graph.ts";
import { foldAfterLinear, type Match } from "./after-linear.ts";
import { perChannel } from "./vector.ts";

/** Scaling by one constant per channel scales the weights instead. A division counts when the constant divides. */
const mul: Match = (node, slot, { channels, rank }, graph) => {
  if (node.op !== "Mul" && !(node.op === "Div" && slot === 0)) return undefined;
  const values = perChannel(constantInput(graph, node, 1 - slot), channels, rank);
  if (values === undefined) return undefined;
  const scale = Float64Array.from(values, (v) => (node.op === "Mul" ? v : 1 / v));
  return scale.every(Number.isFinite) ? { scale } : undefined;
};

export const foldMul: Pass = {
  id: "fold-mul",
  title: "Fold a multiplication by one constant per channel into the weights before it",
  run: (graph) => foldAfterLinear(graph, mul),
};
