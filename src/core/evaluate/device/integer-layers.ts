/** @file Layers on integers as the float layers they stand for: the same shapes and products. */
import { create } from "@bufbuild/protobuf";
import { attrInt } from "../../onnx/attributes.ts";
import type { Node, ValueName } from "../../graph/graph.ts";
import { TensorProto_DataType, TensorProtoSchema, type TensorProto } from "../../onnx/onnx_pb.ts";

/** @param constants gets the weights that have another shape than they are stored in */
type Plain = (node: Node, constants: Map<ValueName, TensorProto>) => Node;

/** As another op, reading the inputs at these places. */
const reading =
  (op: string, places: readonly number[]): Plain =>
  (node) => ({ ...node, op, domain: "", inputs: places.flatMap((i) => node.inputs[i] ?? []) });

const { UINT8, UINT4, UINT2 } = TensorProto_DataType;
const BY_BITS: Readonly<Record<number, TensorProto_DataType>> = { 2: UINT2, 4: UINT4 };

export const INTEGER_LAYERS: Readonly<Record<string, Plain>> = {
  ConvInteger: reading("Conv", [0, 1]),
  MatMulInteger: reading("MatMul", [0, 1]),
  QLinearConv: reading("Conv", [0, 3, 8]),
  QLinearMatMul: reading("MatMul", [0, 3]),
  // Weights are stored transposed and packed, [N, blocks, bytes].
  MatMulNBits: (node, constants) => {
    const [input = "", packed = ""] = node.inputs;
    const weight = `${packed} as read`;
    const dims = [BigInt(attrInt(node, "K", 0)), BigInt(attrInt(node, "N", 0))];
    const dataType = BY_BITS[attrInt(node, "bits", 4)] ?? UINT8;
    constants.set(weight, create(TensorProtoSchema, { name: weight, dims, dataType }));
    return { ...node, op: "MatMul", domain: "", inputs: [input, weight] };
  },
};
