/** @file The bodies of If, Loop and Scan seen as graphs of their own, to convert what is in them and to put it back. */
import { withFields } from "../../onnx/messages.ts";
import type { AttributeProto, GraphProto, TensorProto } from "../../onnx/onnx_pb.ts";
import { valueOfConstant } from "../../graph/constant.ts";
import { graphOf, namedNodes } from "../../graph/from-model.ts";
import type { Graph, Node, ValueType } from "../../graph/graph.ts";
import { protoOf } from "../../graph/to-model.ts";

/** A body as a graph whose inputs are its own and everything the graph around it knows. */
export function bodyGraph(body: GraphProto, outer: Graph): Graph {
  const inner = graphOf(withFields(outer.model, { graph: body }));
  const around = [...outer.types.keys()].filter((name) => !outer.constants.has(name));
  return {
    ...inner,
    nodes: namedNodes(body),
    inputs: [...new Set([...inner.inputs, ...around])],
    constants: new Map([...outer.constants, ...inner.constants, ...constantsMade(inner.nodes)]),
    types: new Map<string, ValueType>([...outer.types, ...inner.types]),
    opsets: outer.opsets,
  };
}

function constantsMade(nodes: readonly Node[]) {
  return nodes.flatMap((node) => valueOfConstant(node) ?? []).map((t) => [t.name, t] as const);
}

/** The body with other nodes and some more constants. */
export function withBodyNodes(body: GraphProto, nodes: readonly Node[], added: Iterable<TensorProto>): GraphProto {
  return withFields(body, { node: nodes.map(protoOf), initializer: [...body.initializer, ...added] });
}

/** The node with every body replaced by what `change` makes of it; the same node when all come back as they were. */
export function mapBodies(node: Node, change: (body: GraphProto) => GraphProto): Node {
  let changed = false;
  const mapped = (body: GraphProto) => {
    const next = change(body);
    changed ||= next !== body;
    return next;
  };
  const attrs: Record<string, AttributeProto> = {};
  for (const [name, a] of Object.entries(node.attrs)) {
    const holds = a.g !== undefined || a.graphs.length > 0;
    attrs[name] = holds ? withFields(a, { ...(a.g && { g: mapped(a.g) }), graphs: a.graphs.map(mapped) }) : a;
  }
  return changed ? { ...node, attrs } : node;
}
