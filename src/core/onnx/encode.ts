/** @file From messages back to the bytes of a .onnx file. Unknown fields are written again. */
import { toBinary } from "@bufbuild/protobuf";
import { type ModelProto, ModelProtoSchema } from "./onnx_pb.ts";

/** The encoding is deterministic: equal messages give equal bytes, in the browser and in Node. */
export function encodeModel(model: ModelProto): Uint8Array {
  return toBinary(ModelProtoSchema, model);
}
