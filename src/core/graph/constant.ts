/** @file Constants that are written as nodes. */
import { withFields } from "../onnx/messages.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { floatTensor, int64Tensor } from "../onnx/tensor-data.ts";
import type { Node } from "./graph.ts";

/** The tensor a Constant node makes, under the name of its output; undefined for sparse and string values and other ops. */
export function valueOfConstant(node: Pick<Node, "op" | "domain" | "outputs" | "attrs">): TensorProto | undefined {
  if (node.op !== "Constant" || node.domain !== "") return undefined;
  const name = node.outputs[0] ?? "";
  const { value, value_float, value_floats, value_int, value_ints } = node.attrs;
  if (value?.t !== undefined) return withFields(value.t, { name });
  if (value_float !== undefined) return floatTensor(name, [], Float32Array.of(value_float.f));
  if (value_floats !== undefined)
    return floatTensor(name, [value_floats.floats.length], Float32Array.from(value_floats.floats));
  if (value_int !== undefined) return int64Tensor(name, [Number(value_int.i)], []);
  return value_ints === undefined ? undefined : int64Tensor(name, value_ints.ints.map(Number));
}
