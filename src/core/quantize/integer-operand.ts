/** @file What an integer layer reads: its weights, its bias and constant operands as integers with a DequantizeLinear each. */
import type { Node, ValueName } from "../graph/graph.ts";
import { TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { dimsOf, floatsOf, floatTensor, makeTensor } from "../onnx/tensor-data.ts";
import { type Affine, channelView, type IntType, quantize } from "./affine.ts";
import { quantizeBias } from "./bias.ts";
import { dataInputs } from "./data-inputs.ts";
import { addDequantize, affineOf, type Draft, tensorOf } from "./draft.ts";
import { typedName } from "./params.ts";
import type { WeightPlan } from "./plan.ts";
import { activationType, bitsOf, isStatic } from "./precisions.ts";
import { addParameters, ELEM } from "./qdq.ts";
import type { QuantizedWeight } from "./weights.ts";

/** The dequantized weight, bias or constant operand in this slot, or a convert; undefined for other activations. */
export function integerOperand(draft: Draft, node: Node, slot: number): ValueName | undefined {
  const name = node.inputs[slot] ?? "";
  const weight = draft.plan.weights.get(node.name);
  const solved = draft.params.weights.get(node.name);
  if (weight !== undefined && solved !== undefined) {
    if (name === weight.constant && slot > 0) return weightOperand(draft, weight, solved);
    if (name !== "" && name === weight.bias && slot > 1) return biasOperand(draft, weight, solved.affine);
  }
  const precision = draft.plan.nodes.get(node.name)?.precision;
  if (!isStatic(precision) || !dataInputs(node, draft.plan.nodes).includes(name)) return undefined;
  const type = activationType(draft.recipe, precision);
  if (draft.plan.operands.has(name)) return constantOperand(draft, name, type);
  return draft.plan.values.get(name)?.type === type ? undefined : draft.dequantized.get(typedName(name, type));
}

/** Shared weights are stored once as long as their scales agree (the bias guard may tell them apart). */
function weightOperand(
  draft: Draft,
  { constant, axis, node }: WeightPlan,
  { affine, integers }: QuantizedWeight,
): ValueName {
  const twin = draft.constants.get(draft.own(`${constant}_scale`));
  const shared = twin === undefined || (draft.dequantized.has(constant) && sameFloats(floatsOf(twin), affine.scale));
  const base = shared ? constant : `${constant}_${node}`;
  const result = draft.own(`${base}_DequantizeLinear_Output`);
  if (draft.dequantized.has(base)) return result;
  const stored = add(draft, base, ELEM[affine.type], dimsOf(tensorOf(draft, constant)), integers);
  const parameters = addParameters(draft, base, affine);
  addDequantize(draft, { base, integers: stored, type: affine.type, parameters, axis });
  draft.dequantized.set(base, result);
  return result;
}

/** A bias depends on its layer's scales, so layers that share one get a copy each. No zero point: WebGPU refuses it. */
function biasOperand(draft: Draft, { bias, node, input, inputType }: WeightPlan, affine: Affine): ValueName {
  const tensor = tensorOf(draft, bias ?? "");
  const { values, typed } = draft.params;
  const inputAffine = typed.get(typedName(input, inputType)) ?? affineOf(values, input);
  const { q, scale } = quantizeBias(draft.params.biases.get(node) ?? floatsOf(tensor), affine, inputAffine);
  const taken = draft.constants.has(draft.own(`${bias}_quantized`));
  const base = taken ? `${bias}_${node}` : `${bias}`;
  const integers = add(draft, base, T.INT32, dimsOf(tensor), q);
  const name = draft.own(`${base}_scale`);
  draft.constants.set(name, floatTensor(name, scale.length === 1 ? [] : [scale.length], scale));
  const axis = scale.length === 1 ? null : 0;
  return addDequantize(draft, { base, integers, type: "int32", parameters: [name], axis });
}

/** A constant operand of an elementwise node takes the activation type and needs DequantizeLinear only. */
function constantOperand(draft: Draft, name: ValueName, type: IntType): ValueName {
  const key = typedName(name, type);
  const known = draft.dequantized.get(key);
  if (known !== undefined) return known;
  const tensor = tensorOf(draft, name);
  const affine = affineOf(draft.params.typed, key);
  const dims = dimsOf(tensor);
  // The same constant may be the weight or the bias of a layer as well.
  const base = bitsOf(type) === 8 && !draft.constants.has(draft.own(`${name}_scale`)) ? name : `${name}_${type}`;
  const integers = add(draft, base, ELEM[type], dims, quantize(floatsOf(tensor), channelView(dims, null), affine));
  const result = addDequantize(draft, { base, integers, type, parameters: addParameters(draft, base, affine) });
  draft.dequantized.set(key, result);
  return result;
}

type Integers = Parameters<typeof makeTensor>[3];

/** @returns the name of the stored integers */
function add(draft: Draft, base: string, elem: number, dims: readonly number[], integers: Integers): ValueName {
  const name = draft.own(`${base}_quantized`);
  draft.constants.set(name, makeTensor(name, elem, dims, integers));
  return name;
}

function sameFloats(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}
