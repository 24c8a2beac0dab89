/**
 * @file Does the native runtime multiply 8-bit integers exactly on this CPU? x86 without VNNI adds products
 * of unsigned and signed bytes in pairs that saturate at 16 bits, so the same INT8 file answers worse
 * there than on VNNI, on ARM and in the browser. Found out by doing it, not by reading a list of CPUs.
 */
import { create } from "@bufbuild/protobuf";
import { encodeModel } from "../core/onnx/encode.ts";
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
} from "../core/onnx/onnx_pb.ts";
import { valueInfo } from "../core/graph/value-info.ts";
import type { Runtime } from "../core/runtime.ts";

/** Products in one sum. */
const LENGTH = 64;
/** The largest byte of each kind: 2 * 255 * 127 does not fit into 16 bits. */
const LARGEST = { uint8: 255, int8: 127 };

/** @param runtime one that loads ONNX models on the CPU */
export async function multipliesExactly(runtime: Runtime): Promise<boolean> {
  const session = await runtime.load(encodeModel(dotProduct()));
  try {
    const data = new Uint8Array(LENGTH).fill(LARGEST.uint8);
    const { y } = await session.run({ x: { dtype: "uint8", dims: [1, LENGTH], data } });
    return y?.data[0] === LARGEST.uint8 * LARGEST.int8 * LENGTH;
  } finally {
    await session.release();
  }
}

/** y = x . w as one MatMulInteger, U8 by S8: the kernel every quantized layer ends in. */
function dotProduct() {
  const weight = create(TensorProtoSchema, {
    name: "w",
    dims: [BigInt(LENGTH), 1n],
    dataType: TensorProto_DataType.INT8,
    rawData: new Uint8Array(LENGTH).fill(LARGEST.int8),
  });
  return create(ModelProtoSchema, {
    irVersion: 7n,
    opsetImport: [create(OperatorSetIdProtoSchema, { version: 13n })],
    graph: create(GraphProtoSchema, {
      name: "dot product",
      node: [create(NodeProtoSchema, { opType: "MatMulInteger", input: ["x", "w"], output: ["y"] })],
      initializer: [weight],
      input: [valueInfo("x", { elem: TensorProto_DataType.UINT8, dims: [1, LENGTH] })],
      output: [valueInfo("y", { elem: TensorProto_DataType.INT32, dims: [1, 1] })],
    }),
  });
}
