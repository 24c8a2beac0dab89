/**
 * @file Where the optimizer puts Q and DQ before it looks for integer kernels: a pair is copied past operators that
 * only move values, float weights and biases between quantized tensors are quantized, and each reader gets a
 * DequantizeLinear of its own.
 */
import { attrInt } from "../onnx/attributes.ts";
import { elementCount } from "../onnx/tensor-data.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { isDQ, isQ, scalarOf } from "./pairs.ts";
import type { Step, Work } from "./work.ts";

/** Operators a pair may be copied past. */
const PASSES: ReadonlySet<string> = new Set(["MaxPool", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Slice"]);

export function movePairs(work: Work): void {
  for (const q of [...work.nodes]) if (isQ(q)) copyBackward(work, q);
  for (const dq of [...work.nodes]) if (isDQ(dq)) copyForward(work, dq);
  quantizeWeights(work);
  makeUnique(work);
}

function mayPass(work: Work, { op, domain }: Step): boolean {
  return domain === "" && PASSES.has(op) && (op !== "MaxPool" || (work.graph.opsets.get("") ?? 0) >= 12);
}

/** x - Reshape - Q becomes x - Q - DQ - Reshape - Q, so that the Reshape moves integers. */
function copyBackward(work: Work, q: Step): void {
  if (scalarOf(work, q) === undefined) return;
  let value = q.inputs[0] ?? "";
  for (;;) {
    const mover = work.makerOf(value);
    if (mover === undefined || !mayPass(work, mover) || work.onlyReader(mover) === undefined) return;
    value = mover.inputs[0] ?? "";
    const maker = work.makerOf(value);
    if (isDQ(maker) || work.readersOf(value).length !== 1 || work.outputs.has(value)) return;
    if (maker === undefined && work.constants.has(value)) return;
    insertPair(work, value, [mover], q);
  }
}

/** DQ - Reshape - y becomes DQ - Reshape - Q - DQ - y. */
function copyForward(work: Work, dq: Step): void {
  if (scalarOf(work, dq) === undefined) return;
  const todo = [work.onlyReader(dq)];
  for (let mover = todo.pop(); mover !== undefined; mover = todo.pop()) {
    const output = mover.outputs[0] ?? "";
    if (!mayPass(work, mover) || work.outputs.has(output) || work.captured.has(output)) continue;
    const readers = [...new Set(work.readersOf(output))].filter((reader) => !isQ(reader));
    if (readers.length === 0) continue;
    insertPair(work, output, readers, dq);
    todo.push(...readers);
  }
}

/** One Q after `value`, and a DQ of its own for each of `readers`. */
function insertPair(work: Work, value: string, readers: readonly Step[], like: Step): void {
  const [scale = "", zero = ""] = like.inputs.slice(1);
  const middle = work.fresh(`${value}_q`);
  const parameters = zero === "" ? [scale] : [scale, zero];
  const { domain, attrs } = like;
  const origin = `${value} copied pair`;
  const first = readers[0];
  if (first === undefined) return;
  const q: Step = { origin, op: "QuantizeLinear", domain, attrs, inputs: [value, ...parameters], outputs: [middle] };
  const dqs = readers.map((): Step => {
    const outputs = [work.fresh(`${value}_dq`)];
    return { origin, op: "DequantizeLinear", domain, attrs, inputs: [middle, ...parameters], outputs };
  });
  work.setElem(middle, scalarOf(work, like)?.elem ?? 0);
  readers.forEach((reader, i) => {
    const result = dqs[i]?.outputs[0] ?? "";
    reader.inputs.forEach((name, slot) => name === value && work.setInput(reader, slot, result));
  });
  const earliest = readers.reduce((a, b) => (work.nodes.indexOf(a) < work.nodes.indexOf(b) ? a : b));
  for (const step of [q, ...dqs]) work.insertBefore(earliest, step);
}

/** Float weight or bias of a Conv, ConvTranspose or Gemm between quantized tensors: the optimizer quantizes it itself. */
function quantizeWeights(work: Work): void {
  for (const step of [...work.nodes]) {
    if (!/^(Conv|ConvTranspose|Gemm)$/.test(step.op) || step.domain !== "") continue;
    const input = work.makerOf(step.inputs[0] ?? "");
    if (!isDQ(input) || scalarOf(work, input) === undefined || !leadsToQ(work, step)) continue;
    const weightDQ = work.makerOf(step.inputs[1] ?? "");
    const weight = work.constants.get(step.inputs[1] ?? "");
    if (!isDQ(weightDQ) && weight?.dataType !== T.FLOAT) continue;
    const biasName = step.inputs[2] ?? "";
    const bias = work.constants.get(biasName);
    if (biasName !== "" && (bias === undefined || bias.dims.length !== 1)) continue;
    if (isDQ(weightDQ) && (bias === undefined || !fitsBias(work, step, weightDQ, elementCount(bias)))) continue;
    if (!isDQ(weightDQ)) dequantize(work, step, 1, T.INT8);
    if (bias !== undefined) dequantize(work, step, 2, T.INT32);
  }
}

/** Scales per tensor, or per output channel along the axis the operator has them on. */
function fitsBias(work: Work, step: Step, dq: Step, channels: number): boolean {
  const scale = work.constants.get(dq.inputs[1] ?? "");
  if (scale === undefined || elementCount(scale) === 1) return scale !== undefined;
  const axis = attrInt(dq, "axis", 1);
  const expected = step.op === "Gemm" && attrInt(step, "transB", 0) === 0 ? 1 : 0;
  return elementCount(scale) === channels && axis === expected && attrInt(dq, "block_size", 0) === 0;
}

function leadsToQ(work: Work, step: Step): boolean {
  let reader = work.onlyReader(step);
  while (reader !== undefined && (reader.op === "Relu" || reader.op === "Clip")) reader = work.onlyReader(reader);
  return isQ(reader);
}

function dequantize(work: Work, step: Step, slot: number, elem: number): void {
  const integers = work.fresh(`${step.inputs[slot] ?? ""}_quantized`);
  const outputs = [work.fresh(`${step.inputs[slot] ?? ""}_dequantized`)];
  work.setElem(integers, elem);
  const origin = `${step.origin} weight`;
  work.insertBefore(step, { origin, op: "DequantizeLinear", domain: "", attrs: {}, inputs: [integers], outputs });
  work.setInput(step, slot, outputs[0] ?? "");
}

/** One DQ per edge; a DQ the model returns keeps that output and lends copies to the readers. */
export function makeUnique(work: Work): void {
  for (const dq of [...work.nodes]) {
    if (!isDQ(dq)) continue;
    const value = dq.outputs[0] ?? "";
    const edges = [...new Set(work.readersOf(value))].flatMap((step) =>
      step.inputs.flatMap((name, slot) => (name === value ? [{ step, slot }] : [])),
    );
    const keepsOwn = work.outputs.has(value) || work.captured.has(value);
    for (const { step, slot } of keepsOwn ? edges : edges.slice(1)) {
      const copy = { ...dq, inputs: [...dq.inputs], outputs: [work.fresh(value)] };
      work.insertAfter(dq, copy);
      work.setInput(step, slot, copy.outputs[0] ?? "");
    }
  }
}
