/** @file Float operators that the runtime merges into one kernel, and nodes that only fed what is gone. */
import { attrInts } from "../onnx/attributes.ts";
import { bypass, canBypass } from "./simplify.ts";
import type { Step, Work } from "./work.ts";

export function floatFusions(work: Work): void {
  cancelTransposes(work);
  fuseActivations(work);
  removeUnread(work);
}

/** Activations a float convolution takes in. */
const ACTIVATIONS = /^(Relu|Sigmoid|Tanh|LeakyRelu|HardSigmoid|Clip)$/;

function fuseActivations(work: Work): void {
  for (const conv of [...work.nodes]) {
    if (conv.op !== "Conv" || conv.kernel !== undefined) continue;
    const next = work.onlyReader(conv);
    if (next === undefined || !ACTIVATIONS.test(next.op) || next.kernel !== undefined) continue;
    absorb(work, conv, next, "FusedConv");
  }
}

/** Two in a row: one of them is enough, and none when the second undoes the first. */
function cancelTransposes(work: Work): void {
  for (const step of [...work.nodes]) {
    const next = work.onlyReader(step);
    if (step.op !== "Transpose" || next?.op !== "Transpose" || !canBypass(work, next)) continue;
    const [first, second] = [step, next].map((t) => attrInts(t, "perm", undefined));
    if (first === undefined || second === undefined) continue;
    const reason = "The two Transposes in a row are done as one, or not at all where the second undoes the first.";
    const undone = second.every((axis, i) => first[axis] === i);
    bypass(work, next, 0, reason);
    if (undone) bypass(work, step, 0, reason);
  }
}

function absorb(work: Work, step: Step, next: Step, kernel: string): void {
  const output = next.outputs[0] ?? "";
  work.remove(next, `${kernel} computes it together with ${step.origin}.`);
  work.setOutput(step, 0, output);
  step.op = kernel;
}

function removeUnread(work: Work): void {
  for (const step of work.nodes.toReversed()) {
    if (work.edgesOf(step) === 0 && !work.makesOutput(step)) work.remove(step, "Nothing reads its result.");
  }
}
