/** @file APPLY: inserts QuantizeLinear/DequantizeLinear as planned. One forward walk that builds a new node list. */
import { assert } from "../errors.ts";
import { makeNode, namesOf, producersOf, pruneUnused, withConstants } from "../graph/edit.ts";
import { unusedName } from "../graph/from-model.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { fixedNames } from "../graph/subgraphs.ts";
import { attrInt, intAttr } from "../onnx/attributes.ts";
import { type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { dimsOf, floatsOf, floatTensor, makeTensor } from "../onnx/tensor-data.ts";
import type { Recipe } from "../recipe.ts";
import { type Affine, channelView, type IntType, quantize } from "./affine.ts";
import { quantizeBias } from "./bias.ts";
import { dataInputs } from "./data-inputs.ts";
import { type Params, typedName } from "./params.ts";
import type { Plan, ValuePlan, WeightPlan } from "./plan.ts";
import { activationType, bitsOf, isStatic } from "./precisions.ts";
import { addParameters, BEFORE, ELEM, qdqDomain, withQdqTypes } from "./qdq.ts";
import type { QuantizedWeight } from "./weights.ts";

/** The graph under construction. Local to `rewrite`; never escapes. */
interface Draft {
  readonly graph: Graph;
  readonly plan: Plan;
  readonly params: Params;
  readonly recipe: Recipe;
  readonly nodes: Node[];
  readonly constants: Map<string, TensorProto>;
  /** The name, or one beside it when the model has it already. */
  readonly own: (name: string) => string;
  /** Value name, or `typedName` of a convert, to what integer (and, after an integer producer, float) readers read. */
  readonly dequantized: Map<string, ValueName>;
}

export function rewrite(graph: Graph, plan: Plan, params: Params, recipe: Recipe): Graph {
  const taken = namesOf(graph);
  const own = (name: string) => unusedName(name, taken);
  const draft: Draft = { graph, plan, params, recipe, own, nodes: [], constants: new Map(), dequantized: new Map() };
  const fixed = fixedNames(graph);
  const removed = new Map([...plan.clamps.values()].filter((c) => !c.kept).map((c) => [c.input, c.output]));
  const readable = floatReaders(graph, plan);
  for (const value of graph.inputs) {
    const planned = plan.values.get(value);
    if (planned !== undefined) addPairs(draft, planned, value, draft.own(`${value}_DequantizeLinear_Output`));
  }
  for (const node of graph.nodes) {
    const clamp = plan.clamps.get(node.name);
    if (clamp !== undefined && !clamp.kept) continue;
    const integer = isStatic(plan.nodes.get(node.name)?.precision);
    const inputs = node.inputs.map((name, slot) => {
      const replacement = integer ? integerOperand(draft, node, slot) : undefined;
      if (replacement !== undefined) return replacement;
      if (integer) return draft.dequantized.get(name) ?? name;
      return readable.has(name) ? floatOperand(draft, node, slot, name) : name;
    });
    const outputs = node.outputs.map((name) => removed.get(name) ?? name);
    const quantized = outputs.flatMap((name) => plan.values.get(name) ?? []);
    // A fixed name (graph output, captured by a subgraph) stays on the float side of the pair.
    const takenOver = new Set(quantized.map((v) => v.value).filter((name) => integer && fixed.has(name)));
    const before = (name: ValueName) => (takenOver.has(name) ? draft.own(`${name}${BEFORE}`) : name);
    draft.nodes.push({ ...node, inputs, outputs: outputs.map(before) });
    for (const value of quantized) {
      const name = value.value;
      addPairs(draft, value, before(name), takenOver.has(name) ? name : draft.own(`${name}_DequantizeLinear_Output`));
    }
  }
  const whole = withConstants({ ...graph, nodes: draft.nodes }, draft.constants.values());
  return withQdqTypes(pruneUnused(withDomain(whole, draft)));
}

/** Values whose float readers read what integer readers read: the integer kernel that makes them has one output only. */
function floatReaders(graph: Graph, plan: Plan): ReadonlySet<ValueName> {
  const producers = producersOf(graph);
  const isReadable = (value: ValuePlan) =>
    value.clamp !== undefined || isStatic(plan.nodes.get(producers.get(value.value)?.name ?? "")?.precision);
  return new Set([...plan.values.values()].filter(isReadable).map((v) => v.value));
}

/** 16-bit Q/DQ below opset 21, and all below 13, live in a domain of their own, which the model then imports. */
function withDomain(graph: Graph, draft: Draft): Graph {
  const contrib = draft.nodes.some((n) => n.domain === "com.microsoft") && !graph.opsets.has("com.microsoft");
  return contrib ? { ...graph, opsets: new Map([...graph.opsets, ["com.microsoft", 1]]) } : graph;
}

/** The value's own pair, and one convert for each other type that is read. */
function addPairs(draft: Draft, { value, type, converts }: ValuePlan, source: ValueName, result: ValueName): void {
  addPair(draft, { key: value, base: value, affine: affineOf(draft.params.values, value) }, source, result);
  // An 8-bit kernel has only integers to give; whatever computes in float is rounded once, to each type.
  const from = type.endsWith("8") ? result : source;
  for (const other of converts) {
    const key = typedName(value, other);
    const base = `${value}_${other}`;
    addPair(
      draft,
      { key, base, affine: affineOf(draft.params.typed, key) },
      from,
      draft.own(`${base}_DequantizeLinear_Output`),
    );
  }
}

function affineOf(affines: ReadonlyMap<string, Affine>, key: string): Affine {
  const affine = affines.get(key);
  assert(affine !== undefined, `no parameters for ${key}`);
  return affine;
}

interface Pair {
  /** What readers ask for. */
  readonly key: string;
  /** Prefix of the new names. */
  readonly base: string;
  readonly affine: Affine;
}

/** Q and DQ after `source`. */
function addPair(draft: Draft, { key, base, affine }: Pair, source: ValueName, result: ValueName): void {
  const [scale, zero] = addParameters(draft, base, affine);
  const integers = draft.own(`${base}_QuantizeLinear_Output`);
  const domain = qdqDomain(affine.type, draft.graph);
  draft.nodes.push(
    makeNode({
      op: "QuantizeLinear",
      name: draft.own(`${base}_QuantizeLinear`),
      inputs: [source, scale, zero],
      outputs: [integers],
      domain,
    }),
    makeNode({
      op: "DequantizeLinear",
      name: draft.own(`${base}_DequantizeLinear`),
      inputs: [integers, scale, zero],
      outputs: [result],
      domain,
    }),
  );
  draft.dequantized.set(key, result);
}

function add(draft: Draft, tensor: TensorProto): void {
  draft.constants.set(tensor.name, tensor);
}

/**
 * What a float node reads of a rounded value. ONNX Runtime turns a float Conv or Gemm between a scalar DequantizeLinear and
 * QuantizeLinear into a per-tensor INT8 one, pin or not (WeightBiasQuantization, 1.30). One equal scale per channel says
 * the same numbers, and it leaves such a layer alone.
 */
function floatOperand(draft: Draft, node: Node, slot: number, name: ValueName): ValueName {
  const known = draft.dequantized.get(name) ?? name;
  const channels = slot === 0 ? channelsRead(node, draft.graph) : null;
  const affine = draft.params.values.get(name);
  if (channels === null || affine === undefined) return known;
  const { axis, count } = channels;
  const base = `${name}_per_channel_${axis}`;
  const result = draft.own(`${base}_DequantizeLinear_Output`);
  if (draft.dequantized.has(base)) return result;
  const repeated = {
    type: affine.type,
    scale: new Float32Array(count).fill(affine.scale[0] as number),
    zero: new Int32Array(count).fill(affine.zero[0] as number),
  };
  const [scale, zero] = addParameters(draft, base, repeated);
  draft.nodes.push(
    makeNode({
      op: "DequantizeLinear",
      name: draft.own(`${base}_DequantizeLinear`),
      inputs: [draft.own(`${name}_QuantizeLinear_Output`), scale, zero],
      outputs: [result],
      domain: qdqDomain(affine.type, draft.graph),
      attrs: [intAttr("axis", axis)],
    }),
  );
  draft.dequantized.set(base, result);
  return result;
}

/** Axis and number of the channels that a layer with constant weights reads; null for other nodes. */
function channelsRead(node: Node, graph: Graph): { readonly axis: number; readonly count: number } | null {
  const weight = graph.constants.get(node.inputs[1] ?? "");
  if (weight === undefined || node.domain !== "") return null;
  const [first = 0, second = 0] = dimsOf(weight);
  if (node.op === "Conv") return { axis: 1, count: second * attrInt(node, "group", 1) };
  if (node.op === "ConvTranspose") return { axis: 1, count: first };
  if (node.op === "Gemm" && attrInt(node, "transA", 0) === 0) {
    return { axis: 1, count: attrInt(node, "transB", 0) === 0 ? first : second };
  }
  return null;
}

/** The dequantized weight, bias or constant operand in this slot, or a convert; undefined for other activations. */
function integerOperand(draft: Draft, node: Node, slot: number): ValueName | undefined {
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
  add(
    draft,
    makeTensor(draft.own(`${base}_quantized`), ELEM[affine.type], dimsOf(tensorOf(draft, constant)), integers),
  );
  const [scale, zero] = addParameters(draft, base, affine);
  draft.nodes.push(
    makeNode({
      op: "DequantizeLinear",
      name: draft.own(`${base}_DequantizeLinear`),
      inputs: [draft.own(`${base}_quantized`), scale, zero],
      outputs: [result],
      domain: qdqDomain(affine.type, draft.graph),
      attrs: axis === null ? [] : [intAttr("axis", axis)],
    }),
  );
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
  add(draft, makeTensor(draft.own(`${base}_quantized`), T.INT32, dimsOf(tensor), q));
  add(draft, floatTensor(draft.own(`${base}_scale`), scale.length === 1 ? [] : [scale.length], scale));
  const result = draft.own(`${base}_DequantizeLinear_Output`);
  draft.nodes.push(
    makeNode({
      op: "DequantizeLinear",
      name: draft.own(`${base}_DequantizeLinear`),
      inputs: [draft.own(`${base}_quantized`), draft.own(`${base}_scale`)],
      outputs: [result],
      domain: qdqDomain("int32", draft.graph),
      attrs: scale.length === 1 ? [] : [intAttr("axis", 0)],
    }),
  );
  return result;
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
  const integers = quantize(floatsOf(tensor), channelView(dims, null), affine);
  add(draft, makeTensor(draft.own(`${base}_quantized`), ELEM[type], dims, integers));
  const [scale, zero] = addParameters(draft, base, affine);
  const result = draft.own(`${base}_DequantizeLinear_Output`);
  draft.nodes.push(
    makeNode({
      op: "DequantizeLinear",
      name: draft.own(`${base}_DequantizeLinear`),
      inputs: [draft.own(`${base}_quantized`), scale, zero],
      outputs: [result],
      domain: qdqDomain(type, draft.graph),
    }),
  );
  draft.dequantized.set(key, result);
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
