/** @file Inputs and outputs of the model as 16-bit floats: which can change type, and their declarations. */
import { producersOf } from "../../graph/edit.ts";
import type { Graph, ValueName } from "../../graph/graph.ts";
import { capturedBy } from "../../graph/subgraphs.ts";
import { valueInfo } from "../../graph/value-info.ts";
import { floatReads } from "./float-reads.ts";
import { floatValues, outputsOf, slotsOf } from "./ops.ts";

/** Float32 inputs and outputs that only 16-bit nodes touch. */
export function halfPorts(graph: Graph, nodes: ReadonlySet<string>): ReadonlySet<ValueName> {
  const captured = new Set(graph.nodes.flatMap(capturedBy));
  const stillFloat = floatReads(graph, nodes, new Set(graph.outputs.filter((name) => !captured.has(name))));
  const free = (name: ValueName) => floatValues(graph).has(name) && !stillFloat.has(name);
  const read = new Set(graph.nodes.flatMap((node) => node.inputs));
  const producers = producersOf(graph);
  const makesHalf = (name: ValueName) => {
    const node = producers.get(name);
    const slots = node !== undefined && nodes.has(node.name) ? slotsOf(node) : undefined;
    return node !== undefined && slots !== undefined && outputsOf(node, slots).includes(name);
  };
  // An input that is handed through as an output belongs to no layer.
  const inputs = graph.inputs.filter((name) => free(name) && read.has(name) && !graph.outputs.includes(name));
  return new Set([...inputs, ...graph.outputs.filter((name) => free(name) && makesHalf(name))]);
}

/** Declares these inputs and outputs with element type `elem`. */
export function withHalfPorts(graph: Graph, ports: ReadonlySet<ValueName>, elem: number): Graph {
  if (ports.size === 0) return graph;
  const declared = new Map(graph.declared);
  const types = new Map(graph.types);
  for (const name of ports) {
    const type = { ...graph.types.get(name), elem };
    types.set(name, type);
    declared.set(name, valueInfo(name, type));
  }
  return { ...graph, declared, types };
}
