/**
 * @file MatMul and Gemm with integers found while the model runs: DynamicQuantizeLinear, MatMulInteger, and back to
 * float. Standard operators, which any runtime knows; ONNX Runtime 1.30 fuses them to DynamicQuantizeMatMul by
 * itself, so its own operator in the file would gain nothing (0.18 ms both, [64, 256] x [256, 256], one thread).
 */
import type { Node, ValueName } from "../../graph/graph.ts";
import { attrFloat, attrInt, intAttr, intsAttr } from "../../onnx/attributes.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { channelView } from "../../quantize/affine.ts";
import { addConstant, addLayer, addNode, type Draft, quantized } from "./draft.ts";
import { constantOf, type StoredWeight, storedWeight, type WeightForm } from "./weight.ts";

export function dynamicMatMul(draft: Draft, node: Node): void {
  const [a, b] = node.inputs as readonly [ValueName, ValueName];
  const { dims } = constantOf(draft, b);
  // Columns of a batched weight have no scale of their own in the kernel.
  const axis = dims.length === 2 && draft.weights.granularity === "per-channel" ? 1 : null;
  const weight = storedWeight(draft, b, matrix(draft, dims, axis));
  addLayer(draft, node, [weight]);
  integerProduct(draft, node, { a, weight, output: node.outputs[0] ?? "" });
}

export function dynamicGemm(draft: Draft, node: Node): void {
  const [a, b, c = ""] = node.inputs as readonly [ValueName, ValueName, ValueName?];
  const transpose = attrInt(node, "transB", 0) !== 0;
  const axis = draft.weights.granularity === "per-channel" ? (transpose ? 0 : 1) : null;
  const form = matrix(draft, constantOf(draft, b).dims, axis);
  const weight = storedWeight(draft, b, { ...form, transpose, gain: attrFloat(node, "alpha", 1) });
  addLayer(draft, node, [weight]);
  const output = node.outputs[0] ?? "";
  const operand = attrInt(node, "transA", 0) === 0 ? a : transposeOf(draft, node, a);
  if (c === "") integerProduct(draft, node, { a: operand, weight, output });
  else {
    const product = integerProduct(draft, node, { a: operand, weight, output: `${output}_product` });
    addNode(draft, {
      op: "Add",
      name: `${node.name}_bias`,
      inputs: [product, addend(draft, node, c)],
      outputs: [output],
    });
  }
}

/** @param axis of the output columns, or null for one scale */
function matrix({ weights }: Draft, dims: readonly number[], axis: number | null): WeightForm {
  const view = channelView(dims, axis);
  const paramDims = axis === null ? [] : [view.channels];
  return { type: weights.type, view, scaleDims: paramDims, zeroDims: paramDims };
}

function transposeOf(draft: Draft, node: Node, a: ValueName): ValueName {
  return addNode(draft, {
    op: "Transpose",
    name: `${node.name}_Transpose`,
    inputs: [a],
    attrs: [intsAttr("perm", [1, 0])],
  });
}

/** beta * C: the product of a constant is taken here. */
function addend(draft: Draft, node: Node, c: ValueName): ValueName {
  const beta = attrFloat(node, "beta", 1);
  if (beta === 1) return c;
  const constant = draft.graph.overridable.has(c) ? undefined : draft.graph.constants.get(c);
  if (constant !== undefined) {
    const { dims, data } = constantOf(draft, c);
    return addConstant(
      draft,
      `${c}_beta`,
      T.FLOAT,
      dims,
      data.map((x) => x * beta),
    );
  }
  const factor = addConstant(draft, `${node.name}_beta`, T.FLOAT, [], Float32Array.of(beta));
  return addNode(draft, { op: "Mul", name: `${node.name}_Mul_beta`, inputs: [c, factor] });
}

interface Product {
  readonly a: ValueName;
  readonly weight: StoredWeight;
  readonly output: ValueName;
}

function integerProduct(draft: Draft, node: Node, { a, weight, output }: Product): ValueName {
  const x = quantized(draft, a);
  const sum = addNode(draft, {
    op: "MatMulInteger",
    name: node.name,
    inPlace: true,
    inputs: [x.integers, weight.integers, x.zero, weight.zero],
  });
  return scaled(draft, node, { sum, scales: [x.scale, weight.scale], output });
}

/** int32 sums to float: times the scale of the activation times that of the weight. */
export function scaled(
  draft: Draft,
  node: Node,
  { sum, scales, output }: { sum: ValueName; scales: readonly [ValueName, ValueName]; output: ValueName },
): ValueName {
  const float = addNode(draft, {
    op: "Cast",
    name: `${node.name}_Cast`,
    inputs: [sum],
    attrs: [intAttr("to", T.FLOAT)],
  });
  const scale = addNode(draft, { op: "Mul", name: `${node.name}_scales`, inputs: scales });
  return addNode(draft, { op: "Mul", name: `${node.name}_Mul`, inputs: [float, scale], outputs: [output] });
}
