/** @file Small questions for recognising several operators as one formula. */
import { isFloat } from "../onnx/elem.ts";
import { elementCount, floatsOf } from "../onnx/tensor-data.ts";
import type { Step, Work } from "./work.ts";

/** The only reader of a node, when it is this operator of the standard domain. */
export function readNode(work: Work, step: Step | undefined, op: string): Step | undefined {
  const next = step === undefined ? undefined : work.onlyReader(step);
  return next?.op === op && next.domain === "" && next.kernel === undefined ? next : undefined;
}

/** The node that makes an input, when it is this operator and nobody else reads it. */
export function madeBy(work: Work, value: string | undefined, op: string): Step | undefined {
  const maker = work.makerOf(value ?? "");
  return maker?.op === op && maker.domain === "" && work.onlyReader(maker) !== undefined ? maker : undefined;
}

/** The input that is not `value`. */
export function otherInput(step: Step, value: string | undefined): string {
  return step.inputs.find((name) => name !== value) ?? value ?? "";
}

/** The single number of a constant. */
export function scalarConstant(work: Work, value: string): number | undefined {
  const t = work.constants.get(value);
  return t !== undefined && isFloat(t.dataType) && elementCount(t) === 1 ? floatsOf(t)[0] : undefined;
}

export function isNear(x: number | undefined, wanted: number): boolean {
  return x !== undefined && Math.abs(x - wanted) <= 1e-3 * Math.abs(wanted);
}

/** Takes out all nodes of a formula but the last, which becomes the kernel. */
export function collapse(work: Work, steps: readonly (Step | undefined)[], last: Step, kernel: string): void {
  for (const step of steps)
    if (step !== undefined && step !== last) work.remove(step, `${kernel} computes it together with ${last.origin}.`);
  last.op = kernel;
  last.domain = "com.microsoft";
  last.reason = `Runs in float, as ${kernel}.`;
}
