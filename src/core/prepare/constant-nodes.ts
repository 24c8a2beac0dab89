import { withConstants } from "../graph/edit.ts";
import type { Node, Pass } from "../graph/graph.ts";
import { withFields } from "../onnx/messages.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { floatTensor, int64Tensor } from "../onnx/tensor-data.ts";

/** Weights and shapes that an exporter wrote as nodes become initializers, where every other pass looks for them. */
export const constantNodes: Pass = {
  id: "constant-nodes",
  title: "Turn Constant nodes into stored constants",
  run(graph) {
    const outputs = new Set(graph.outputs);
    const found: TensorProto[] = [];
    const nodes = graph.nodes.filter((node) => {
      const name = node.outputs[0] ?? "";
      const value = outputs.has(name) ? undefined : valueOf(node, name);
      if (value !== undefined) found.push(value);
      return value === undefined;
    });
    return found.length === 0 ? graph : withConstants({ ...graph, nodes }, found);
  },
};

/** Sparse and string values are left to the runtime. */
function valueOf(node: Node, name: string): TensorProto | undefined {
  if (node.op !== "Constant" || node.domain !== "") return undefined;
  const { value, value_float, value_floats, value_int, value_ints } = node.attrs;
  if (value?.t !== undefined) return withFields(value.t, { name });
  if (value_float !== undefined) return floatTensor(name, [], Float32Array.of(value_float.f));
  if (value_floats !== undefined)
    return floatTensor(name, [value_floats.floats.length], Float32Array.from(value_floats.floats));
  if (value_int !== undefined) return int64Tensor(name, [Number(value_int.i)], []);
  return value_ints === undefined ? undefined : int64Tensor(name, value_ints.ints.map(Number));
}
