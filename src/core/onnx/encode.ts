/**
 * @file From messages back to the bytes of a .onnx file. Unknown fields are written again.
 *
 * A message inside another is written behind its length, so a writer copies every weight once per level. Large weights
 * are therefore left out of the writing and put in their places afterwards.
 */
import { type DescField, type DescMessage, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { withFields } from "./messages.ts";
import { GraphProtoSchema, type ModelProto, ModelProtoSchema, type TensorProto, TensorProtoSchema } from "./onnx_pb.ts";

type Parts = readonly Uint8Array[];

/** The encoding is deterministic: equal messages give equal bytes, in the browser and in Node. */
export function encodeModel(model: ModelProto): Uint8Array {
  const parts = encodeParts(model);
  const bytes = new Uint8Array(sizeOf(parts));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The same bytes in pieces. Those of large weights are views of what the model holds: do not write to them. */
export function encodeParts(model: ModelProto): Parts {
  const { graph } = model;
  if (graph === undefined) return [toBinary(ModelProtoSchema, model)];
  const initializers = graph.initializer.map(tensorParts);
  return around(ModelProtoSchema, model, "graph", [around(GraphProtoSchema, graph, "initializer", initializers)]);
}

/** Smaller ones are copied with the rest, bytes. */
const LARGE = 1 << 16;

function tensorParts(tensor: TensorProto): Parts {
  const { rawData } = tensor;
  if (rawData.length < LARGE) return [toBinary(TensorProtoSchema, tensor)];
  return around(TensorProtoSchema, tensor, "rawData", [[rawData]]);
}

/** The message with `contents` for its field `name`: one entry unless the field is a list. Fields stand in the order of their numbers. */
function around<D extends DescMessage>(
  schema: D,
  message: MessageShape<D>,
  name: keyof MessageShape<D> & string,
  contents: readonly Parts[],
): Parts {
  const { number = 0 } = schema.fields.find((field) => field.localName === name) ?? {};
  const only = (keep: (field: DescField) => boolean) => toBinary(schema, withOnly(schema, message, keep));
  const { $unknown } = message;
  const before = only((field) => field.number < number);
  const after = toBinary(
    schema,
    withFields(
      withOnly(schema, message, (field) => field.number > number),
      ($unknown === undefined ? {} : { $unknown }) as Partial<MessageShape<D>>,
    ),
  );
  const entries = contents.flatMap((parts) => [lengthOf(number, parts), ...parts]);
  return [before, ...entries, after].filter((part) => part.length > 0);
}

/** Without the other fields and without unknown ones. */
function withOnly<D extends DescMessage>(
  schema: D,
  message: MessageShape<D>,
  keep: (field: DescField) => boolean,
): MessageShape<D> {
  const copy = withFields(message, {}) as Record<string, unknown>;
  for (const field of schema.fields) {
    if (keep(field)) continue;
    if (field.fieldKind === "list") copy[field.localName] = [];
    else delete copy[field.localName];
  }
  delete copy["$unknown"];
  return copy as MessageShape<D>;
}

/** Tag and length in front of a field. */
function lengthOf(number: number, parts: Parts): Uint8Array {
  return new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(sizeOf(parts)).finish();
}

function sizeOf(parts: Parts): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
