/** @file Float operators that the runtime merges into one kernel. */
import { attrInts } from "../onnx/attributes.ts";
import { absorb } from "./early-fusions.ts";
import { fuseGelu, fuseLayerNorm } from "./formulas.ts";
import { otherInput, readNode, scalarConstant } from "./patterns.ts";
import { bypass, canBypass } from "./simplify.ts";
import type { Step, Work } from "./work.ts";

export function floatFusions(work: Work): void {
  cancelTransposes(work);
  for (const step of [...work.nodes]) {
    if (step.kernel === "MatMulNBits" || step.op === "MatMulNBits") addBias(work, step);
    if (step.op === "MatMulInteger") dynamicMatMul(work, step);
    if (step.kernel !== undefined) continue;
    if (step.op === "Conv") activation(work, step, CONV_ACTIVATIONS, "FusedConv");
    if (step.op === "Gemm") activation(work, step, GEMM_ACTIVATIONS, "FusedGemm");
    if (/^(Erf|Sigmoid|Tanh)$/.test(step.op)) fuseGelu(work, step);
  }
  for (const step of [...work.nodes]) if (step.op === "Sqrt") fuseLayerNorm(work, step);
  for (const step of [...work.nodes]) if (step.op === "LayerNormalization") skipAdd(work, step);
  for (const step of [...work.nodes]) if (step.op === "MatMul" && step.kernel === undefined) fuseMatMul(work, step);
}

const CONV_ACTIVATIONS = /^(Relu|Sigmoid|Tanh|LeakyRelu|HardSigmoid|Clip)$/;
const GEMM_ACTIVATIONS = /^(Relu|Sigmoid|Tanh|LeakyRelu|HardSigmoid|Elu|Softplus|Softsign|Selu|ThresholdedRelu)$/;

function activation(work: Work, step: Step, ops: RegExp, kernel: string): void {
  const next = work.onlyReader(step);
  if (next === undefined || !ops.test(next.op) || next.kernel !== undefined || next.domain !== "") return;
  absorb(work, step, next, kernel);
  step.op = kernel;
}

/** Two in a row: one of them is enough, and none when the second undoes the first. */
function cancelTransposes(work: Work): void {
  for (const step of [...work.nodes]) {
    const next = work.onlyReader(step);
    if (step.op !== "Transpose" || next?.op !== "Transpose" || !canBypass(work, next)) continue;
    const [first, second] = [step, next].map((t) => attrInts(t, "perm", undefined));
    if (first === undefined || second === undefined) continue;
    const reason = "Two Transposes in a row are done as one, or not at all where the second undoes the first.";
    const undone = second.every((axis, i) => first[axis] === i);
    bypass(work, next, 0, reason);
    if (undone) bypass(work, step, 0, reason);
  }
}

/** MatMulNBits takes a constant bias. */
function addBias(work: Work, step: Step): void {
  const add = readNode(work, step, "Add");
  const bias = work.constants.get(add === undefined ? "" : otherInput(add, step.outputs[0]));
  if (add !== undefined && bias?.dims.length === 1 && (step.inputs[5] ?? "") === "")
    absorb(work, step, add, "MatMulNBits");
}

/** MatMulInteger - Cast - Mul by the scales (- Add): one kernel, which quantizes its input too when it is the only reader. */
function dynamicMatMul(work: Work, step: Step): void {
  const cast = readNode(work, step, "Cast");
  const mul = readNode(work, cast, "Mul");
  if (cast === undefined || mul === undefined) return;
  const scales = work.makerOf(otherInput(mul, cast.outputs[0]));
  if (scales?.op !== "Mul" || work.onlyReader(scales) === undefined) return;
  const quantizer = work.makerOf(step.inputs[0] ?? "");
  const ownQuantizer =
    quantizer?.op === "DynamicQuantizeLinear" && quantizer.outputs.every((o) => work.readersOf(o).length === 1);
  const kernel = ownQuantizer ? "DynamicQuantizeMatMul" : "MatMulIntegerToFloat";
  for (const next of [cast, mul]) absorb(work, step, next, kernel);
  const add = readNode(work, step, "Add");
  if (add !== undefined && work.constants.get(otherInput(add, step.outputs[0]))?.dims.length === 1)
    absorb(work, step, add, kernel);
  work.remove(scales, `${kernel} multiplies the scales itself.`);
  if (ownQuantizer) work.remove(quantizer, `${kernel} quantizes its input itself.`);
  step.kernel = kernel;
  step.reason = `${kernel} computes on the integers.`;
}

function skipAdd(work: Work, norm: Step): void {
  const add = work.makerOf(norm.inputs[0] ?? "");
  if (add?.op !== "Add" || add.kernel !== undefined || add.domain !== "" || work.onlyReader(add) !== norm) return;
  const shapes = add.inputs.map((name) => work.graph.types.get(name)?.dims);
  const same = shapes[0]?.length === 3 && shapes[0].every((d, i) => d !== null && d === shapes[1]?.[i]);
  if (!same) return;
  work.remove(add, `SkipLayerNormalization computes it together with ${norm.origin}.`);
  norm.op = "SkipLayerNormalization";
}

/** A float product takes in a Transpose of an operand's last two axes and a multiplication by a constant. */
function fuseMatMul(work: Work, matMul: Step): void {
  for (const name of matMul.inputs) {
    const transpose = work.makerOf(name);
    if (transpose?.op !== "Transpose" || transpose.kernel !== undefined || work.onlyReader(transpose) !== matMul)
      continue;
    if (!swapsLastTwo(attrInts(transpose, "perm", undefined))) continue;
    matMul.inputs.forEach((n, slot) => n === name && work.setInput(matMul, slot, transpose.inputs[0] ?? ""));
    work.remove(transpose, `FusedMatMul reads ${matMul.origin}'s operand transposed.`);
    matMul.op = "FusedMatMul";
  }
  const mul = readNode(work, matMul, "Mul") ?? readNode(work, matMul, "Div");
  if (mul === undefined || scalarConstant(work, otherInput(mul, matMul.outputs[0])) === undefined) return;
  absorb(work, matMul, mul, "FusedMatMul");
  matMul.op = "FusedMatMul";
}

function swapsLastTwo(perm: readonly number[] | undefined): boolean {
  const n = perm?.length ?? 0;
  return n >= 2 && (perm ?? []).every((p, i) => p === (i === n - 1 ? n - 2 : i === n - 2 ? n - 1 : i));
}
