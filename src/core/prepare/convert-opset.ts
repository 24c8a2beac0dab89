import { constantInput, namesOf, withConstants } from "../graph/edit.ts";
import { unusedName } from "../graph/from-model.ts";
import type { Graph, Node, Pass } from "../graph/graph.ts";
import { bodiesOf } from "../graph/subgraphs.ts";
import { analyse } from "../graph/types.ts";
import { StudioError } from "../errors.ts";
import type { GraphProto, TensorProto } from "../onnx/onnx_pb.ts";
import { bodyGraph, mapBodies, withBodyNodes } from "./opset/bodies.ts";
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

/** As `convertOpset`, but a graph that cannot be raised that far goes as far as it can: it still works. */
export function raiseOpset(target: number): Pass {
  return {
    ...convertOpset(target),
    run(graph) {
      const from = graph.opsets.get("") ?? OLDEST;
      for (let to = target; to > from; to--) {
        const raised = attempt(graph, to);
        if (!(raised instanceof StudioError)) return raised;
      }
      return graph;
    },
  };
}

const refusals = new WeakMap<Graph, Map<number, StudioError | null>>();

/** Why the graph cannot be raised to this operator set, or null when it can. */
export function opsetRefusal(graph: Graph, target: number): string | null {
  const known = refusals.get(graph) ?? new Map<number, StudioError | null>();
  refusals.set(graph, known);
  let found = known.get(target);
  if (found === undefined) {
    const raised = attempt(graph, target);
    found = raised instanceof StudioError ? raised : null;
    known.set(target, found);
  }
  return found === null ? null : `${found.text.what} ${found.text.why}`;
}

function attempt(graph: Graph, to: number): Graph | StudioError {
  try {
    return convertOpset(to).run(graph);
  } catch (error) {
    if (error instanceof StudioError) return error;
    throw error;
  }
}

interface Conversion {
  readonly from: number;
  readonly to: number;
  /** A name that nothing in the graph or in a body has. */
  readonly fresh: (base: string) => string;
}

function convert(graph: Graph, from: number, to: number): Graph {
  const taken = namesOf(graph);
  const fresh = (base: string) => {
    const name = unusedName(base, taken);
    taken.add(name);
    return name;
  };
  const { nodes, made } = convertNodes(graph, { from, to, fresh });
  return withConstants({ ...graph, nodes, opsets: new Map([...graph.opsets, ["", to]]) }, made.values());
}

function convertNodes(graph: Graph, c: Conversion) {
  const made = new Map<string, TensorProto>();
  const { types } = analyse(graph);
  const typed = { ...graph, types };
  const context = contextOf(typed, made, c);
  const nodes = graph.nodes.flatMap((node) => {
    const inside = bodiesOf(node.attrs).length === 0 ? node : mapBodies(node, (b) => convertBody(b, typed, c));
    return convertNode(inside, c, context);
  });
  return { nodes, made };
}

function convertBody(body: GraphProto, outer: Graph, c: Conversion): GraphProto {
  const graph = bodyGraph(body, outer);
  const { nodes, made } = convertNodes(graph, c);
  const same = nodes.length === graph.nodes.length && nodes.every((node, i) => node === graph.nodes[i]);
  return same ? body : withBodyNodes(body, nodes, made.values());
}

function convertNode(node: Node, { from, to }: Conversion, context: ChangeContext): readonly Node[] {
  if (node.domain !== "") return [node];
  const fail = (reason: string): never => {
    throw new StudioError("model/opset", { op: node.op, node: node.name, from, to, reason });
  };
  if (!isKnown(node.op)) fail("The operator is not in the list of known conversions.");
  let nodes: readonly Node[] = [node];
  for (const change of changesOf(node.op, from, to)) {
    nodes = nodes.flatMap((n) => {
      if (n.name !== node.name) return [n];
      const changed = change.run(n, context);
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

function contextOf(graph: Graph, made: Map<string, TensorProto>, { fresh }: Conversion): ChangeContext {
  const { types } = graph;
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
