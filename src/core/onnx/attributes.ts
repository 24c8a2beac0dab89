/** @file Reading node attributes with their defaults, and making new ones. */
import { create } from "@bufbuild/protobuf";
import { getTextEncoding } from "@bufbuild/protobuf/wire";
import type { Node } from "../graph/graph.ts";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as A,
  type TensorProto,
} from "./onnx_pb.ts";

/** A node, or anything else that has attributes. */
export type WithAttrs = Pick<Node, "attrs">;

export function hasAttr(node: WithAttrs, name: string): boolean {
  return Object.hasOwn(node.attrs, name);
}

/** The attribute, or undefined when the node leaves it to its default. */
export function attr(node: WithAttrs, name: string): AttributeProto | undefined {
  return hasAttr(node, name) ? node.attrs[name] : undefined;
}

/** Every reader gives `fallback` when the attribute is absent. Integers beyond 2^53 lose their low bits. */
export function attrInt(node: WithAttrs, name: string, fallback: number): number {
  const found = attr(node, name);
  return found === undefined ? fallback : Number(found.i);
}

export function attrInts<F extends readonly number[] | undefined>(
  node: WithAttrs,
  name: string,
  fallback: F,
): number[] | F {
  return attr(node, name)?.ints.map(Number) ?? fallback;
}

export function attrFloat(node: WithAttrs, name: string, fallback: number): number {
  return attr(node, name)?.f ?? fallback;
}

export function attrFloats<F extends readonly number[] | undefined>(
  node: WithAttrs,
  name: string,
  fallback: F,
): number[] | F {
  return attr(node, name)?.floats ?? fallback;
}

export function attrString(node: WithAttrs, name: string, fallback: string): string {
  const found = attr(node, name);
  return found === undefined ? fallback : getTextEncoding().decodeUtf8(found.s);
}

export function intAttr(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, { name, type: A.INT, i: BigInt(value) });
}

export function intsAttr(name: string, values: readonly number[]): AttributeProto {
  return create(AttributeProtoSchema, { name, type: A.INTS, ints: values.map(BigInt) });
}

export function floatAttr(name: string, value: number): AttributeProto {
  return create(AttributeProtoSchema, { name, type: A.FLOAT, f: value });
}

export function floatsAttr(name: string, values: readonly number[]): AttributeProto {
  return create(AttributeProtoSchema, { name, type: A.FLOATS, floats: [...values] });
}

export function stringAttr(name: string, value: string): AttributeProto {
  return create(AttributeProtoSchema, { name, type: A.STRING, s: getTextEncoding().encodeUtf8(value) });
}

export function tensorAttr(name: string, value: TensorProto): AttributeProto {
  return create(AttributeProtoSchema, { name, type: A.TENSOR, t: value });
}
