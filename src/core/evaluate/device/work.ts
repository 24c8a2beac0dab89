/** @file What one sample costs on any device: products, bytes and memory, layer by layer. An estimate from shapes alone. */
import type { Graph, Node, ValueName } from "../../graph/graph.ts";
import { macsOf } from "../../graph/macs.ts";
import { elemBits } from "../../onnx/elem.ts";
import { elementCount } from "../../onnx/tensor-data.ts";
import { type Arena, type Lifetime, planArena } from "./arena.ts";

/** Bits of one element as the device would hold them. */
export interface Widths {
  /** Of a constant that this node reads. */
  readonly weight: (node: Node, constant: ValueName) => number;
  /** Of a value between layers. */
  readonly activation: (value: ValueName) => number;
  /** Of what a node multiplies, where that is not what is stored: dynamic quantization narrows what it reads. */
  readonly factor?: (node: Node) => number | undefined;
}

export interface LayerWork {
  readonly name: string;
  readonly op: string;
  readonly macs: number;
  /** Bits of the wider of the two factors: decides which kernels can run it. */
  readonly bits: number;
  /** Weights and activations that are read and written once, bytes. */
  readonly bytes: number;
}

export interface Work {
  readonly layers: readonly LayerWork[];
  readonly macs: number;
  readonly bytes: number;
  /** All constants, bytes: the file without its structure. */
  readonly weights: number;
  readonly arena: Arena;
  /** Values whose size is not known; what they cost is missing above. */
  readonly unknown: readonly ValueName[];
}

/** The widths that the graph itself has. @returns undefined for constants and values of unknown type: 32 bits are taken */
export function widthsOf(graph: Graph): Widths {
  const bits = (name: ValueName) => elemBits(graph.types.get(name)?.elem ?? 1) || 32;
  return { weight: (_, constant) => bits(constant), activation: bits };
}

/** @param graph prepared, with known shapes; symbols count as a batch of 1 */
export function workOf(graph: Graph, widths: Widths = widthsOf(graph)): Work {
  const unknown = new Set<ValueName>();
  const sizeOf = (name: ValueName): number => {
    const count = volume(graph, name);
    if (count === null) unknown.add(name);
    return Math.ceil(((count ?? 0) * widths.activation(name)) / 8);
  };
  const weightBytes = (node: Node, name: ValueName) => {
    const tensor = graph.constants.get(name);
    return tensor === undefined ? 0 : Math.ceil((elementCount(tensor) * widths.weight(node, name)) / 8);
  };
  const stored = new Map<ValueName, number>();
  const layers = graph.nodes.map((node): LayerWork => {
    const constants = node.inputs.filter((name) => graph.constants.has(name));
    for (const name of constants) stored.set(name, Math.max(stored.get(name) ?? 0, weightBytes(node, name)));
    const values = [...new Set([...node.inputs, ...node.outputs])].filter(
      (name) => name !== "" && !graph.constants.has(name),
    );
    const bytes = [...values.map(sizeOf), ...constants.map((name) => weightBytes(node, name))].reduce(
      (a, b) => a + b,
      0,
    );
    return {
      name: node.name,
      op: node.op,
      macs: macsOf(node, graph) ?? 0,
      bits: widths.factor?.(node) ?? factorBits(node, graph, widths),
      bytes,
    };
  });
  const sum = (pick: (layer: LayerWork) => number) => layers.reduce((total, layer) => total + pick(layer), 0);
  return {
    layers,
    macs: sum(({ macs }) => macs),
    bytes: sum(({ bytes }) => bytes),
    weights: [...stored.values()].reduce((a, b) => a + b, 0),
    arena: planArena(lifetimesOf(graph, sizeOf)),
    unknown: [...unknown],
  };
}

function factorBits(node: Node, graph: Graph, widths: Widths): number {
  const factors = node.inputs.slice(0, 2).filter((name) => name !== "");
  return Math.max(
    0,
    ...factors.map((name) => (graph.constants.has(name) ? widths.weight(node, name) : widths.activation(name))),
  );
}

/** From the node that makes a value to the last that reads it; inputs from the start, outputs to the end. */
export function lifetimesOf(graph: Graph, bytesOf: (name: ValueName) => number): Lifetime[] {
  const first = new Map<ValueName, number>(graph.inputs.map((name) => [name, 0]));
  const last = new Map<ValueName, number>();
  for (const [step, node] of graph.nodes.entries()) {
    for (const name of node.outputs) if (name !== "") first.set(name, step);
    for (const name of node.inputs) last.set(name, step);
  }
  for (const name of graph.outputs) last.set(name, graph.nodes.length);
  return [...first].map(([name, from]) => ({ name, bytes: bytesOf(name), first: from, last: last.get(name) ?? from }));
}

/** Elements of one sample; null when a size is not known. */
function volume(graph: Graph, name: ValueName): number | null {
  const dims = graph.types.get(name)?.dims;
  return (
    dims?.reduce<number | null>((n, d) => (n === null || d === null ? null : n * (typeof d === "number" ? d : 1)), 1) ??
    null
  );
}
