/** @file What a backward rule is asked, and what it answers. */
import type { Node, ValueName } from "../../graph/graph.ts";
import { TensorProto_DataType } from "../../onnx/onnx_pb.ts";
import { int64Tensor } from "../../onnx/tensor-data.ts";
import { intAttr } from "../../onnx/attributes.ts";
import type { Tape } from "../tape.ts";

export interface Reverse {
  readonly node: Node;
  readonly tape: Tape;
  /** Gradient of the first output, in its shape. */
  readonly g: ValueName;
  /** Gradients of all outputs; undefined where an output reaches none of the network's. */
  readonly all: readonly (ValueName | undefined)[];
  /** The gradient of this input is needed. */
  readonly wants: (slot: number) => boolean;
}

/** Gradients by input slot, undefined where none is needed or it is 0; null where the rule does not hold for this node. */
export type Gradients = readonly (ValueName | undefined)[] | null;

/** J^T g of one node: adds the nodes that compute it to the tape. */
export type BackwardRule = (reverse: Reverse) => Gradients;

/** The gradient in the shape of `like`, an input of the same elements. */
export function shapedLike(tape: Tape, g: ValueName, like: ValueName): ValueName {
  const dims = tape.dims(like);
  return tape.emit("Reshape", [g, dims === undefined ? tape.emit("Shape", [like]) : shapeConstant(tape, dims)]);
}

/** A size of 0 would mean "as the input" to Reshape, but is never asked for here: empty values have no gradient. */
function shapeConstant(tape: Tape, dims: readonly number[]): ValueName {
  return dims.length === 0 ? tape.constant(int64Tensor("", [])) : tape.ints(dims);
}

/** Sums over `axes`, kept as 1. */
export function sumOver(tape: Tape, x: ValueName, axes: readonly number[]): ValueName {
  return axes.length === 0 ? x : tape.emit("ReduceSum", [x, tape.ints(axes)], [intAttr("keepdims", 1)]);
}

/** The gradient where `hit` holds, divided by how often it does along `axes`. */
export function sharedByTies(tape: Tape, g: ValueName, hit: ValueName, axes: readonly number[]): ValueName {
  const mask = tape.emit("Cast", [hit], [intAttr("to", TensorProto_DataType.FLOAT)]);
  return tape.emit("Mul", [mask, tape.emit("Div", [g, sumOver(tape, mask, axes)])]);
}

/** Mean over `axes` of a value with the sizes `dims`, kept as 1. */
export function meanOver(tape: Tape, x: ValueName, axes: readonly number[], dims: readonly number[]): ValueName {
  const count = axes.reduce((n, axis) => n * (dims[axis] ?? 1), 1);
  return tape.emit("Mul", [sumOver(tape, x, axes), tape.scalar(1 / count)]);
}

/**
 * Sums a gradient in the shape of `output` over the axes along which `input` was repeated.
 * @returns undefined when the shapes are not known well enough
 */
export function unbroadcast(tape: Tape, g: ValueName, output: ValueName, input: ValueName): ValueName | undefined {
  const [to, from] = [tape.shape(output), tape.shape(input)];
  if (to === undefined || from === undefined) return undefined;
  const lead = to.length - from.length;
  const axes: number[] = [];
  for (const [axis, size] of to.entries()) {
    const own = axis < lead ? 1 : from[axis - lead];
    if (own === size && own !== null) continue;
    if (own !== 1) return undefined;
    axes.push(axis);
  }
  if (axes.length === 0 && lead === 0) return g;
  const summed = sumOver(tape, g, axes);
  return lead === 0 ? summed : shapedLike(tape, summed, input);
}
