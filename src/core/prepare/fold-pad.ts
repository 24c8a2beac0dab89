import { constantInput, consumersOf, pruneUnused, withAttrs } from "../graph/edit.ts";
import type { Graph, Node, Pass } from "../graph/graph.ts";
import { fixedNames } from "../graph/subgraphs.ts";
import { attrInts, attrString, intsAttr } from "../onnx/attributes.ts";
import { floatsOf, intsOf } from "../onnx/tensor-data.ts";

/**
 * TensorFlow exporters put the padding of a convolution into a Pad of its own, which has no integer
 * kernel; the convolution pads with zeros itself.
 */
export const foldPad: Pass = {
  id: "fold-pad",
  title: "Let a convolution do the zero padding of the Pad before it",
  run(graph) {
    const consumers = consumersOf(graph);
    const fixed = fixedNames(graph);
    const folded = new Map<Node, Node>();
    for (const pad of graph.nodes) {
      const output = pad.outputs[0] ?? "";
      const pads = fixed.has(output) ? undefined : spatialZeros(pad, graph);
      const readers = consumers.get(output) ?? [];
      if (pads === undefined || readers.length === 0) continue;
      const convs = readers.map((conv) => padded(folded.get(conv) ?? conv, pad, pads));
      readers.forEach((conv, i) => {
        const to = convs[i];
        if (to !== undefined && convs.every((c) => c !== undefined)) folded.set(conv, to);
      });
    }
    return folded.size === 0 ? graph : pruneUnused({ ...graph, nodes: graph.nodes.map((n) => folded.get(n) ?? n) });
  },
};

/** Begins, then ends, of the spatial axes, when a Pad writes zeros there and nowhere else. */
function spatialZeros(pad: Node, graph: Graph): number[] | undefined {
  if (pad.op !== "Pad" || pad.domain !== "" || attrString(pad, "mode", "constant") !== "constant") return undefined;
  const given = constantInput(graph, pad, 1);
  if (given === undefined || (pad.inputs[3] ?? "") !== "") return undefined;
  if ((pad.inputs[2] ?? "") !== "") {
    const value = constantInput(graph, pad, 2);
    if (value === undefined || floatsOf(value)[0] !== 0) return undefined;
  }
  const pads = intsOf(given);
  const rank = pads.length / 2;
  const outside = [pads[0], pads[1], pads[rank], pads[rank + 1]];
  if (rank < 3 || outside.some((p) => p !== 0) || pads.some((p) => p < 0)) return undefined;
  return [...pads.slice(2, rank), ...pads.slice(rank + 2)];
}

function padded(conv: Node, pad: Node, pads: readonly number[]): Node | undefined {
  if (conv.op !== "Conv" || conv.domain !== "" || conv.inputs[0] !== pad.outputs[0]) return undefined;
  const auto = attrString(conv, "auto_pad", "NOTSET");
  if (auto !== "NOTSET" && auto !== "VALID") return undefined;
  const own = auto === "VALID" ? [] : attrInts(conv, "pads", []);
  const sum = pads.map((p, i) => p + (own[i] ?? 0));
  const inputs = conv.inputs.map((name, i) => (i === 0 ? (pad.inputs[0] ?? "") : name));
  return withAttrs({ ...conv, inputs }, [intsAttr("pads", sum)], ["auto_pad", "pads"]);
}
