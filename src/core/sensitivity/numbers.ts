/** @file Sums of products in a graph: one number for each sample of a run, and vectors of them as outputs. */
import { makeNode } from "../graph/edit.ts";
import type { Graph, ValueName } from "../graph/graph.ts";
import { intAttr } from "../onnx/attributes.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import type { Tape } from "./tape.ts";

/** Outputs whose errors count. */
export function floatOutputs({ outputs, types }: Graph): readonly ValueName[] {
  return outputs.filter((name) => [T.FLOAT, T.UNDEFINED].includes(types.get(name)?.elem ?? T.UNDEFINED));
}

/** Sum of a . b over everything, `[1]`. */
export function product(tape: Tape, a: ValueName, b: ValueName): ValueName {
  const sum = tape.emit("ReduceSum", [tape.emit("Mul", [a, b])], [intAttr("keepdims", 0)]);
  return tape.emit("Reshape", [sum, tape.ints([1])]);
}

/** Sum of squares, `[1]`. */
export function energy(tape: Tape, x: ValueName): ValueName {
  return product(tape, x, x);
}

/** The same for each of `rows` samples of values in the shape of `like`, `[rows]`. */
export function productByRow(tape: Tape, a: ValueName, b: ValueName, like: ValueName, rows: number): ValueName {
  const shape = tape.shape(like);
  if (shape === undefined || shape[0] !== rows) return product(tape, a, b);
  const both = tape.emit("Mul", [a, b]);
  const axes = shape.map((_, i) => i).slice(1);
  return axes.length === 0 ? both : tape.emit("ReduceSum", [both, tape.ints(axes)], [intAttr("keepdims", 0)]);
}

/** Square root of an output's energy times the number of outputs; never 0. Errors of several outputs are relative to it. */
export function magnitude(tape: Tape, output: ValueName, count: number): ValueName {
  const scaled = tape.emit("Mul", [energy(tape, output), tape.scalar(count)]);
  return tape.emit("Sqrt", [tape.emit("Max", [scaled, tape.scalar(1e-30)])]);
}

/** An output of numbers side by side, `zeros` of them in the place of one there is none for. */
export function vector(tape: Tape, name: string, parts: readonly (ValueName | undefined)[], zeros = 1): ValueName {
  const none = tape.constantVector(Array<number>(zeros).fill(0));
  const inputs = parts.length === 0 ? [none] : parts.map((part) => part ?? none);
  tape.add([makeNode({ op: "Concat", name, inputs, outputs: [name], attrs: [intAttr("axis", 0)] })]);
  return name;
}
