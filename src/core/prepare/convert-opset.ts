import { constantInput, namesOf, withConstants } from "../graph/edit.ts";
import { unusedName } from "../graph/from-model.ts";
import type { Graph, Node, Pass } from "../graph/graph.ts";
import { analyse } from "../graph/types.ts";
import { StudioError } from "../errors.ts";
import type { GraphProto, TensorProto } from "../onnx/onnx_pb.ts";
import type { ChangeContext } from "./opset/change.ts";
import { CHANGES } from "./opset/changes.ts";
import { UNCHANGED } from "./opset/unchanged.ts";

/** What the graph imports when it names no version. */
const OLDEST = 7;
/** Last one whose changes are known here. Runtimes in the field do not all know it: ask for no more than is needed. */
const NEWEST = 25;

/**
 * Raises the standard operator set to `target`; a graph at or above it stays as it is. Per-channel
 * DequantizeLinear exists from 13, 4-bit types and blocks from 21, 2-bit types from 25.
 * @throws StudioError `model/opset` naming the op that has no equivalent
 */
export function convertOpset(target: number): Pass {
  return {
    id: "convert-opset",
    title: `Raise the operator set to ${target}, which per-channel quantization needs`,
    run(graph) {
      const from = graph.opsets.get("") ?? OLDEST;
      const to = Math.min(target, NEWEST);
      return from >= to ? graph : convert(graph, from, to);
    },
  };
}

function convert(graph: Graph, from: number, to: number): Graph {
  const made = new Map<string, TensorProto>();
  const context = contextOf(graph, made);
  const nodes = graph.nodes.flatMap((node) => convertNode(node, from, to, context));
  return withConstants({ ...graph, nodes, opsets: new Map([...graph.opsets, ["", to]]) }, made.values());
}

function convertNode(node: Node, from: number, to: number, c: ChangeContext): readonly Node[] {
  if (node.domain !== "") return [node];
  const fail = (reason: string): never => {
    throw new StudioError("model/opset", { op: node.op, node: node.name, from, to, reason });
  };
  if (!isKnown(node.op)) fail("The operator is not in the list of known conversions.");
  const body = changingBodyOp(node, from, to);
  if (body !== undefined) fail(`It runs a graph of its own, and ${body} in there would have to be converted.`);
  let nodes: readonly Node[] = [node];
  for (const change of changesOf(node.op, from, to)) {
    nodes = nodes.flatMap((n) => {
      if (n.name !== node.name) return [n];
      const changed = change.run(n, c);
      return typeof changed === "string" ? fail(changed) : changed;
    });
  }
  return nodes;
}

function isKnown(op: string): boolean {
  return Object.hasOwn(CHANGES, op) || UNCHANGED.has(op);
}

function changesOf(op: string, from: number, to: number) {
  const changes = Object.hasOwn(CHANGES, op) ? (CHANGES[op] ?? []) : [];
  return changes.filter(({ at }) => at > from && at <= to);
}

/** The first op inside a subgraph whose meaning would change; bodies are not rewritten. */
function changingBodyOp(node: Node, from: number, to: number): string | undefined {
  const graphs = Object.values(node.attrs).flatMap((a) => (a.g === undefined ? a.graphs : [a.g, ...a.graphs]));
  return opsInside(graphs).find((op) => !isKnown(op) || changesOf(op, from, to).length > 0);
}

function opsInside(graphs: readonly GraphProto[]): string[] {
  return graphs.flatMap((g) =>
    g.node.flatMap((n) => [
      n.opType,
      ...opsInside(n.attribute.flatMap((a) => (a.g === undefined ? a.graphs : [a.g, ...a.graphs]))),
    ]),
  );
}

function contextOf(graph: Graph, made: Map<string, TensorProto>): ChangeContext {
  const { types } = analyse(graph);
  const taken = namesOf(graph);
  const fresh = (base: string) => {
    const name = unusedName(base, taken);
    taken.add(name);
    return name;
  };
  return {
    graph,
    elem: (name) => types.get(name)?.elem ?? 0,
    dims: (name) => types.get(name)?.dims,
    constant: (node, slot) => made.get(node.inputs[slot] ?? "") ?? constantInput(graph, node, slot),
    add(base, make) {
      const t = make(fresh(base));
      made.set(t.name, t);
      return t.name;
    },
    fresh,
  };
}
