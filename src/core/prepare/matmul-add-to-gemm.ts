import { constantInput, consumersOf, makeNode } from "../graph/edit.ts";
import type { Graph, Node, Pass } from "../graph/graph.ts";
import { fixedNames } from "../graph/subgraphs.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { dimsOf } from "../onnx/tensor-data.ts";
import { vectorOf } from "./vector.ts";

/** A dense layer written as MatMul and Add is one Gemm, which adds its bias in int32. Only for rank 2. */
export const matmulAddToGemm: Pass = {
  id: "matmul-add-to-gemm",
  title: "Join MatMul and the Add of its bias into one Gemm",
  run(graph) {
    const consumers = consumersOf(graph);
    const fixed = fixedNames(graph);
    const gemms = new Map<Node, Node>();
    const joined = new Set<Node>();
    for (const node of graph.nodes) {
      const output = node.outputs[0] ?? "";
      const next = consumers.get(output)?.length === 1 && !fixed.has(output) ? consumers.get(output)?.[0] : undefined;
      const gemm = next && join(node, next, graph);
      if (next === undefined || gemm === undefined) continue;
      gemms.set(node, gemm);
      joined.add(next);
    }
    if (gemms.size === 0) return graph;
    return { ...graph, nodes: graph.nodes.filter((n) => !joined.has(n)).map((n) => gemms.get(n) ?? n) };
  },
};

function join(node: Node, add: Node, graph: Graph): Node | undefined {
  if (node.op !== "MatMul" || node.domain !== "" || add.op !== "Add" || add.domain !== "") return undefined;
  const weight = constantInput(graph, node, 1);
  if (weight?.dataType !== T.FLOAT || weight.dims.length !== 2) return undefined;
  if (graph.types.get(node.inputs[0] ?? "")?.dims?.length !== 2) return undefined;
  const slot = add.inputs.indexOf(node.outputs[0] ?? "");
  const bias = constantInput(graph, add, 1 - slot);
  // A bias of higher rank would raise the rank of the result.
  if (bias === undefined || bias.dims.length > 2 || vectorOf(bias, dimsOf(weight)[1] ?? 0) === undefined)
    return undefined;
  const inputs = [node.inputs[0] ?? "", node.inputs[1] ?? "", bias.name];
  return makeNode({ op: "Gemm", name: node.name, inputs, outputs: add.outputs });
}
