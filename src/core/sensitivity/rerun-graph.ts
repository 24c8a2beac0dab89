/**
 * @file Errors by running again: the network in FP32, and beside it, for some layers, everything behind the roundings of
 * that layer alone. What lies before them is computed once.
 */
import { makeNode } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { inferTypes } from "../graph/types.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { dimsOf, floatsOf, floatTensor } from "../onnx/tensor-data.ts";
import { energy, floatOutputs, magnitude, vector } from "./numbers.ts";
import { rounded } from "./rounding.ts";
import type { Marked, ValueSpot, WeightSpot } from "./spots.ts";
import { createTape, type Tape } from "./tape.ts";

export type Spot = ValueSpot | WeightSpot;

/** Names of what the graph gives. */
export const RERUN = {
  /** Energy of the error at the outputs, by group. */
  errors: "sensitivity/errors",
  signal: "sensitivity/signal",
} as const;

/** @param groups roundings that are done together, everything else in FP32 */
export function rerunGraph(
  { graph }: Pick<Marked, "graph">,
  groups: readonly (readonly Spot[])[],
  batch: number,
): Graph {
  const typed = inferTypes(graph, { batch });
  const tape = createTape(typed);
  const outputs = floatOutputs(typed);
  const errors = groups.map((spots) => outputError(tape, outputs, addRounded(tape, spots)));
  const [only] = outputs;
  const signal = outputs.length === 1 && only !== undefined ? energy(tape, only) : tape.constantVector([1]);
  return tape.finish([vector(tape, RERUN.errors, errors), vector(tape, RERUN.signal, [signal]), ...outputs]);
}

/** The whole network with these roundings, under the names of its own outputs. */
export function roundedGraph({ graph }: Pick<Marked, "graph">, spots: readonly Spot[]): Graph {
  const tape = createTape(graph);
  const renamed = addRounded(tape, spots);
  const outputs = graph.outputs.map((name) => {
    const output = tape.name(`${name}/output`);
    tape.add([makeNode({ op: "Identity", name: output, inputs: [renamed.get(name) ?? name], outputs: [output] })]);
    return output;
  });
  return tape.finish(outputs);
}

/** As the gradient graph weighs several outputs. */
export function outputError(
  tape: Tape,
  outputs: readonly ValueName[],
  changed: ReadonlyMap<ValueName, ValueName>,
): ValueName | undefined {
  const parts = outputs.flatMap((output) => {
    const other = changed.get(output);
    if (other === undefined) return [];
    const difference = tape.emit("Sub", [other, output]);
    if (outputs.length === 1) return [energy(tape, difference)];
    return [energy(tape, tape.emit("Div", [difference, magnitude(tape, output, outputs.length)]))];
  });
  return parts.length > 1 ? tape.emit("Sum", parts) : parts[0];
}

/** Repeats what depends on the spots. @returns the new name of every value that changes */
function addRounded(tape: Tape, spots: readonly Spot[]): ReadonlyMap<ValueName, ValueName> {
  const { graph } = tape;
  const values = new Map(spots.flatMap((spot) => (spot.kind === "value" ? [[spot.to, spot] as const] : [])));
  const weights = new Map(spots.flatMap((spot) => (spot.kind === "weight" ? [[spot.node.name, spot] as const] : [])));
  const renamed = new Map<ValueName, ValueName>();
  for (const node of graph.nodes) {
    const [output = ""] = node.outputs;
    const value = values.get(output);
    const weight = weights.get(node.name);
    if (value !== undefined) {
      renamed.set(output, rounded(tape, value.rounding, renamed.get(value.from) ?? value.from));
      continue;
    }
    if (weight === undefined && !node.inputs.some((name) => renamed.has(name))) continue;
    const own = weight === undefined ? node : withWeights(tape, node, weight);
    const outputs = node.outputs.map((name) => (name === "" ? "" : tape.name(name)));
    const inputs = own.inputs.map((name) => renamed.get(name) ?? name);
    tape.add([{ ...own, name: tape.name(node.name), inputs, outputs }]);
    for (const [i, name] of node.outputs.entries()) if (name !== "") renamed.set(name, outputs[i] ?? "");
  }
  return renamed;
}

/** The layer with the weights and the bias that it is stored with. */
function withWeights(tape: Tape, node: Node, { slot, error, biasError }: WeightSpot): Node {
  const inputs = [...node.inputs];
  inputs[slot] = tape.constant(sumOf(tape.graph.constants.get(node.inputs[slot] ?? ""), error));
  if (biasError !== null) inputs[2] = tape.constant(sumOf(tape.graph.constants.get(node.inputs[2] ?? ""), biasError));
  return { ...node, inputs };
}

function sumOf(exact: TensorProto | undefined, error: TensorProto): TensorProto {
  if (exact === undefined) return error;
  const change = floatsOf(error);
  return floatTensor(
    "",
    dimsOf(exact),
    floatsOf(exact).map((x, i) => x + (change[i] as number)),
  );
}
