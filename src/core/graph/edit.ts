/** @file Small questions about a graph and small changes to it. Every change gives a new graph. */
import type { AttributeProto, TensorProto } from "../onnx/onnx_pb.ts";
import { dimsOf } from "../onnx/tensor-data.ts";
import type { Graph, Node, ValueName } from "./graph.ts";
import { namesInside, readsOf } from "./subgraphs.ts";

/** Graphs do not change, so an answer about one is kept with it: a plan asks the same many times. */
function kept<T>(find: (graph: Graph) => T): (graph: Graph) => T {
  const known = new WeakMap<Graph, { readonly answer: T }>();
  return (graph) => {
    const found = known.get(graph) ?? { answer: find(graph) };
    known.set(graph, found);
    return found.answer;
  };
}

/** Readers of each value, in order; a node that reads a value twice is listed once. Graph outputs are not readers. */
export const consumersOf = kept(findConsumers);

/** The node that makes each value; graph inputs and constants have none. */
export const producersOf = kept(findProducers);

function findConsumers(graph: Graph): ReadonlyMap<ValueName, readonly Node[]> {
  const consumers = new Map<ValueName, Node[]>();
  for (const node of graph.nodes) {
    for (const name of new Set(readsOf(node))) {
      const known = consumers.get(name);
      if (known === undefined) consumers.set(name, [node]);
      else known.push(node);
    }
  }
  return consumers;
}

function findProducers(graph: Graph): ReadonlyMap<ValueName, Node> {
  const producers = new Map<ValueName, Node>();
  for (const node of graph.nodes) for (const name of node.outputs) if (name !== "") producers.set(name, node);
  return producers;
}

/** Every value and node name in use. */
export function namesOf(graph: Graph): Set<string> {
  const names = new Set([...graph.inputs, ...graph.outputs, ...graph.constants.keys(), ...graph.overridable]);
  for (const node of graph.nodes) {
    for (const name of [node.name, ...node.outputs, ...readsOf(node), ...namesInside(node)]) names.add(name);
  }
  return names;
}

export interface NodeFields {
  readonly op: string;
  readonly name: string;
  readonly inputs: readonly ValueName[];
  readonly outputs: readonly ValueName[];
  readonly domain?: string;
  readonly attrs?: readonly AttributeProto[];
}

export function makeNode({ op, name, inputs, outputs, domain = "", attrs = [] }: NodeFields): Node {
  return { op, name, inputs, outputs, domain, attrs: Object.fromEntries(attrs.map((a) => [a.name, a])) };
}

/** The node with some attributes set and others removed. */
export function withAttrs(node: Node, set: readonly AttributeProto[], drop: readonly string[] = []): Node {
  const kept = Object.entries(node.attrs).filter(([name]) => !drop.includes(name));
  return { ...node, attrs: Object.fromEntries([...kept, ...set.map((a) => [a.name, a] as const)]) };
}

/** Adds or replaces initializers, with their types. */
export function withConstants(graph: Graph, tensors: Iterable<TensorProto>): Graph {
  const constants = new Map(graph.constants);
  const types = new Map(graph.types);
  for (const t of tensors) {
    constants.set(t.name, t);
    types.set(t.name, { elem: t.dataType, dims: dimsOf(t) });
  }
  return { ...graph, constants, types };
}

/** Exposes more values as graph outputs, after the existing ones; names already exposed are not repeated. */
export function withOutputs(graph: Graph, names: readonly ValueName[]): Graph {
  const added = [...new Set(names)].filter((name) => !graph.outputs.includes(name));
  return added.length === 0 ? graph : { ...graph, outputs: [...graph.outputs, ...added] };
}

/** Drops nodes and constants that no graph output depends on; the same graph when all are needed. */
export function pruneUnused(graph: Graph): Graph {
  const used = new Set(graph.outputs);
  const nodes = graph.nodes.toReversed().filter((node) => {
    if (!node.outputs.some((name) => used.has(name))) return false;
    for (const name of readsOf(node)) used.add(name);
    return true;
  });
  // A constant that is also an input belongs to the model's signature.
  const keep = (name: ValueName) => used.has(name) || graph.overridable.has(name);
  const constants = new Map([...graph.constants].filter(([name]) => keep(name)));
  if (nodes.length === graph.nodes.length && constants.size === graph.constants.size) return graph;
  return { ...graph, nodes: nodes.toReversed(), constants };
}

/** The constant behind an input slot, or undefined when the slot is omitted or holds a computed value. */
export function constantInput(graph: Graph, node: Node, slot: number): TensorProto | undefined {
  const name = node.inputs[slot];
  if (name === undefined || name === "" || graph.overridable.has(name)) return undefined;
  return graph.constants.get(name);
}
