import { withConstants } from "../graph/edit.ts";
import type { Pass } from "../graph/graph.ts";
import { valueOfConstant } from "../graph/constant.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";

/** Weights and shapes that an exporter wrote as nodes become initializers, where every other pass looks for them. */
export const constantNodes: Pass = {
  id: "constant-nodes",
  title: "Turn Constant nodes into stored constants",
  run(graph) {
    const outputs = new Set(graph.outputs);
    const found: TensorProto[] = [];
    const nodes = graph.nodes.filter((node) => {
      const name = node.outputs[0] ?? "";
      const value = outputs.has(name) ? undefined : valueOfConstant(node);
      if (value !== undefined) found.push(value);
      return value === undefined;
    });
    return found.length === 0 ? graph : withConstants({ ...graph, nodes }, found);
  },
};
