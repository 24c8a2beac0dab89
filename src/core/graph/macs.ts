/** @file Work of the linear ops, in multiply-accumulates. Bias, activations and pooling are not counted, as is usual. */
import { attrInt } from "../onnx/attributes.ts";
import type { Graph, Node, ValueName } from "./graph.ts";
import type { Dim } from "./value-info.ts";

/** Multiply-accumulates of one sample; 0 for ops that are not linear, null when a shape is unknown. */
export function macsOf(node: Node, graph: Graph): number | null {
  const perOutput = macsPerElement(node, graph);
  if (perOutput === 0 || perOutput === null) return perOutput;
  const volume = elements(graph, (node.op === "ConvTranspose" ? node.inputs[0] : node.outputs[0]) ?? "");
  return volume === null ? null : (perOutput * volume) / batchOf(graph);
}

/** Products summed for each output element (for ConvTranspose: spread from each input element). */
function macsPerElement(node: Node, graph: Graph): number | null {
  const weight = graph.types.get(node.inputs[1] ?? "")?.dims;
  switch (node.domain === "" ? node.op : "") {
    // Weight [C_out, C_in / group, ...] or, transposed, [C_in, C_out / group, ...].
    case "Conv":
    case "ConvTranspose":
      return volumeOf(weight?.slice(1));
    case "MatMul":
      return volumeOf(graph.types.get(node.inputs[0] ?? "")?.dims?.slice(-1));
    case "Gemm":
      return volumeOf(weight && [weight[attrInt(node, "transB", 0) === 0 ? 0 : 1] ?? null]);
    default:
      return 0;
  }
}

/** Sum over the graph; null when any linear node's shape is unknown. */
export function totalMacs(graph: Graph): number | null {
  return graph.nodes.reduce<number | null>((sum, node) => {
    const macs = macsOf(node, graph);
    return sum === null || macs === null ? null : sum + macs;
  }, 0);
}

function elements(graph: Graph, name: ValueName): number | null {
  return volumeOf(graph.types.get(name)?.dims);
}

/** A symbol is a batch size: one sample counts it once. */
function volumeOf(dims: readonly Dim[] | undefined): number | null {
  if (dims === undefined) return null;
  return dims.reduce<number | null>(
    (n, d) => (n === null || d === null ? null : n * (typeof d === "number" ? d : 1)),
    1,
  );
}

/** Samples in one run when the model fixes that, else 1. */
function batchOf(graph: Graph): number {
  const first = graph.types.get(graph.inputs[0] ?? "")?.dims?.[0];
  return typeof first === "number" && first > 0 ? first : 1;
}
