/** @file Activations written as x · gate(x), such as SiLU: the layer, the gate and the product are drawn as one small block. */
import type { GraphView } from "./view.ts";
import { arcsOf } from "./view-dominators.ts";

/** Layer, gate and product, for the index of each of the three. */
export function gatesOf({ nodes, edges }: GraphView): ReadonlyMap<number, readonly number[]> {
  const { next, previous } = arcsOf(nodes.length, edges);
  const gates = new Map<number, readonly number[]>();
  nodes.forEach(({ kind }, layer) => {
    const readers = (next[layer] ?? []).toSorted((a, b) => a - b);
    const [gate = 0, product = 0] = readers;
    if (kind !== "layer" || readers.length !== 2 || nodes[product]?.op !== "Mul" || gates.has(layer)) return;
    const alone = previous[gate]?.length === 1 && next[gate]?.length === 1 && previous[product]?.length === 2;
    if (!alone || next[gate]?.[0] !== product) return;
    for (const n of [layer, gate, product]) gates.set(n, [layer, gate, product]);
  });
  return gates;
}
