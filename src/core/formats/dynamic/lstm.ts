/** @file LSTM as DynamicQuantizeLSTM of com.microsoft: the weights turned round, one scale per direction or per column. */
import type { Node, ValueName } from "../../graph/graph.ts";
import { addLayer, addNode, type Draft } from "./draft.ts";
import { constantOf, type StoredWeight, storedWeight } from "./weight.ts";

export function dynamicLstm(draft: Draft, node: Node): void {
  const slots = Array.from({ length: 8 }, (_, slot) => node.inputs[slot] ?? "");
  const [x, w, r, ...rest] = slots as [ValueName, ValueName, ValueName, ...ValueName[]];
  const input = gates(draft, w);
  const state = gates(draft, r);
  addLayer(draft, node, [input, state]);
  addNode(draft, {
    op: "DynamicQuantizeLSTM",
    domain: "com.microsoft",
    name: node.name,
    inPlace: true,
    inputs: [x, input.integers, state.integers, ...rest, input.scale, input.zero, state.scale, state.zero],
    outputs: node.outputs,
    attrs: Object.values(node.attrs),
  });
}

/** [directions, 4 * hidden, inputs] becomes [directions, inputs, 4 * hidden]. */
function gates(draft: Draft, name: ValueName): StoredWeight {
  const [directions, rows, columns] = constantOf(draft, name).dims as [number, number, number];
  const { type, granularity } = draft.weights;
  const perColumn = granularity === "per-channel";
  const paramDims = perColumn ? [directions, rows] : [directions];
  const channels = perColumn ? directions * rows : directions;
  const view = { outer: 1, channels, inner: (directions * rows * columns) / channels };
  return storedWeight(draft, name, { type, view, scaleDims: paramDims, zeroDims: paramDims, transpose: true });
}
