/**
 * @file Convolutions with few weights per output channel, above all depthwise ones. Below 8 bits the channel's scale costs
 * nearly what its weights save, and nothing averages their errors.
 */
import { dimsOf } from "../onnx/tensor-data.ts";
import type { Finder } from "./finder.ts";

/** Weights per output channel: 9 in a depthwise 3 x 3, 27 in a first layer on colours. */
const FEWEST = 32;

export const thinChannels: Finder = ({ graph }) => {
  const found = new Map<string, string>();
  for (const node of graph.nodes.filter((n) => n.op === "Conv")) {
    const weight = graph.constants.get(node.inputs[1] ?? "");
    if (weight === undefined) continue;
    const each = dimsOf(weight)
      .slice(1)
      .reduce((a, b) => a * b, 1);
    if (each >= FEWEST) continue;
    found.set(
      node.name,
      `Each output channel has only ${each} weights: fewer bits save next to nothing here and cost most.`,
    );
  }
  return found;
};
