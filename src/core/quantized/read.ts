/** @file Reads a model that is already quantized: which scheme, and which types, scales and zero points each layer has. */
import { producersOf } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { attrInt } from "../onnx/attributes.ts";
import { elemBits, elemName, isFloat } from "../onnx/elem.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { elementCount, floatsOf, intsOf } from "../onnx/tensor-data.ts";
import type { QuantizedInfo, QuantizedLayer, Spread } from "./info.ts";
import { lint } from "./lint.ts";
import { QUANTIZED_OPS } from "./ops.ts";
import { schemeOf } from "./scheme.ts";

/** @returns null for a model without any quantized operator */
export function readQuantized(graph: Graph): QuantizedInfo | null {
  if (!graph.nodes.some(({ op }) => QUANTIZED_OPS.test(op))) return null;
  const producers = producersOf(graph);
  const layers = graph.nodes.flatMap((node) => layerOf(graph, node, producers) ?? []);
  return { scheme: schemeOf(graph, layers), layers, lint: lint(graph) };
}

/** Where an operator keeps its operands. -1 where it has none. */
interface Slots {
  readonly input: number;
  readonly inputZero: number;
  readonly weight: number;
  readonly scale: number;
  readonly zero: number;
  /** Axis of a vector of scales. */
  readonly axis: number;
}

const slots = (input: number, inputZero: number, weight: number, scale: number, zero: number, axis: number): Slots => ({
  input,
  inputZero,
  weight,
  scale,
  zero,
  axis,
});

/** Operators that name their integers themselves. */
const OPERATORS: Readonly<Record<string, Slots>> = {
  QLinearConv: slots(0, 2, 3, 4, 5, 0),
  QLinearMatMul: slots(0, 2, 3, 4, 5, 1),
  QGemm: slots(0, 2, 3, 4, 5, 1),
  QAttention: slots(0, 6, 1, 4, 7, 1),
  MatMulInteger: slots(0, 2, 1, -1, 3, 1),
  ConvInteger: slots(0, 2, 1, -1, 3, 0),
  MatMulIntegerToFloat: slots(0, 4, 1, 3, 5, 1),
  DynamicQuantizeMatMul: slots(0, -1, 1, 2, 3, 1),
  DynamicQuantizeLSTM: slots(0, -1, 1, 8, 9, 2),
  MatMulNBits: slots(0, -1, 1, 2, 3, 0),
  GatherBlockQuantized: slots(1, -1, 0, 2, 3, 0),
};

/** Float operators whose operands may come from DequantizeLinear. */
const LINEAR: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul", "LSTM", "GRU", "RNN"]);

type Producers = ReadonlyMap<ValueName, Node>;

function layerOf(graph: Graph, node: Node, producers: Producers): QuantizedLayer | null {
  if (Object.hasOwn(OPERATORS, node.op)) return operatorLayer(graph, node, OPERATORS[node.op] as Slots);
  if (LINEAR.has(node.op)) return dequantizedLayer(graph, node, producers);
  return node.op === "Gather" ? dequantizedGather(graph, node, producers) : null;
}

function operatorLayer(graph: Graph, node: Node, at: Slots): QuantizedLayer {
  const constant = (slot: number) => graph.constants.get(node.inputs[slot] ?? "");
  const isPacked = node.op === "MatMulNBits" || node.op === "GatherBlockQuantized";
  const weight = constant(at.weight);
  const packedBits = attrInt(node, "bits", 4);
  const bits = isPacked ? packedBits : weight === undefined ? null : elemBits(weight.dataType);
  const scale = constant(at.scale);
  const isDynamic = /^(DynamicQuantize|MatMulInteger$|ConvInteger$)/.test(node.op);
  const input = elemOf(graph, node.inputs[at.inputZero] ?? "");
  return {
    node: node.name,
    op: node.op,
    activations: isPacked ? null : isDynamic ? "dynamic" : input === 0 ? "uint8" : elemName(input),
    weights: weight === undefined ? null : isPacked ? `${packedBits} bits` : elemName(weight.dataType),
    bits,
    scales: scale === undefined ? null : spread(floatsOf(scale)),
    zeros: isPacked ? null : zerosOf(constant(at.zero)),
    axis: scale !== undefined && elementCount(scale) > 1 ? at.axis : null,
    block: isPacked ? attrInt(node, "block_size", 0) : null,
  };
}

/** A float operator between DequantizeLinear, or null when none of its operands is dequantized. */
function dequantizedLayer(graph: Graph, node: Node, producers: Producers): QuantizedLayer | null {
  const isDQ = (name: string | undefined) => producers.get(name ?? "")?.op === "DequantizeLinear";
  const [input, weight] = node.inputs;
  if (!isDQ(input) && !isDQ(weight)) return null;
  const activations = isDQ(input) ? elemName(elemOf(graph, producers.get(input ?? "")?.inputs[0] ?? "")) : null;
  const dq = isDQ(weight) ? producers.get(weight ?? "") : undefined;
  return { node: node.name, op: node.op, activations, ...weightFacts(graph, dq) };
}

/** An embedding table in integers. */
function dequantizedGather(graph: Graph, node: Node, producers: Producers): QuantizedLayer | null {
  const dq = producers.get(node.inputs[0] ?? "");
  const isTable = dq?.op === "DequantizeLinear" && graph.constants.has(dq.inputs[0] ?? "");
  return isTable ? { node: node.name, op: node.op, activations: null, ...weightFacts(graph, dq) } : null;
}

type WeightFacts = Pick<QuantizedLayer, "weights" | "bits" | "scales" | "zeros" | "axis" | "block">;

function weightFacts(graph: Graph, dq: Node | undefined): WeightFacts {
  const constant = (slot: number) => graph.constants.get(dq?.inputs[slot] ?? "");
  const [weight, scale] = [constant(0), constant(1)];
  if (dq === undefined || weight === undefined)
    return { weights: null, bits: null, scales: null, zeros: null, axis: null, block: null };
  const block = attrInt(dq, "block_size", 0);
  return {
    weights: elemName(weight.dataType),
    bits: elemBits(weight.dataType),
    scales: scale === undefined ? null : spread(floatsOf(scale)),
    zeros: zerosOf(constant(2)),
    axis: scale !== undefined && elementCount(scale) > 1 ? attrInt(dq, "axis", 1) : null,
    block: block > 0 ? block : null,
  };
}

/** Element type of an integer value: declared, of the constant, or of the zero point it was made with. */
function elemOf(graph: Graph, name: ValueName): number {
  const known = graph.constants.get(name)?.dataType ?? graph.types.get(name)?.elem ?? 0;
  if (known !== 0) return known;
  const maker = graph.nodes.find((n) => n.outputs.includes(name));
  return maker?.op === "QuantizeLinear" ? (graph.constants.get(maker.inputs[2] ?? "")?.dataType ?? 2) : 0;
}

function zerosOf(t: TensorProto | undefined): Spread | null {
  return t === undefined || isFloat(t.dataType) ? null : spread(intsOf(t));
}

function spread(values: ArrayLike<number>): Spread {
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const v = values[i] as number;
    if (v < min) min = v;
    if (v > max) max = v;
  }
  return { min, max, count: values.length };
}
