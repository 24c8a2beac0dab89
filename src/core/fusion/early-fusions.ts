/**
 * @file What the optimizer merges before it looks at Q and DQ. A MatMul that becomes a Gemm here is judged by the
 * rule of Gemm afterwards, so a float bias after quantized operands keeps the whole product in float.
 */
import { elementCount } from "../onnx/tensor-data.ts";
import { readNode } from "./patterns.ts";
import { isDQ } from "./pairs.ts";
import type { Step, Work } from "./work.ts";

export function earlyFusions(work: Work): void {
  mergeEqual(work);
  for (const step of [...work.nodes]) {
    if (step.op === "MatMul") matMulAdd(work, step);
    if (step.op === "Conv") convAdd(work, step);
  }
}

/** Two nodes that compute the same from the same are computed once; DequantizeLinear is not merged. */
function mergeEqual(work: Work): void {
  const known = new Map<string, Step>();
  // The runtime walks from the outputs, so of two equal nodes the later one stays.
  for (const step of work.nodes.toReversed()) {
    const key = keyOf(step);
    const twin = key === null ? undefined : known.get(key);
    if (key !== null && twin === undefined) known.set(key, step);
    if (twin === undefined || work.makesOutput(step) || step.outputs.some((o) => work.captured.has(o))) continue;
    step.outputs.forEach((o, i) => work.redirect(o, twin.outputs[i] ?? ""));
    work.remove(step, `${twin.origin} computes the same.`);
  }
}

/** What a node computes, as text; null when two of the kind may differ all the same. */
function keyOf(step: Step): string | null {
  const attrs = Object.values(step.attrs);
  const isPlain = attrs.every((a) => a.t === undefined && a.g === undefined && a.tensors.length === 0);
  if (!isPlain || isDQ(step) || /^(Random|Multinomial|Bernoulli|Dropout)/.test(step.op)) return null;
  const values = attrs.map((a) => `${a.name}=${[a.f, a.i, ...a.s, "|", ...a.ints, "|", ...a.floats].join()}`);
  return [step.domain, step.op, step.outputs.length, ...step.inputs, ...values.toSorted()].join("\u0001");
}

/** MatMul by a matrix and an Add of a row become Gemm. */
function matMulAdd(work: Work, matMul: Step): void {
  const add = readNode(work, matMul, "Add");
  const [a = [], b = []] = matMul.inputs.map((name) => shapeOf(work, name));
  const isMatrix = a.length === 2 || (a.length > 2 && a.every((d) => typeof d === "number" || typeof d === "bigint"));
  if (add === undefined || !isMatrix || b.length !== 2) return;
  const row = add.inputs.find((name) => name !== matMul.outputs[0]) ?? "";
  const rank = shapeOf(work, row)?.length ?? 0;
  const t = work.constants.get(row);
  if (rank < 1 || rank > 2 || (t !== undefined && elementCount(t) !== Number(b[1] ?? 0))) return;
  matMul.op = "Gemm";
  matMul.attrs = {};
  work.setInput(matMul, 2, row);
  absorb(work, matMul, add, "Gemm");
}

/** A constant per channel after a float convolution joins its bias. */
function convAdd(work: Work, conv: Step): void {
  const add = readNode(work, conv, "Add");
  const other = work.constants.get(add?.inputs.find((name) => name !== conv.outputs[0]) ?? "");
  const weight = work.constants.get(conv.inputs[1] ?? "");
  const bias = conv.inputs[2] ?? "";
  if (add === undefined || other === undefined || weight === undefined || (bias !== "" && !work.constants.has(bias)))
    return;
  const perChannel = other.dims.length === weight.dims.length && other.dims[1] === weight.dims[0];
  const trailing = weight.dims.length - 1;
  const fits = other.dims.length === trailing && other.dims[0] === weight.dims[0];
  if ((perChannel || fits) && elementCount(other) === Number(weight.dims[0])) absorb(work, conv, add, "Conv");
}

/** `next` is computed by the kernel of `step` from now on. */
export function absorb(work: Work, step: Step, next: Step, kernel: string): void {
  const output = next.outputs[0] ?? "";
  work.remove(next, `${kernel} computes it together with ${step.origin}.`);
  work.setOutput(step, 0, output);
  step.reason ??= `Runs in float, as ${kernel}.`;
}

/** Sizes as far as they are known; a dequantized value has those of its integers. */
function shapeOf(work: Work, value: string): readonly (number | bigint | string | null)[] | undefined {
  const maker = work.makerOf(value);
  if (isDQ(maker)) return shapeOf(work, maker.inputs[0] ?? "");
  return work.constants.get(value)?.dims ?? work.graph.types.get(plain(value))?.dims;
}

/** The value a copy stands for. */
function plain(value: string): string {
  return value.split("\u0000")[0] ?? value;
}
