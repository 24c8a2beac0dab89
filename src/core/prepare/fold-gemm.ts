import { constantInput, consumersOf, namesOf, pruneUnused, withAttrs, withConstants } from "../graph/edit.ts";
import { unusedName } from "../graph/from-model.ts";
import type { Graph, Node, Pass } from "../graph/graph.ts";
import { attrFloat, attrInt } from "../onnx/attributes.ts";
import { type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { dimsOf, floatsOf, floatTensor } from "../onnx/tensor-data.ts";
import { vectorOf } from "./vector.ts";

/**
 * alpha A B + beta C: the integer Gemm knows neither factor, and quantizers that ignore them are wrong by
 * as much as the outputs are large. alpha goes into B and beta into C, and C becomes one value per output.
 */
export const foldGemm: Pass = {
  id: "fold-gemm-alpha-beta",
  title: "Fold alpha and beta of Gemm into its weights and bias",
  run(graph) {
    const made: TensorProto[] = [];
    const taken = namesOf(graph);
    const readers = consumersOf(graph);
    /** The name of a constant nobody else reads, or a new one for a copy. */
    const nameFor = (name: string) => {
      const free = (readers.get(name)?.length ?? 0) <= 1 ? name : unusedName(name, taken);
      taken.add(free);
      return free;
    };
    const nodes = graph.nodes.map((node) => {
      const folded = fold(node, graph, nameFor);
      if (folded === undefined) return node;
      made.push(...folded.constants);
      return folded.node;
    });
    return nodes.every((n, i) => n === graph.nodes[i]) ? graph : pruneUnused(withConstants({ ...graph, nodes }, made));
  },
};

function fold(node: Node, graph: Graph, nameFor: (name: string) => string) {
  if (node.op !== "Gemm" || node.domain !== "") return undefined;
  const weight = constantInput(graph, node, 1);
  const given = (node.inputs[2] ?? "") !== "";
  const bias = constantInput(graph, node, 2);
  if (weight?.dataType !== T.FLOAT || (given && bias?.dataType !== T.FLOAT)) return undefined;
  const alpha = attrFloat(node, "alpha", 1);
  const beta = bias === undefined ? 1 : attrFloat(node, "beta", 1);
  const dims = dimsOf(weight);
  const channels = dims[attrInt(node, "transB", 0) === 0 ? 1 : 0] ?? 0;
  const vector = vectorOf(bias, channels);
  const reshape =
    bias !== undefined && vector !== undefined && (bias.dims.length !== 1 || Number(bias.dims[0]) !== channels);
  if (alpha === 1 && beta === 1 && !reshape) return undefined;
  const inputs = [...node.inputs];
  const constants: TensorProto[] = [];
  if (alpha !== 1) constants.push(scaled(weight, (inputs[1] = nameFor(weight.name)), alpha, dims));
  if (bias !== undefined && (beta !== 1 || reshape)) {
    const values = vector === undefined ? bias : floatTensor(bias.name, [channels], vector);
    constants.push(scaled(values, (inputs[2] = nameFor(bias.name)), beta, dimsOf(values)));
  }
  return { node: withAttrs({ ...node, inputs }, [], ["alpha", "beta"]), constants };
}

function scaled(t: TensorProto, name: string, factor: number, dims: readonly number[]): TensorProto {
  return floatTensor(
    name,
    dims,
    floatsOf(t).map((x) => x * factor),
  );
}
