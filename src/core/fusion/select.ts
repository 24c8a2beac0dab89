/** @file Walks the graph as the optimizer does and turns what the rules allow into integer kernels. */
import { attr, attrFloat } from "../onnx/attributes.ts";
import { floatsOf } from "../onnx/tensor-data.ts";
import { isDQ, isQ, realRange } from "./pairs.ts";
import { refuseNBits, type Rule, RULES, type Unit } from "./rules.ts";
import { bypass, canBypass } from "./simplify.ts";
import type { Step, Work } from "./work.ts";

/** Removes Relu and Clip before a quantizer that cuts at least as much. */
export function swallowClamps(work: Work): void {
  for (const step of [...work.nodes]) {
    if (step.op !== "Relu" && step.op !== "Clip") continue;
    const q = work.onlyReader(step);
    const bounds = boundsOf(work, step);
    const range = isQ(q) ? realRange(work, q) : undefined;
    if (bounds === undefined || range === undefined || !canBypass(work, step)) continue;
    if (bounds.lo - range.lo > EPSILON || range.hi - bounds.hi > EPSILON) continue;
    bypass(work, step, 0, "The quantizer after it cuts at the same bounds, so it is left out.");
  }
}

/** What the runtime allows a bound to differ by: the spacing of float32 at 1. */
const EPSILON = 2 ** -23;

function boundsOf(work: Work, step: Step): { readonly lo: number; readonly hi: number } | undefined {
  if (step.op === "Relu") return { lo: 0, hi: Infinity };
  if (attr(step, "min") !== undefined || attr(step, "max") !== undefined)
    return { lo: attrFloat(step, "min", -Infinity), hi: attrFloat(step, "max", Infinity) };
  const at = (slot: number, open: number) => {
    const name = step.inputs[slot] ?? "";
    if (name === "") return open;
    const t = work.constants.get(name);
    return t === undefined ? undefined : floatsOf(t)[0];
  };
  const [lo, hi] = [at(1, -Infinity), at(2, Infinity)];
  return lo === undefined || hi === undefined ? undefined : { lo, hi };
}

export function selectKernels(work: Work): void {
  for (const step of [...work.nodes]) {
    if (step.domain !== "" || step.kernel !== undefined) continue;
    const unit = unitOf(work, step);
    if (unit.dqs.length === 0) continue;
    const rule = Object.hasOwn(RULES, step.op) ? RULES[step.op] : undefined;
    const refusal = blockedByClamp(work, step) ?? (rule === undefined ? NO_KERNEL(step.op) : rule.refuse(unit, work));
    if (rule !== undefined && refusal === null) fuse(work, unit, rule);
    else if (refusal !== null) weightOnly(work, unit, refusal);
  }
}

const NO_KERNEL = (op: string) => `${op} has no integer kernel in ONNX Runtime's CPU provider.`;

/** The other chance of a product: integer weights, float activations. */
function weightOnly(work: Work, unit: Unit, refusal: string): void {
  const { step } = unit;
  step.reason = refusal;
  if (!isProduct(step)) return;
  const other = blockedByClamp(work, step) ?? refuseNBits(unit, work);
  if (other === null) fuseWeight(work, unit);
  else if (unit.dqs.length === 1) step.reason = other;
}

function isProduct({ op }: Step): boolean {
  return op === "MatMul" || op === "Gemm";
}

/** A Relu or Clip that the quantizer after it does not make superfluous stands between the operator and its integers. */
function blockedByClamp(work: Work, step: Step): string | undefined {
  const next = work.edgesOf(step) === 1 ? work.readersOf(step.outputs[0] ?? "")[0] : undefined;
  if (next === undefined || (next.op !== "Relu" && next.op !== "Clip")) return undefined;
  if (work.edgesOf(next) !== 1 || work.makesOutput(next)) return undefined;
  return `The ${next.op} after it cuts values that the quantizer does not, so it cannot be left out: the two run in float.`;
}

function unitOf(work: Work, step: Step): Unit {
  const dqs = [...new Set(step.inputs.map((name) => work.makerOf(name)).filter(isDQ))];
  const readers = step.outputs.flatMap((o) => work.readersOf(o));
  const qs = readers.filter(isQ);
  return {
    step,
    dqs,
    qs,
    from: dqs.map((dq) => work.elemOf(dq.inputs[0] ?? "")),
    to: qs.map((q) => work.elemOf(q.outputs[0] ?? "")),
    closed: qs.length === step.outputs.length && qs.length === work.edgesOf(step) && !work.makesOutput(step),
  };
}

function fuse(work: Work, { step, dqs, qs }: Unit, rule: Rule): void {
  const kernel = typeof rule.kernel === "function" ? rule.kernel({ step, dqs, qs } as Unit) : rule.kernel;
  step.kernel = kernel ?? step.op;
  step.reason = kernel === null ? `${step.op} moves the integers as they are.` : `${kernel} computes on the integers.`;
  for (const dq of dqs) absorbInput(work, step, dq, step.kernel);
  for (const q of qs) {
    const slot = step.outputs.findIndex((o) => o === q.inputs[0]);
    const output = q.outputs[0] ?? "";
    work.remove(q, `${step.kernel} writes integers itself.`);
    work.setOutput(step, slot, output);
  }
}

function fuseWeight(work: Work, { step, dqs }: Unit): void {
  step.kernel = "MatMulNBits";
  step.reason = `MatMulNBits reads ${bitsOf(work, step)}-bit weights and computes with float activations.`;
  const dq = dqs.find((d) => d.outputs[0] === step.inputs[1]);
  if (dq !== undefined) absorbInput(work, step, dq, step.kernel);
}

function bitsOf(work: Work, step: Step): number {
  const dq = work.makerOf(step.inputs[1] ?? "");
  const elem = work.elemOf(dq?.inputs[0] ?? "");
  return elem === 21 || elem === 22 ? 4 : elem === 25 || elem === 26 ? 2 : 8;
}

function absorbInput(work: Work, step: Step, dq: Step, kernel: string): void {
  const value = dq.outputs[0] ?? "";
  step.inputs.forEach((name, slot) => name === value && work.setInput(step, slot, dq.inputs[0] ?? ""));
  if (work.readersOf(value).length === 0 && !work.outputs.has(value))
    work.remove(dq, `${kernel} reads the integers itself.`);
}
