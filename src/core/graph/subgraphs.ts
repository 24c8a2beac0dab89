/** @file What the bodies of If, Loop and Scan take from the graph around them, which no input lists. */
import type { GraphProto } from "../onnx/onnx_pb.ts";
import type { Graph, Node, ValueName } from "./graph.ts";

/** Values that a node reads: its inputs without omitted ones, and what its subgraphs capture. */
export function readsOf(node: Node): ValueName[] {
  return [...node.inputs.filter((name) => name !== ""), ...capturedBy(node)];
}

/** Outer values named inside a node's subgraphs. Empty for almost every node. */
export function capturedBy(node: Node): ValueName[] {
  const found = new Set<ValueName>();
  for (const attr of Object.values(node.attrs)) {
    if (attr.g !== undefined) collect(attr.g, new Set(), found);
    for (const g of attr.graphs) collect(g, new Set(), found);
  }
  return [...found];
}

/** Graphs that are attributes of a node. */
export function bodiesOf(attrs: Node["attrs"]): readonly GraphProto[] {
  return Object.values(attrs).flatMap((a) => (a.g === undefined ? a.graphs : [a.g, ...a.graphs]));
}

/** Every name that is made inside a node's subgraphs. No outer value may be called so. */
export function namesInside(node: Node): ValueName[] {
  return bodiesOf(node.attrs).flatMap(madeIn);
}

function madeIn(graph: GraphProto): ValueName[] {
  return [
    ...[...graph.input, ...graph.initializer].map(({ name }) => name),
    ...graph.node.flatMap((node) => [
      ...node.output,
      ...node.attribute.flatMap((a) => (a.g === undefined ? a.graphs : [a.g, ...a.graphs])).flatMap(madeIn),
    ]),
  ];
}

function collect(graph: GraphProto, outer: ReadonlySet<ValueName>, found: Set<ValueName>): void {
  const known = new Set(outer);
  for (const { name } of [...graph.input, ...graph.initializer]) known.add(name);
  for (const node of graph.node) {
    for (const name of node.input) if (name !== "" && !known.has(name)) found.add(name);
    for (const a of node.attribute) {
      for (const g of a.g === undefined ? a.graphs : [a.g, ...a.graphs]) collect(g, known, found);
    }
    for (const name of node.output) known.add(name);
  }
  for (const { name } of graph.output) if (!known.has(name)) found.add(name);
}

/** Names a rewrite must not change: graph outputs and whatever a subgraph captures. */
export function fixedNames(graph: Graph): ReadonlySet<ValueName> {
  return new Set([...graph.outputs, ...graph.nodes.flatMap(capturedBy)]);
}
