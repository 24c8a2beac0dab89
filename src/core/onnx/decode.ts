/** @file From the bytes of a .onnx file to its messages. Weights are views into the file, not copies. */
import { fromBinary } from "@bufbuild/protobuf";
import { StudioError } from "../errors.ts";
import { type ModelProto, ModelProtoSchema } from "./onnx_pb.ts";
import { scanModel } from "./wire.ts";

/** Field numbers of `ModelProto`. */
const GRAPH = 7;
const OPSET_IMPORT = 8;

/**
 * @param file name for messages
 * @throws StudioError `model/not-onnx` when the bytes are something else or hold no graph,
 *   `model/truncated` when they begin like a model and end inside it.
 */
export function decodeModel(bytes: Uint8Array, file: string): ModelProto {
  const { kind, fields } = scanModel(bytes);
  if (kind === "foreign") throw new StudioError("model/not-onnx", { file });
  if (kind === "cut") throw new StudioError("model/truncated", { file });
  if (!fields.has(GRAPH)) throw new StudioError("model/not-onnx", { file });
  const model = parse(bytes, file);
  // Writers put the operator sets last: a graph without them is a file cut between two fields.
  if (!fields.has(OPSET_IMPORT) && model.irVersion >= 3n) throw new StudioError("model/truncated", { file });
  if (model.graph === undefined || model.graph.output.length === 0) throw new StudioError("model/not-onnx", { file });
  return model;
}

function parse(bytes: Uint8Array, file: string): ModelProto {
  try {
    // A subclass such as Node's Buffer slices into views where Uint8Array copies; every weight would inherit that.
    return fromBinary(ModelProtoSchema, new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (cause) {
    throw new StudioError("model/not-onnx", { file }, cause);
  }
}
