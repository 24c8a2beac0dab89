/** @file The graph of a decoded model. Nothing is interpreted here beyond names, order and types. */
import { assert } from "../errors.ts";
import type { GraphProto, ModelProto, NodeProto } from "../onnx/onnx_pb.ts";
import { dimsOf } from "../onnx/tensor-data.ts";
import type { Graph, Node, ValueName, ValueType } from "./graph.ts";
import { readsOf } from "./subgraphs.ts";
import { typeOf } from "./value-info.ts";

/** The standard operator set has two spellings; ours is the empty one. */
export function normalDomain(domain: string): string {
  return domain === "ai.onnx" ? "" : domain;
}

export function graphOf(model: ModelProto): Graph {
  assert(model.graph, "a decoded model has a graph");
  const { graph } = model;
  const constants = new Map(graph.initializer.map((t) => [t.name, t]));
  return {
    nodes: inOrder(namedNodes(graph)),
    inputs: graph.input.map((i) => i.name).filter((name) => !constants.has(name)),
    outputs: graph.output.map((o) => o.name),
    constants,
    overridable: new Set(graph.input.map((i) => i.name).filter((name) => constants.has(name))),
    types: declaredTypes(graph),
    opsets: new Map(model.opsetImport.map((o) => [normalDomain(o.domain), Number(o.version)])),
    declared: new Map([...graph.input, ...graph.output].map((info) => [info.name, info])),
    model,
  };
}

function declaredTypes(graph: GraphProto): Map<ValueName, ValueType> {
  const types = new Map<ValueName, ValueType>();
  for (const info of [...graph.valueInfo, ...graph.output, ...graph.input]) types.set(info.name, typeOf(info));
  for (const t of graph.initializer) types.set(t.name, { elem: t.dataType, dims: dimsOf(t) });
  return types;
}

/** Nodes of a graph or body in the order of the file, each with a name of its own. */
export function namedNodes(graph: GraphProto): Node[] {
  const taken = new Set<string>();
  return graph.node.map((source) => {
    const wanted = source.name || source.output.find((name) => name !== "") || source.opType;
    const name = unusedName(wanted, taken);
    taken.add(name);
    return nodeOf(source, name);
  });
}

function nodeOf(source: NodeProto, name: string): Node {
  return {
    name,
    op: source.opType,
    domain: normalDomain(source.domain),
    inputs: source.input,
    outputs: source.output,
    attrs: Object.fromEntries(source.attribute.map((a) => [a.name, a])),
    source,
  };
}

/** `base`, or `base_1`, `base_2`, ... */
export function unusedName(base: string, taken: { has(name: string): boolean }): string {
  if (!taken.has(base)) return base;
  let n = 1;
  while (taken.has(`${base}_${n}`)) n++;
  return `${base}_${n}`;
}

/** Kahn's algorithm, stable: a list already in order comes back as it is. Nodes on a cycle go last, for the runtime to refuse. */
export function inOrder(nodes: readonly Node[]): readonly Node[] {
  const producer = new Map<ValueName, Node>();
  for (const node of nodes) for (const name of node.outputs) if (name !== "") producer.set(name, node);
  const done = new Set<Node>();
  const ready = (node: Node) => readsOf(node).every((name) => isDone(producer.get(name), done));
  if (nodes.every((node) => ready(node) && done.add(node))) return nodes;
  return sortNodes(nodes, producer);
}

function isDone(node: Node | undefined, done: ReadonlySet<Node>): boolean {
  return node === undefined || done.has(node);
}

function sortNodes(nodes: readonly Node[], producer: ReadonlyMap<ValueName, Node>): readonly Node[] {
  const sorted = new Set<Node>();
  const open = new Set<Node>();
  // An explicit stack: graphs are deeper than the call stack allows.
  for (const root of nodes) {
    const stack = [root];
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as Node;
      open.add(node);
      const next = readsOf(node).map((name) => producer.get(name));
      const missing = next.find((p) => p !== undefined && !sorted.has(p) && !open.has(p));
      if (missing !== undefined) stack.push(missing);
      else {
        sorted.add(node);
        stack.pop();
      }
    }
  }
  return [...sorted];
}
