import { constantInput } from "../graph/edit.ts";
import type { Pass } from "../graph/graph.ts";
import { foldAfterLinear, type Match } from "./after-linear.ts";
import { perChannel } from "./vector.ts";

/** A constant added to every channel is a bias, which integer kernels add in int32 for nothing. */
const add: Match = (node, slot, { channels, rank }, graph) => {
  const sign = node.op === "Add" ? 1 : -1;
  if (node.op !== "Add" && !(node.op === "Sub" && slot === 0)) return undefined;
  const values = perChannel(constantInput(graph, node, 1 - slot), channels, rank);
  return values && { shift: Float64Array.from(values, (v) => sign * v) };
};

export const foldBiasAdd: Pass = {
  id: "fold-bias-add",
  title: "Turn adding one constant per channel into the bias of the layer before it",
  run: (graph) => foldAfterLinear(graph, add),
};
