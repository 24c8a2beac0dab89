/**
 * @file Values that float16 cannot carry. float16 ends at 65504 and loses digits below 6.1e-5, so an overflow
 * becomes infinite, a small divisor becomes 0, and both become "not a number" one node later. Every rule here asks
 * for what calibration saw; where an op leaves the range easily and nothing was seen, the node is not risked.
 */
import { constantInput, consumersOf } from "../../graph/edit.ts";
import type { Graph, Node, ValueName } from "../../graph/graph.ts";
import { elementCount, floatsOf } from "../../onnx/tensor-data.ts";
import { HALF_MAX, HALF_NORMAL } from "./convert.ts";
import { floatValues, type HalfSlots, inputsOf, outputsOf } from "./ops.ts";

export interface Range {
  readonly lo: number;
  readonly hi: number;
}

/** Calibrated range of a value, undefined when it was not observed. */
export type RangeOf = (value: ValueName) => Range | undefined;

/** Other data may reach twice as far as calibration did. */
const SAFE = HALF_MAX / 2;

interface Case {
  readonly node: Node;
  readonly graph: Graph;
  readonly range: RangeOf;
}

export function hazardOf(node: Node, graph: Graph, slots: HalfSlots, range: RangeOf): string | null {
  const found = { node, graph, range };
  return reachHazard(found, slots) ?? ruleOf(node)?.(found) ?? feedsHazard(found, outputsOf(node, slots));
}

function ruleOf({ op }: Node): Rule | undefined {
  return Object.hasOwn(RULES, op) ? RULES[op] : undefined;
}

/** Inputs and outputs beyond the end of float16, or wholly below its full precision. */
function reachHazard({ node, graph, range }: Case, slots: HalfSlots): string | null {
  const isFloat = (name: ValueName) => floatValues(graph).has(name) && !graph.constants.has(name);
  const sides = [
    ...outputsOf(node, slots).map((name) => ["output", name] as const),
    ...inputsOf(node, slots).map((slot) => ["input", node.inputs[slot] ?? ""] as const),
  ];
  for (const [side, name] of sides) {
    const seen = isFloat(name) ? range(name) : undefined;
    if (seen === undefined) continue;
    const reach = Math.max(Math.abs(seen.lo), Math.abs(seen.hi));
    if (reach > HALF_MAX) return `Its ${side} reached ${text(reach)} in calibration; float16 ends at 65504.`;
    if (reach > SAFE)
      return `Its ${side} reached ${text(reach)} in calibration; float16 ends at 65504, which leaves other data no room.`;
    if (reach > 0 && reach < HALF_NORMAL)
      return `Its ${side} stays below ${text(reach)}; float16 loses digits under 6.1e-5.`;
  }
  return null;
}

/** Hand small values on as they are, so that what comes after decides whether these matter. */
const PASSES_ON: ReadonlySet<string> = new Set(
  "Abs Clip Concat DepthToSpace Expand Flatten Gather Identity Max Min Neg Pad Relu Reshape Slice Split Squeeze Tile Transpose Unsqueeze".split(
    " ",
  ),
);

/** A divisor or the argument of a logarithm must not be rounded before it gets there either. */
function feedsHazard({ graph, range }: Case, values: readonly ValueName[]): string | null {
  const seen = new Set(values);
  for (const value of seen) {
    for (const reader of readers(graph, value)) {
      const needs = Object.hasOwn(NEEDS_SMALL, reader.op) ? NEEDS_SMALL[reader.op] : undefined;
      const reason =
        needs !== undefined && reader.inputs[needs] === value ? ruleOf(reader)?.({ node: reader, graph, range }) : null;
      if (reason)
        return `${reader.name} after it needs its small values: ${reason[0]?.toLowerCase()}${reason.slice(1)}`;
      if (PASSES_ON.has(reader.op)) for (const name of reader.outputs) seen.add(name);
    }
  }
  return null;
}

const consumers = new WeakMap<Graph, ReadonlyMap<ValueName, readonly Node[]>>();

function readers(graph: Graph, value: ValueName): readonly Node[] {
  const known = consumers.get(graph) ?? consumersOf(graph);
  consumers.set(graph, known);
  return known.get(value) ?? [];
}

/** Input that must keep the digits of its small values. */
const NEEDS_SMALL: Readonly<Record<string, number>> = { Div: 1, Log: 0, Reciprocal: 0, Sqrt: 0 };

type Rule = (c: Case) => string | null;

const RULES: Readonly<Record<string, Rule>> = {
  Div: (c) => divisor(c, 1),
  Exp: output,
  GlobalLpPool: squares,
  LRN: squares,
  Log: (c) => small(c, 0, "takes the logarithm of"),
  LpNormalization: squares,
  LpPool: squares,
  Mul: (c) => (c.node.inputs[0] === c.node.inputs[1] ? output(c) : null),
  Pow: power,
  Reciprocal: (c) => divisor(c, 0),
  ReduceL2: squares,
  ReduceLogSum: squares,
  ReduceLogSumExp: output,
  ReduceProd: output,
  ReduceSumSquare: output,
  Sqrt: root,
};

/** Sure to leave float16 for inputs that are common, so its output must have been seen. */
function output({ node, range }: Case): string | null {
  return range(node.outputs[0] ?? "") === undefined ? unseen(node) : null;
}

/** Sums squares inside, where no range was seen. */
function squares({ node, range }: Case): string | null {
  const seen = range(node.inputs[0] ?? "");
  if (seen === undefined) return unseen(node);
  const reach = Math.max(seen.lo ** 2, seen.hi ** 2);
  return reach > SAFE ? `It adds up squares, which reach ${text(reach)}; float16 ends at 65504.` : null;
}

function divisor(c: Case, slot: number): string | null {
  return small(c, slot, "divides by");
}

/** Near 0 this operand loses its digits, or becomes 0. */
function small({ node, graph, range }: Case, slot: number, does: string): string | null {
  const constant = constantInput(graph, node, slot);
  const seen = constant === undefined ? range(node.inputs[slot] ?? "") : closest(floatsOf(constant));
  if (seen === undefined) return unseen(node);
  if (seen.lo >= HALF_NORMAL || seen.hi <= -HALF_NORMAL) return null;
  const least = seen.lo > 0 ? seen.lo : seen.hi < 0 ? -seen.hi : 0;
  return `It ${does} values down to ${text(least)}; float16 loses digits under 6.1e-5 and ends at 6e-8.`;
}

/** The element nearest 0, as a range. */
function closest(values: Float32Array): Range {
  const least = values.reduce((a, x) => Math.min(a, Math.abs(x)), Infinity);
  return { lo: least, hi: least };
}

function power(c: Case): string | null {
  const exponent = constantInput(c.graph, c.node, 1);
  if (exponent !== undefined && elementCount(exponent) === 1 && (floatsOf(exponent)[0] as number) < 0)
    return divisor(c, 0);
  return output(c);
}

/** The root of something tiny is not tiny: the digits lost before it would be missed after it. */
function root({ node, range }: Case): string | null {
  const seen = range(node.inputs[0] ?? "");
  if (seen === undefined) return unseen(node);
  if (seen.lo <= 0 || seen.lo >= HALF_NORMAL) return null;
  return `It takes the root of values down to ${text(seen.lo)}; float16 loses digits under 6.1e-5.`;
}

function unseen({ op }: Node): string {
  return `${op} leaves the range of float16 easily, and calibration saw none of its values.`;
}

/** Two digits: 1.2e6, 70000, 3.1e-7. */
export function text(x: number): string {
  const rounded = Number(x.toPrecision(2));
  const plain = rounded === 0 || (Math.abs(rounded) >= 1e-3 && Math.abs(rounded) < 1e6);
  return plain ? String(rounded) : rounded.toExponential().replace("e+", "e");
}
