/** @file Between `ValueInfoProto` messages and our value types. */
import { create } from "@bufbuild/protobuf";
import {
  type TensorShapeProto,
  TensorShapeProtoSchema,
  TensorShapeProto_DimensionSchema,
  TypeProtoSchema,
  TypeProto_TensorSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "../onnx/onnx_pb.ts";
import type { ValueName, ValueType } from "./graph.ts";

/** One size: a number, a symbol, or null when unknown. */
export type Dim = number | string | null;

/** Sequences, maps and sparse tensors give an unknown type. */
export function typeOf(info: ValueInfoProto): ValueType {
  const value = info.type?.value;
  if (value?.case !== "tensorType") return { elem: 0 };
  const { elemType, shape } = value.value;
  return shape === undefined ? { elem: elemType } : { elem: elemType, dims: dimsOfShape(shape) };
}

function dimsOfShape(shape: TensorShapeProto): Dim[] {
  return shape.dim.map(({ value }) => {
    if (value.case === "dimValue") return Number(value.value) >= 0 ? Number(value.value) : null;
    return value.case === "dimParam" && value.value !== "" ? value.value : null;
  });
}

/** Without a known element type the message has none either: a runtime infers it, but refuses type 0. */
export function valueInfo(name: ValueName, type: ValueType): ValueInfoProto {
  if (type.elem === 0) return create(ValueInfoProtoSchema, { name });
  const shape = type.dims && create(TensorShapeProtoSchema, { dim: type.dims.map(dimensionOf) });
  const tensor = create(TypeProto_TensorSchema, { elemType: type.elem, ...(shape && { shape }) });
  const proto = create(TypeProtoSchema, { value: { case: "tensorType", value: tensor } });
  return create(ValueInfoProtoSchema, { name, type: proto });
}

function dimensionOf(dim: Dim) {
  if (typeof dim === "number") {
    return create(TensorShapeProto_DimensionSchema, { value: { case: "dimValue", value: BigInt(dim) } });
  }
  if (dim === null) return create(TensorShapeProto_DimensionSchema);
  return create(TensorShapeProto_DimensionSchema, { value: { case: "dimParam", value: dim } });
}
