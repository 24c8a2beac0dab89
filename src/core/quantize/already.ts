/** @file What the file brings along quantized: such nodes keep their own scales. */
import { consumersOf, producersOf } from "../graph/edit.ts";
import type { Graph } from "../graph/graph.ts";
import { isFloat } from "../onnx/elem.ts";

export const ALREADY = "It is quantized in the file already and stays as it is.";

/** Names of Q/DQ nodes, and of nodes between them that read no float weights. Empty for a float model. */
export function alreadyQuantized(graph: Graph): ReadonlySet<string> {
  const pairs = graph.nodes.filter(({ op }) => op === "QuantizeLinear" || op === "DequantizeLinear");
  if (pairs.length === 0) return new Set();
  const [producers, consumers] = [producersOf(graph), consumersOf(graph)];
  const isRead = (name: string) => producers.get(name)?.op === "DequantizeLinear";
  const isFloatWeight = (name: string) => {
    const t = graph.constants.get(name);
    return t !== undefined && isFloat(t.dataType) && t.dims.length > 1;
  };
  const between = graph.nodes.filter(({ inputs, outputs }) => {
    if (!inputs.some(isRead) || inputs.some(isFloatWeight)) return false;
    const readers = outputs.flatMap((name) => consumers.get(name) ?? []);
    return isRead(inputs[1] ?? "") || (readers.length > 0 && readers.every((n) => n.op === "QuantizeLinear"));
  });
  return new Set([...pairs, ...between].map((node) => node.name));
}
