/**
 * @file What the optimizer removes before it looks at Q and DQ: constants written as nodes, copies, arithmetic
 * that does nothing, whatever depends on constants only, and a second pair of Q and DQ.
 */
import { attrInt, attrInts } from "../onnx/attributes.ts";
import { isFloat } from "../onnx/elem.ts";
import { type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { elementCount, floatsOf, intsOf } from "../onnx/tensor-data.ts";
import { valueOfConstant } from "../graph/constant.ts";
import { is8Bit, isDQ, isQ, samePair, scalarOf } from "./pairs.ts";
import type { Step, Work } from "./work.ts";

/** Ops whose result is not a function of their inputs. */
const RANDOM = /^(Random|Multinomial|Bernoulli)/;

export function simplify(work: Work): void {
  removeDoublePairs(work);
  const known = new Set(work.constants.keys());
  for (const step of [...work.nodes]) {
    if (foldConstant(work, step, known)) continue;
    const source = copyOf(work, step);
    if (source !== null && canBypass(work, step)) bypass(work, step, source.slot, source.reason);
  }
}

/** A node of constants only is computed once. DequantizeLinear is kept: kernels want the integers. */
function foldConstant(work: Work, step: Step, known: Set<string>): boolean {
  const isShape = step.op === "Shape" && isStatic(work, step.inputs[0] ?? "");
  const inputs = step.inputs.filter((name) => name !== "");
  const constant = inputs.every((name) => known.has(name)) && (inputs.length > 0 || step.op === "Constant");
  if (isDQ(step) || RANDOM.test(step.op) || hasSubgraph(step) || !(isShape || constant)) return false;
  const value = valueOfConstant(step);
  for (const name of step.outputs) known.add(name);
  if (value !== undefined) work.constants.set(step.outputs[0] ?? "", value);
  if (!work.makesOutput(step) || step.op !== "Constant")
    work.remove(step, "It depends on constants only: it is computed once, when the model is loaded.");
  return true;
}

function hasSubgraph({ attrs }: Step): boolean {
  return Object.values(attrs).some((a) => a.g !== undefined);
}

function isStatic(work: Work, name: string): boolean {
  const dims = work.graph.types.get(name)?.dims;
  return dims !== undefined && dims.every((d) => typeof d === "number");
}

interface Copy {
  /** Which input the node hands on. */
  readonly slot: number;
  readonly reason: string;
}

/** Does this node only hand a value on? */
function copyOf(work: Work, step: Step): Copy | null {
  if (step.op === "Identity" || step.op === "Dropout")
    return { slot: 0, reason: `${step.op} does nothing when a model runs.` };
  if (step.op === "Cast" && attrInt(step, "to", 0) === work.elemOf(step.inputs[0] ?? ""))
    return { slot: 0, reason: "The value has this type already." };
  const slot = neutralSlot(work, step);
  if (slot !== null) return { slot, reason: "Its constant changes nothing (0 is added or 1 is multiplied)." };
  if (step.op === "Expand" && sameShape(work, step.inputs[0] ?? "", step.inputs[1] ?? ""))
    return { slot: 0, reason: "The value has this shape already." };
  if (step.op === "Transpose" && isIdentity(attrInts(step, "perm", undefined)))
    return { slot: 0, reason: "It keeps the order of the axes." };
  return null;
}

/** Is `shape` a constant that holds the known sizes of `value`? */
function sameShape(work: Work, value: string, shape: string): boolean {
  const dims = work.graph.types.get(value)?.dims;
  const wanted = work.constants.get(shape);
  if (dims === undefined || wanted === undefined) return false;
  const sizes = intsOf(wanted);
  return sizes.length === dims.length && sizes.every((size, i) => size === dims[i] || size === 1);
}

function isIdentity(perm: readonly number[] | undefined): boolean {
  return perm !== undefined && perm.every((p, i) => p === i);
}

/** Slot of the value that adding 0, subtracting 0, multiplying by 1 or dividing by 1 leaves as it is. */
function neutralSlot(work: Work, { op, inputs }: Step): number | null {
  const neutral = op === "Add" || op === "Sub" ? 0 : op === "Mul" || op === "Div" ? 1 : null;
  if (neutral === null) return null;
  const isNeutral = (slot: number) => {
    const t = work.constants.get(inputs[slot] ?? "");
    return t !== undefined && elementCount(t) === 1 && t.dims.length <= 1 && valueOf(t) === neutral;
  };
  if (isNeutral(1)) return 0;
  return (op === "Add" || op === "Mul") && isNeutral(0) ? 1 : null;
}

function valueOf(t: TensorProto): number | undefined {
  if (isFloat(t.dataType)) return floatsOf(t)[0];
  return t.dataType === T.INT64 || t.dataType === T.INT32 ? intsOf(t)[0] : undefined;
}

/** The output must keep its name when the model returns it or a subgraph reads it. */
export function canBypass(work: Work, step: Step): boolean {
  const fromNode = step.inputs.some((name) => work.makerOf(name) !== undefined);
  return fromNode && !work.makesOutput(step) && !step.outputs.some((o) => work.captured.has(o));
}

/** Takes a node out: its readers read one of its inputs. */
export function bypass(work: Work, step: Step, slot: number, reason: string): void {
  const source = step.inputs[slot] ?? "";
  work.redirect(step.outputs[0] ?? "", source);
  work.remove(step, reason);
}

/** Q - DQ - Q - DQ in one line: the inner two go, the outer two take the narrower range. */
function removeDoublePairs(work: Work): void {
  for (const dq of [...work.nodes]) {
    if (!isDQ(dq)) continue;
    const parent = work.makerOf(dq.inputs[0] ?? "");
    const child = work.onlyReader(dq);
    if (!isQ(parent) || work.onlyReader(parent) !== dq || !isQ(child)) continue;
    const last = work.onlyReader(child);
    if (!isDQ(last) || !samePair(work, parent, dq) || !samePair(work, child, last)) continue;
    const elems = [parent, child].map((q) => scalarOf(work, q)?.elem ?? 0);
    if (!is8Bit(elems[0] ?? 0) || elems[0] !== elems[1]) continue;
    mergePairs(work, [parent, dq, child, last]);
  }
}

function mergePairs(work: Work, [parent, dq, child, last]: readonly [Step, Step, Step, Step]): void {
  const reason = "A second Q/DQ pair directly after the first: the runtime merges the two.";
  // Which of the two ranges wins matters to values only; both ends stay equal to each other.
  const [scale, zero] = [child.inputs[1] ?? "", child.inputs[2] ?? ""];
  for (const step of [parent, last]) {
    work.setInput(step, 1, scale);
    work.setInput(step, 2, zero);
  }
  work.setInput(last, 0, parent.outputs[0] ?? "");
  work.remove(child, reason);
  work.remove(dq, reason);
}
