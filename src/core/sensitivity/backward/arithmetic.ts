/** @file Backward rules of arithmetic between values, with repeating along axes of size 1. */
import type { ValueName } from "../../graph/graph.ts";
import type { Tape } from "../tape.ts";
import { type BackwardRule, type Reverse, unbroadcast } from "./rule.ts";

/** Gradient of one operand in the shape of the output. */
type Part = (reverse: Reverse, tape: Tape) => ValueName;

/** One part for each operand. */
function binary(...parts: readonly [Part, Part]): BackwardRule {
  return (reverse) => each(reverse, parts);
}

function each(reverse: Reverse, parts: readonly (Part | undefined)[]): readonly (ValueName | undefined)[] | null {
  const { node, tape, wants } = reverse;
  const gradients = parts.map((part, slot) => {
    if (part === undefined || !wants(slot)) return undefined;
    return unbroadcast(tape, part(reverse, tape), node.outputs[0] ?? "", node.inputs[slot] ?? "") ?? null;
  });
  return gradients.includes(null) ? null : (gradients as (ValueName | undefined)[]);
}

const operand = ({ node }: Reverse, slot: number) => node.inputs[slot] ?? "";
const result = ({ node }: Reverse) => node.outputs[0] ?? "";

const passed: Part = ({ g }) => g;
const negated: Part = ({ g }, tape) => tape.emit("Neg", [g]);
const times =
  (slot: number): Part =>
  (reverse, tape) =>
    tape.emit("Mul", [reverse.g, operand(reverse, slot)]);

/** p x^(p - 1) */
const powBase: Part = (reverse, tape) => {
  const [x, p] = [operand(reverse, 0), operand(reverse, 1)];
  const power = tape.emit("Pow", [x, tape.emit("Sub", [p, tape.scalar(1)])]);
  return tape.emit("Mul", [reverse.g, tape.emit("Mul", [p, power])]);
};

const pow: BackwardRule = (reverse) => {
  const { tape, wants } = reverse;
  // An exponent of integers cannot be reduced by one in float.
  const elem = tape.graph.types.get(operand(reverse, 1))?.elem;
  return wants(1) || elem !== 1 ? null : each(reverse, [powBase]);
};

/** Of two operands, where one is the result; the first where they tie. */
const chosen: BackwardRule = (reverse) => {
  const { node } = reverse;
  if (node.inputs.length > 2) return null;
  const first = (tape: Tape) => tape.emit("Equal", [operand(reverse, 0), result(reverse)]);
  return each(reverse, [
    ({ g }, tape) => tape.emit("Where", [first(tape), g, tape.scalar(0)]),
    ({ g }, tape) => tape.emit("Where", [first(tape), tape.scalar(0), g]),
  ]);
};

const mean: BackwardRule = (reverse) => {
  const share: Part = ({ g, node }, tape) => tape.emit("Mul", [g, tape.scalar(1 / node.inputs.length)]);
  return each(
    reverse,
    reverse.node.inputs.map(() => share),
  );
};

export const ARITHMETIC: Readonly<Record<string, BackwardRule>> = {
  Add: binary(passed, passed),
  Sub: binary(passed, negated),
  Mul: binary(times(1), times(0)),
  Div: binary(
    (reverse, tape) => tape.emit("Div", [reverse.g, operand(reverse, 1)]),
    (reverse, tape) => {
      const share = tape.emit("Div", [result(reverse), operand(reverse, 1)]);
      return tape.emit("Neg", [tape.emit("Mul", [reverse.g, share])]);
    },
  ),
  Pow: pow,
  Max: chosen,
  Min: chosen,
  Sum: (reverse) =>
    each(
      reverse,
      reverse.node.inputs.map(() => passed),
    ),
  Mean: mean,
  Where: (reverse) =>
    each(reverse, [
      undefined,
      ({ g }, tape) => tape.emit("Where", [operand(reverse, 0), g, tape.scalar(0)]),
      ({ g }, tape) => tape.emit("Where", [operand(reverse, 0), tape.scalar(0), g]),
    ]),
};
