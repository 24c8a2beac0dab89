/** @file Backward rules of sums, means and extremes over axes. */
import type { Node, ValueName } from "../../graph/graph.ts";
import { attrInt, attrInts } from "../../onnx/attributes.ts";
import { intsOf } from "../../onnx/tensor-data.ts";
import { sizeOf } from "../../tensor.ts";
import type { Tape } from "../tape.ts";
import { type BackwardRule, sharedByTies } from "./rule.ts";

interface Reduced {
  readonly dims: readonly number[];
  readonly axes: readonly number[];
}

/** Axes are an attribute, or an input that must be constant; none means all. */
function reducedBy(node: Node, tape: Tape): Reduced | null {
  const dims = tape.dims(node.inputs[0] ?? "");
  const input = node.inputs[1] ?? "";
  const constant = tape.graph.constants.get(input);
  if (dims === undefined || (input !== "" && constant === undefined)) return null;
  const given = constant === undefined ? attrInts(node, "axes", []) : intsOf(constant);
  if (given.length === 0 && attrInt(node, "noop_with_empty_axes", 0) !== 0) return null;
  const axes = given.length === 0 ? dims.map((_, i) => i) : given.map((a) => (a < 0 ? a + dims.length : a));
  return { dims, axes };
}

/** With the reduced axes put back as 1. */
function kept(tape: Tape, value: ValueName, { dims, axes }: Reduced): ValueName {
  return tape.emit("Reshape", [value, tape.ints(dims.map((n, i) => (axes.includes(i) ? 1 : n)))]);
}

function rule(
  gradient: (tape: Tape, g: ValueName, at: Reduced & { readonly x: ValueName; readonly y: ValueName }) => ValueName,
): BackwardRule {
  return ({ node, tape, g }) => {
    const reduced = reducedBy(node, tape);
    if (reduced === null) return null;
    const y = () => kept(tape, node.outputs[0] ?? "", reduced);
    const at = {
      ...reduced,
      x: node.inputs[0] ?? "",
      get y() {
        return y();
      },
    };
    return [gradient(tape, kept(tape, g, reduced), at)];
  };
}

const extreme = rule((tape, g, { x, y, axes }) => sharedByTies(tape, g, tape.emit("Equal", [x, y]), axes));

export const REDUCTION: Readonly<Record<string, BackwardRule>> = {
  ReduceSum: rule((tape, g, { dims }) => tape.emit("Expand", [g, tape.ints(dims)])),
  ReduceMean: rule((tape, g, { dims, axes }) => {
    const count = sizeOf(axes.map((axis) => dims[axis] ?? 1));
    return tape.emit("Expand", [tape.emit("Mul", [g, tape.scalar(1 / count)]), tape.ints(dims)]);
  }),
  ReduceMax: extreme,
  ReduceMin: extreme,
  ReduceSumSquare: rule((tape, g, { x }) => tape.emit("Mul", [tape.emit("Mul", [x, tape.scalar(2)]), g])),
  ReduceL2: rule((tape, g, { x, y }) => tape.emit("Mul", [x, tape.emit("Div", [g, y])])),
  ReduceL1: rule((tape, g, { x }) => tape.emit("Mul", [tape.emit("Sign", [x]), g])),
  ReduceLogSumExp: rule((tape, g, { x, y }) => tape.emit("Mul", [g, tape.emit("Exp", [tape.emit("Sub", [x, y])])])),
};
