/**
 * @file Small ONNX models for tests, written out by hand so that a test shows the graph it is about.
 *
 *     buildModel({
 *       inputs: { x: ["N", 3, 8, 8] },
 *       outputs: ["y"],
 *       nodes: [{ op: "Conv", inputs: ["x", "w"], outputs: ["y"], attrs: { pads: [1, 1, 1, 1] } }],
 *       constants: { w: floats([4, 3, 3, 3], weights) },
 *     })
 */
import { create } from "@bufbuild/protobuf";
import { intAttr, intsAttr, stringAttr } from "../core/onnx/attributes.ts";
import { withFields } from "../core/onnx/messages.ts";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProto_DataType,
} from "../core/onnx/onnx_pb.ts";
import { floatTensor, int64Tensor } from "../core/onnx/tensor-data.ts";
import { valueInfo } from "../core/graph/value-info.ts";

type Shape = readonly (number | string | null)[];

export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  readonly domain?: string;
  /** A number is an int attribute, an array an ints attribute; for floats and tensors pass a message. */
  readonly attrs?: Readonly<Record<string, number | readonly number[] | string | AttributeProto>>;
}

export interface ModelSpec {
  /** float32 inputs with their shapes; `["N", ...]` for a dynamic batch. */
  readonly inputs: Readonly<Record<string, Shape>>;
  /** float32 outputs; shapes are left to the runtime unless given. */
  readonly outputs: readonly string[] | Readonly<Record<string, Shape>>;
  readonly nodes: readonly NodeSpec[];
  readonly constants?: Readonly<Record<string, TensorProto>>;
  /** Default 13. */
  readonly opset?: number;
  /** Default 7. */
  readonly ir?: number;
  /** Constants that are also listed as inputs, as old exporters do. */
  readonly overridable?: readonly string[];
  /** More operator sets: domain to version. */
  readonly domains?: Readonly<Record<string, number>>;
  /** Element types of inputs and outputs that are not float32. */
  readonly elems?: Readonly<Record<string, number>>;
}

/** A float32 constant; the name comes from its key in `constants`. */
export function floats(dims: readonly number[], values: ArrayLike<number>): TensorProto {
  return floatTensor("", dims, Float32Array.from(values));
}

/** An int64 constant; 1-D unless `dims` says otherwise. */
export function ints(values: readonly number[], dims?: readonly number[]): TensorProto {
  return int64Tensor("", values, dims);
}

/** Reproducible numbers in (-1, 1) for weights and inputs, from a 32-bit linear congruential generator. */
export function noise(count: number, seed = 1): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** A graph as an attribute: the body of If, Loop or Scan. Its opset is the model's. */
export function body(spec: ModelSpec): AttributeProto {
  const { graph } = buildModel(spec);
  return create(AttributeProtoSchema, { type: AttributeProto_AttributeType.GRAPH, ...(graph && { g: graph }) });
}

export function buildModel(spec: ModelSpec): ModelProto {
  const constants = Object.entries(spec.constants ?? {}).map(([name, t]) => withFields(t, { name }));
  const listed = constants.filter((t) => spec.overridable?.includes(t.name));
  const graph = create(GraphProtoSchema, {
    name: "test",
    node: spec.nodes.map(nodeProto),
    initializer: constants,
    input: [...infos(spec.inputs, spec.elems), ...listed.map((t) => info(t.name, t.dims.map(Number), t.dataType))],
    output: Array.isArray(spec.outputs)
      ? spec.outputs.map((name: string) => info(name, undefined, spec.elems?.[name]))
      : infos(spec.outputs as Readonly<Record<string, Shape>>, spec.elems),
  });
  const opsets = Object.entries({ "": spec.opset ?? 13, ...spec.domains }).map(([domain, version]) =>
    create(OperatorSetIdProtoSchema, { domain, version: BigInt(version) }),
  );
  return create(ModelProtoSchema, { irVersion: BigInt(spec.ir ?? 7), graph, opsetImport: opsets });
}

function infos(shapes: Readonly<Record<string, Shape>>, elems: ModelSpec["elems"] = {}) {
  return Object.entries(shapes).map(([name, dims]) => info(name, dims, elems[name]));
}

function info(name: string, dims?: Shape, elem: number = TensorProto_DataType.FLOAT) {
  return valueInfo(name, dims === undefined ? { elem } : { elem, dims });
}

function nodeProto({ op, inputs, outputs, name, domain, attrs = {} }: NodeSpec): NodeProto {
  return create(NodeProtoSchema, {
    opType: op,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attrs).map(([key, value]) => attribute(key, value)),
    ...(name !== undefined && { name }),
    ...(domain !== undefined && { domain }),
  });
}

function attribute(name: string, value: number | readonly number[] | string | AttributeProto): AttributeProto {
  if (typeof value === "number") return intAttr(name, value);
  if (typeof value === "string") return stringAttr(name, value);
  return "$typeName" in value ? withFields(value, { name }) : intsAttr(name, value);
}
