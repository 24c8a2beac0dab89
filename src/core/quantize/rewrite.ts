/** @file APPLY: inserts QuantizeLinear/DequantizeLinear as planned. One forward walk that builds a new node list. */
import { assert } from "../errors.ts";
import { makeNode, producersOf, pruneUnused, withConstants } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { fixedNames } from "../graph/subgraphs.ts";
import { intAttr } from "../onnx/attributes.ts";
import { type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { dimsOf, floatsOf, floatTensor, makeTensor } from "../onnx/tensor-data.ts";
import { type Affine, channelView, integersOf, type IntType, quantize } from "./affine.ts";
import { quantizeBias } from "./bias.ts";
import type { Params } from "./params.ts";
import type { Plan, WeightPlan } from "./plan.ts";
import type { QuantizedWeight } from "./weights.ts";

const ELEM: Readonly<Record<IntType, number>> = {
  uint8: T.UINT8,
  int8: T.INT8,
  uint16: T.UINT16,
  int16: T.INT16,
  uint4: T.UINT4,
  int4: T.INT4,
  uint2: T.UINT2,
  int2: T.INT2,
};

/** The graph under construction. Local to `rewrite`; never escapes. */
interface Draft {
  readonly graph: Graph;
  readonly plan: Plan;
  readonly params: Params;
  readonly nodes: Node[];
  readonly constants: Map<string, TensorProto>;
  /** Value name to what integer (and, where the producer is one, float) readers read instead. */
  readonly dequantized: Map<ValueName, ValueName>;
}

export function rewrite(graph: Graph, plan: Plan, params: Params): Graph {
  const draft: Draft = { graph, plan, params, nodes: [], constants: new Map(), dequantized: new Map() };
  const producers = producersOf(graph);
  const isInteger = (node: Node | undefined) => plan.nodes.get(node?.name ?? "")?.precision === "INT8";
  const fixed = fixedNames(graph);
  const removed = new Map([...plan.clamps.values()].filter((c) => !c.kept).map((c) => [c.input, c.output]));
  for (const value of graph.inputs)
    if (plan.values.has(value)) addPair(draft, value, value, `${value}_DequantizeLinear_Output`);
  for (const node of graph.nodes) {
    const clamp = plan.clamps.get(node.name);
    if (clamp !== undefined && !clamp.kept) continue;
    const integer = isInteger(node);
    const inputs = node.inputs.map((name, slot) => {
      const replacement = integer ? integerOperand(draft, node, slot) : undefined;
      if (replacement !== undefined) return replacement;
      // A float reader of an integer layer reads what the others read: its kernel has one output only.
      const fromInteger = integer || clampOfInteger(plan, name) || isInteger(producers.get(name));
      return fromInteger ? (draft.dequantized.get(name) ?? name) : name;
    });
    const outputs = node.outputs.map((name) => removed.get(name) ?? name);
    const quantized = outputs.filter((name) => plan.values.has(name));
    // A fixed name (graph output, captured by a subgraph) stays on the float side of the pair.
    const takeOver = (name: ValueName) => integer && fixed.has(name) && quantized.includes(name);
    draft.nodes.push({
      ...node,
      inputs,
      outputs: outputs.map((n) => (takeOver(n) ? `${n}_before_QuantizeLinear` : n)),
    });
    for (const name of quantized) {
      if (takeOver(name)) addPair(draft, name, `${name}_before_QuantizeLinear`, name);
      else addPair(draft, name, name, `${name}_DequantizeLinear_Output`);
    }
  }
  return pruneUnused(withConstants({ ...graph, nodes: draft.nodes }, draft.constants.values()));
}

function clampOfInteger(plan: Plan, name: ValueName): boolean {
  return plan.values.get(name)?.clamp !== undefined;
}

/** Q and DQ after `source`, which stands for `value` in the original graph. */
function addPair(draft: Draft, value: ValueName, source: ValueName, result: ValueName): void {
  const affine = draft.params.values.get(value);
  assert(affine !== undefined, `no parameters for ${value}`);
  const [scale, zero] = addParameters(draft, value, affine);
  const integers = `${value}_QuantizeLinear_Output`;
  draft.nodes.push(
    makeNode({
      op: "QuantizeLinear",
      name: `${value}_QuantizeLinear`,
      inputs: [source, scale, zero],
      outputs: [integers],
    }),
    makeNode({
      op: "DequantizeLinear",
      name: `${value}_DequantizeLinear`,
      inputs: [integers, scale, zero],
      outputs: [result],
    }),
  );
  draft.dequantized.set(value, result);
}

/** Scale and zero point as initializers, scalars when per tensor. */
function addParameters(draft: Draft, name: string, affine: Affine): [string, string] {
  const dims = affine.scale.length === 1 ? [] : [affine.scale.length];
  const zeros = integersOf(affine.type, affine.zero.length);
  zeros.set(affine.zero);
  add(draft, floatTensor(`${name}_scale`, dims, affine.scale));
  add(draft, makeTensor(`${name}_zero_point`, ELEM[affine.type], dims, zeros));
  return [`${name}_scale`, `${name}_zero_point`];
}

function add(draft: Draft, tensor: TensorProto): void {
  draft.constants.set(tensor.name, tensor);
}

/** The dequantized weight, bias or constant operand in this slot; undefined for activations. */
function integerOperand(draft: Draft, node: Node, slot: number): ValueName | undefined {
  const name = node.inputs[slot] ?? "";
  const weight = draft.plan.weights.get(node.name);
  const solved = draft.params.weights.get(node.name);
  if (weight !== undefined && solved !== undefined) {
    if (name === weight.constant && slot > 0) return weightOperand(draft, weight, solved);
    if (name !== "" && name === weight.bias && slot > 1) return biasOperand(draft, weight, solved.affine);
  }
  return draft.plan.operands.has(name) ? constantOperand(draft, name) : undefined;
}

/** Shared weights are stored once as long as their scales agree (the bias guard may tell them apart). */
function weightOperand(
  draft: Draft,
  { constant, axis, node }: WeightPlan,
  { affine, integers }: QuantizedWeight,
): ValueName {
  const twin = draft.constants.get(`${constant}_scale`);
  const shared = twin === undefined || sameFloats(floatsOf(twin), affine.scale);
  const base = shared ? constant : `${constant}_${node}`;
  const result = `${base}_DequantizeLinear_Output`;
  if (draft.dequantized.has(base)) return result;
  add(draft, makeTensor(`${base}_quantized`, ELEM[affine.type], dimsOf(tensorOf(draft, constant)), integers));
  const [scale, zero] = addParameters(draft, base, affine);
  draft.nodes.push(
    makeNode({
      op: "DequantizeLinear",
      name: `${base}_DequantizeLinear`,
      inputs: [`${base}_quantized`, scale, zero],
      outputs: [result],
      attrs: axis === null ? [] : [intAttr("axis", axis)],
    }),
  );
  draft.dequantized.set(base, result);
  return result;
}

/** A bias depends on its layer's scales, so layers that share one get a copy each. No zero point: WebGPU refuses it. */
function biasOperand(draft: Draft, { bias, node, input }: WeightPlan, affine: Affine): ValueName {
  const tensor = tensorOf(draft, bias ?? "");
  const inputAffine = draft.params.values.get(input);
  assert(inputAffine !== undefined, `no scale for ${input}`);
  const { q, scale } = quantizeBias(floatsOf(tensor), affine, inputAffine);
  const taken = draft.constants.has(`${bias}_quantized`);
  const base = taken ? `${bias}_${node}` : `${bias}`;
  add(draft, makeTensor(`${base}_quantized`, T.INT32, dimsOf(tensor), q));
  add(draft, floatTensor(`${base}_scale`, scale.length === 1 ? [] : [scale.length], scale));
  const result = `${base}_DequantizeLinear_Output`;
  draft.nodes.push(
    makeNode({
      op: "DequantizeLinear",
      name: `${base}_DequantizeLinear`,
      inputs: [`${base}_quantized`, `${base}_scale`],
      outputs: [result],
      attrs: scale.length === 1 ? [] : [intAttr("axis", 0)],
    }),
  );
  return result;
}

/** A constant operand of an elementwise node takes the activation type and needs DequantizeLinear only. */
function constantOperand(draft: Draft, name: ValueName): ValueName {
  const result = `${name}_DequantizeLinear_Output`;
  if (draft.dequantized.has(name)) return result;
  const tensor = tensorOf(draft, name);
  const affine = draft.params.values.get(name);
  assert(affine !== undefined, `no parameters for ${name}`);
  const dims = dimsOf(tensor);
  add(
    draft,
    makeTensor(
      `${name}_quantized`,
      ELEM[affine.type],
      dims,
      quantize(floatsOf(tensor), channelView(dims, null), affine),
    ),
  );
  const [scale, zero] = addParameters(draft, name, affine);
  draft.nodes.push(
    makeNode({
      op: "DequantizeLinear",
      name: `${name}_DequantizeLinear`,
      inputs: [`${name}_quantized`, scale, zero],
      outputs: [result],
    }),
  );
  draft.dequantized.set(name, result);
  return result;
}

function tensorOf(draft: Draft, name: ValueName): TensorProto {
  const tensor = draft.graph.constants.get(name);
  assert(tensor !== undefined, `no constant ${name}`);
  return tensor;
}

function sameFloats(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}
