/**
 * @file A graph as it is drawn: its layers, inputs and outputs, and the values that flow between them. Plain data: it
 * crosses from the worker. Constants are left out; a clamp that disappears into its layer is one with it.
 */
import { elemBits, elemName } from "../onnx/elem.ts";
import { producersOf } from "./edit.ts";
import type { Graph, Node, ValueName } from "./graph.ts";
import { readsOf } from "./subgraphs.ts";

export interface ViewNode {
  /** Unique: an input may be called like a node. */
  readonly id: string;
  readonly kind: "layer" | "input" | "output";
  /** Of the node; of the value where it is an input or output of the model. */
  readonly name: string;
  /** e.g. "Conv + Clip"; empty for inputs and outputs. */
  readonly op: string;
}

/** How the numbers of a value are stored while they flow. */
export interface Carried {
  /** Bits of one element; 0 when unknown. */
  readonly bits: number;
  /** Element type, e.g. "uint8". */
  readonly type: string;
  /** Real values are rounded to these integers on their way. */
  readonly integer: boolean;
}

export interface ViewEdge {
  /** Indices into `nodes`. */
  readonly from: number;
  readonly to: number;
  readonly value: ValueName;
  /** Symbols as text, "?" for a size that is not known. */
  readonly shape: readonly (number | string)[];
  readonly carried: Carried;
}

export interface GraphView {
  /** Inputs, then layers in topological order, then outputs. */
  readonly nodes: readonly ViewNode[];
  readonly edges: readonly ViewEdge[];
}

/** What a plan adds to the bare graph. */
export interface Flowing {
  /** Nodes that are part of another layer: name of the node to name of the layer. */
  readonly folded: ReadonlyMap<string, string>;
  /** Element type of values that flow in fewer bits than the model declares, e.g. "uint8", "float16". */
  readonly narrowed: ReadonlyMap<ValueName, string>;
}

const NOTHING: Flowing = { folded: new Map(), narrowed: new Map() };

export const layerId = (name: string) => `layer:${name}`;

export function graphView(graph: Graph, flowing: Flowing = NOTHING): GraphView {
  const { folded } = flowing;
  const ops = opsOf(graph.nodes, folded);
  const nodes: ViewNode[] = [
    ...graph.inputs.map((name): ViewNode => ({ id: `input:${name}`, kind: "input", name, op: "" })),
    ...[...ops].map(([name, op]): ViewNode => ({ id: layerId(name), kind: "layer", name, op })),
    ...graph.outputs.map((name): ViewNode => ({ id: `output:${name}`, kind: "output", name, op: "" })),
  ];
  const index = new Map(nodes.map(({ id }, i) => [id, i]));
  return { nodes, edges: edgesOf(graph, flowing, index) };
}

/** Op of every layer that is drawn, with what was folded into it. */
function opsOf(nodes: readonly Node[], folded: Flowing["folded"]): Map<string, string> {
  const ops = new Map(nodes.filter(({ name }) => !folded.has(name)).map(({ name, op }) => [name, op]));
  for (const { name, op } of nodes) {
    const layer = folded.get(name);
    if (layer !== undefined) ops.set(layer, `${ops.get(layer)} + ${op}`);
  }
  return ops;
}

function edgesOf(graph: Graph, { folded, narrowed }: Flowing, index: ReadonlyMap<string, number>): ViewEdge[] {
  const producers = producersOf(graph);
  const own = ({ name }: Node) => index.get(layerId(folded.get(name) ?? name));
  const source = (value: ValueName) => {
    const producer = producers.get(value);
    return producer === undefined ? index.get(`input:${value}`) : own(producer);
  };
  const edges: ViewEdge[] = [];
  const join = (value: ValueName, to: number | undefined, type: string | undefined) => {
    const from = source(value);
    if (from === undefined || to === undefined || from === to) return;
    edges.push({ from, to, value, ...typeOf(graph, value, type) });
  };
  for (const node of graph.nodes) {
    for (const value of new Set(readsOf(node))) join(value, own(node), narrowed.get(value));
  }
  // An output of the model keeps the type it declares.
  for (const value of graph.outputs) join(value, index.get(`output:${value}`), undefined);
  return edges;
}

function typeOf({ types }: Graph, value: ValueName, narrowed: string | undefined): Pick<ViewEdge, "shape" | "carried"> {
  const { elem = 0, dims = [] } = types.get(value) ?? {};
  const shape = dims.map((d) => d ?? "?");
  if (narrowed === undefined) {
    return { shape, carried: { bits: elem === 0 ? 0 : elemBits(elem), type: elemName(elem), integer: false } };
  }
  const bits = Number(/\d+$/.exec(narrowed)?.[0] ?? 0);
  return { shape, carried: { bits, type: narrowed, integer: !narrowed.includes("float") } };
}
