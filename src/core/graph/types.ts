/**
 * @file Shape and type inference: one forward walk. A batch size that is only known at run time stays a
 * symbol, so that `Reshape(x, [Shape(x)[0], -1])` is understood. Unknown ops give unknown types.
 */
import { isFloat } from "../onnx/elem.ts";
import { type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { dimsOf, elementCount, floatsOf, intsOf, isExternal } from "../onnx/tensor-data.ts";
import { valueOfConstant } from "./constant.ts";
import type { Graph, Node, ValueName, ValueType } from "./graph.ts";
import { BODIES } from "./infer/bodies.ts";
import { CONVOLUTION } from "./infer/convolution.ts";
import { ELEMENTWISE } from "./infer/elementwise.ts";
import type { Dim, InferContext, InferTable, KnownInts } from "./infer/infer.ts";
import { KNOWN_RULES } from "./infer/known.ts";
import { LINEAR } from "./infer/linear.ts";
import { MOVEMENT } from "./infer/movement.ts";
import { RECURRENT } from "./infer/recurrent.ts";
import { SELECTION } from "./infer/selection.ts";

const RULES: InferTable = {
  ...CONVOLUTION,
  ...ELEMENTWISE,
  ...LINEAR,
  ...MOVEMENT,
  ...SELECTION,
  ...RECURRENT,
  ...BODIES,
};

/** Longer constants are data, not shapes. */
const MAX_KNOWN = 64;

export interface InferOptions {
  /** Puts this number in the place of a symbolic batch (dimension 0 of the inputs). */
  readonly batch?: number;
}

export interface Analysis {
  readonly types: ReadonlyMap<ValueName, ValueType>;
  /** Integer tensors computed from shapes. */
  readonly known: ReadonlyMap<ValueName, KnownInts>;
}

export function inferTypes(graph: Graph, options: InferOptions = {}): Graph {
  return { ...graph, types: analyse(graph, options).types };
}

export function analyse(graph: Graph, { batch }: InferOptions = {}): Analysis {
  const symbols = batch === undefined ? new Map<string, number>() : batchSymbols(graph, batch);
  const types = new Map<ValueName, ValueType>();
  const known = new Map<ValueName, KnownInts>();
  for (const name of graph.inputs) types.set(name, inputType(graph, name, symbols));
  const walk = { types, known, symbols };
  for (const t of graph.constants.values()) noteConstant(t, walk);
  for (const node of graph.nodes) {
    const constant = valueOfConstant(node);
    if (constant === undefined) visit(node, graph, walk);
    else noteConstant(constant, walk);
  }
  return { types, known };
}

interface Walk {
  readonly types: Map<ValueName, ValueType>;
  readonly known: Map<ValueName, KnownInts>;
  readonly symbols: ReadonlyMap<string, number>;
}

function noteConstant(t: TensorProto, { types, known }: Walk): void {
  types.set(t.name, { elem: t.dataType, dims: dimsOf(t) });
  const ints = knownConstant(t);
  if (ints !== undefined) known.set(t.name, ints);
}

function visit(node: Node, graph: Graph, { types, known, symbols }: Walk): void {
  const context: InferContext = {
    node,
    opset: graph.opsets.get("") ?? 0,
    type: (slot) => types.get(node.inputs[slot] ?? "") ?? { elem: 0 },
    known: (slot) => known.get(node.inputs[slot] ?? ""),
  };
  const standard = node.domain === "";
  const inferred = standard && Object.hasOwn(RULES, node.op) ? RULES[node.op]?.(context) : undefined;
  node.outputs.forEach((name, i) => {
    const type = merge(inferred?.[i], graph.types.get(name), symbols);
    if (name !== "" && type !== undefined) types.set(name, type);
  });
  const ints = standard && Object.hasOwn(KNOWN_RULES, node.op) ? KNOWN_RULES[node.op]?.(context) : undefined;
  if (ints !== undefined) known.set(node.outputs[0] ?? "", ints);
}

/** What was inferred, completed by what the file declares. */
function merge(
  inferred: ValueType | undefined,
  declared: ValueType | undefined,
  symbols: ReadonlyMap<string, number>,
): ValueType | undefined {
  const known = declared?.dims?.map((d) => substitute(d, symbols));
  if (inferred === undefined) return declared === undefined ? undefined : withDims(declared.elem, known);
  const elem = inferred.elem === 0 ? (declared?.elem ?? 0) : inferred.elem;
  if (inferred.dims === undefined || known?.length !== inferred.dims.length)
    return withDims(elem, inferred.dims ?? known);
  return withDims(
    elem,
    inferred.dims.map((d, i) => d ?? known[i] ?? null),
  );
}

function withDims(elem: number, dims: readonly Dim[] | undefined): ValueType {
  return dims === undefined ? { elem } : { elem, dims };
}

/** An unnamed batch gets the name "N", so that it can be followed. */
function inputType(graph: Graph, name: ValueName, symbols: ReadonlyMap<string, number>): ValueType {
  const type = graph.types.get(name) ?? { elem: 0 };
  const dims = type.dims?.map((d, i) => substitute(d === null && i === 0 ? "N" : d, symbols));
  return withDims(type.elem, dims);
}

function batchSymbols(graph: Graph, batch: number): Map<string, number> {
  const names = graph.inputs.map((name) => graph.types.get(name)?.dims?.[0]);
  return new Map(names.filter((d) => typeof d === "string" || d === null).map((d) => [d ?? "N", batch]));
}

function substitute(dim: Dim, symbols: ReadonlyMap<string, number>): Dim {
  return typeof dim === "string" ? (symbols.get(dim) ?? dim) : dim;
}

/** Short vectors and scalars; floats too, for the scales of Resize. */
function knownConstant(t: TensorProto): KnownInts | undefined {
  if (t.dims.length > 1 || elementCount(t) > MAX_KNOWN || isExternal(t)) return undefined;
  const isInt = t.dataType === T.INT64 || t.dataType === T.INT32;
  if (!isInt && !isFloat(t.dataType)) return undefined;
  return { scalar: t.dims.length === 0, values: isInt ? intsOf(t) : [...floatsOf(t)] };
}
