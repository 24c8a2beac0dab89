/** @file A graph cut at its saturating layers, so that each layer's result can be corrected before others read it. */
import { producersOf } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { readsOf } from "../graph/subgraphs.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import type { SaturatingLayer } from "./layer.ts";

/**
 * For each layer the graph that makes its input (unless it is known by then) and its exact output from what is known,
 * and one for the model's first output, null when the last layer makes that.
 */
export function partsOf(graph: Graph, layers: readonly SaturatingLayer[]): readonly (Graph | null)[] {
  const typed = { ...graph, types: typesOf(graph, layers) };
  const known = new Set(graph.inputs);
  const parts: (Graph | null)[] = layers.map(({ input, output }) => {
    const part = partOf(typed, known, known.has(input) ? [output] : [input, output]);
    known.add(input).add(output);
    return part;
  });
  const last = graph.outputs[0] ?? "";
  return [...parts, known.has(last) ? null : partOf(typed, known, [last])];
}

/** With the types of the values that become inputs and outputs of parts. */
function typesOf(graph: Graph, layers: readonly SaturatingLayer[]): Graph["types"] {
  const types = new Map(graph.types);
  const set = (name: ValueName, elem: number) => {
    if ((types.get(name)?.elem ?? 0) === 0) types.set(name, { elem });
  };
  for (const { input, output, shift, result } of layers) {
    set(input, shift === 0 ? T.UINT8 : T.INT8);
    set(output, result === null ? T.FLOAT : result.lowest < 0 ? T.INT8 : T.UINT8);
  }
  return types;
}

/** The nodes between known values and the wanted ones, which are not known. */
function partOf(graph: Graph, known: ReadonlySet<ValueName>, wanted: readonly ValueName[]): Graph {
  const producers = producersOf(graph);
  const kept = new Set<Node>();
  const inputs = new Set<ValueName>();
  const constants = new Map<ValueName, NonNullable<ReturnType<Graph["constants"]["get"]>>>();
  const todo = [...wanted];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const constant = graph.constants.get(name);
    const maker = producers.get(name);
    if (known.has(name)) inputs.add(name);
    else if (constant !== undefined) constants.set(name, constant);
    else if (maker !== undefined && !kept.has(maker)) {
      kept.add(maker);
      todo.push(...readsOf(maker));
    }
  }
  const nodes = graph.nodes.filter((node) => kept.has(node));
  return { ...graph, nodes, constants, inputs: [...inputs], outputs: wanted };
}
