/** @file The bias of a layer takes in what rounding its weights does to the mean of its outputs (see bias-correction.ts). */
import type { ChannelMeans } from "../../calibrate/channel-means.ts";
import type { Node } from "../../graph/graph.ts";
import { dimsOf } from "../../onnx/tensor-data.ts";
import { shiftedBias } from "../../quantize/bias-correction.ts";
import { type Blocks, rowsOf, rowStart } from "./blocks.ts";
import { type Draft, scaleTensor } from "./draft.ts";
import { type Solving, solvedBlocks, swapped } from "./solving.ts";

const NOTE = "The bias makes up for what rounding the weights does to the mean of the outputs, as seen in calibration.";

/** The node with a bias of its own, when it has one that can be corrected; else the node. @param solving of its weight */
export function withCorrectedBias(draft: Draft, node: Node, solving: Solving, means: ChannelMeans): Node {
  const name = node.inputs[2] ?? "";
  const bias = draft.graph.constants.get(name);
  if (bias === undefined || solving.tensor !== draft.graph.constants.get(node.inputs[1] ?? "")) return node;
  const restored = restoredWeights(solvedBlocks(solving), solving);
  const corrected = shiftedBias(node, draft.graph, means, (at) => restored[at] as number);
  if (corrected === null) return node;
  const own = draft.add(`${name}_corrected`, (n) => scaleTensor(n, dimsOf(bias), corrected, bias.dataType));
  draft.note(NOTE, node.name);
  return { ...node, inputs: node.inputs.map((input, slot) => (slot === 2 ? own.name : input)) };
}

/** Weights as a runtime reads them back, in the layout of the tensor. */
export function restoredWeights(
  { integers, scales, zeros }: Blocks,
  { view, swap }: Pick<Solving, "view" | "swap">,
): Float32Array {
  const weights = new Float32Array(integers.length);
  const { inner } = view;
  for (let row = 0; row < rowsOf(view); row++) {
    const end = rowStart(view, row + 1);
    for (let at = rowStart(view, row), lane = 0; at < end; at++, lane = lane + 1 === inner ? 0 : lane + 1) {
      const group = row * inner + lane;
      weights[at] = ((integers[at] as number) - (zeros[group] as number)) * (scales[group] as number);
    }
  }
  if (swap === null) return weights;
  const [a, b, rest] = swap;
  return swapped(weights, new Float32Array(weights.length), [b, a, rest]);
}
