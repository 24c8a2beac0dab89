/** @file What a graph says of its task: the shapes of its outputs, and the ops that the first one ends in. */
import { producersOf } from "../../graph/edit.ts";
import type { Graph, ValueType } from "../../graph/graph.ts";
import type { Preprocess } from "../../samples/preprocess-spec.ts";
import type { OutputShape } from "../output-shape.ts";
import type { TaskClues } from "./task.ts";

/** So many ops from the end say how an output is made. */
const TAIL = 6;
/** They only change the shape. */
const PLAIN = new Set([
  "Reshape",
  "Flatten",
  "Squeeze",
  "Unsqueeze",
  "Transpose",
  "Identity",
  "Cast",
  "DequantizeLinear",
  "QuantizeLinear",
]);

export function cluesOf(
  graph: Graph,
  preprocess: Preprocess,
): TaskClues & { readonly outputs: readonly OutputShape[] } {
  const { types, outputs: names, inputs } = graph;
  const batch = types.get(inputs[0] ?? "")?.dims?.[0];
  const all = names.map((name) => types.get(name)?.dims);
  // Lists of boxes that were chosen already have no batch axis: their first axis is how many there are.
  const chosen =
    names.length >= 3 && all.some((dims) => dims?.length === 2 && dims[1] === 4 && dims[0] !== batch && dims[0] !== 1);
  const outputs = names.map((name, i): OutputShape => ({ name, dims: known(all[i], !chosen) }));
  const first = outputs[0]?.dims ?? [];
  const dims = first.filter((d) => d !== null);
  return {
    dims: dims.length === first.length && dims.length > 0 ? dims : null,
    preprocess,
    outputs,
    tail: tailOf(graph),
  };
}

function known(dims: ValueType["dims"], batched: boolean): readonly (number | null)[] {
  const own = batched ? (dims ?? []).slice(1) : (dims ?? []);
  return own.map((d) => (typeof d === "number" ? d : null));
}

/** Op types from the first output backwards along first inputs, those that only change the shape left out. */
function tailOf(graph: Graph): readonly string[] {
  const producers = producersOf(graph);
  const tail: string[] = [];
  let name = graph.outputs[0] ?? "";
  for (let node = producers.get(name); node !== undefined && tail.length < TAIL; node = producers.get(name)) {
    if (!PLAIN.has(node.op)) tail.push(node.op);
    name = node.inputs[0] ?? "";
  }
  return tail;
}
