/**
 * @file File sizes to expect before anything is quantized: weights of integer layers shrink, everything
 * else keeps its size. An estimate; the exported file is measured.
 */
import { elemBits, isFloat } from "../onnx/elem.ts";
import { encodeModel } from "../onnx/encode.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { byteLength, dimsOf, elementCount } from "../onnx/tensor-data.ts";
import { ruleOf } from "../ops/index.ts";
import type { Graph, Node, ValueName } from "./graph.ts";
import { modelOf } from "./to-model.ts";

export interface PredictedBytes {
  readonly int8: number;
  readonly int4: number;
  readonly fp16: number;
}

/** Elements that share one float32 scale in 4-bit weights. */
const BLOCK = 32;
/** Scale (float32) and zero point (int8) of one output channel. */
const CHANNEL_BYTES = 5;

/** Nodes and constants around a value that is quantized: so many bytes, and its name so many times. */
interface Overhead {
  readonly bytes: number;
  readonly names: number;
}
const ACTIVATION: Overhead = { bytes: 205, names: 12 };
const WEIGHT: Overhead = { bytes: 130, names: 8 };
const BIAS: Overhead = { bytes: 110, names: 6 };
/** Dimensions, type and lengths of a stored tensor. */
const CONSTANT_BYTES = 24;

/** @param graph prepared, as it would be quantized */
export function predictBytes(graph: Graph): PredictedBytes {
  const structure = structureBytes(graph);
  const weights = integerWeights(graph);
  const sum = (size: (t: TensorProto, axis: number | null | undefined) => number) =>
    Math.round([...graph.constants].reduce((n, [name, t]) => n + size(t, weights.get(name)), structure));
  return {
    int8: sum((t, axis) => (axis === undefined ? byteLength(t) : int8Bytes(t, axis))) + addedBytes(graph),
    int4: sum((t, axis) => (axis === undefined ? byteLength(t) : int4Bytes(t))),
    fp16: sum((t) => (isFloat(t.dataType) ? (byteLength(t) * 16) / Math.max(16, elemBits(t.dataType)) : byteLength(t))),
  };
}

/** The file without the elements of its constants. */
function structureBytes(graph: Graph): number {
  const nodes = encodeModel(modelOf({ ...graph, constants: new Map() })).length;
  return [...graph.constants.keys()].reduce((n, name) => n + CONSTANT_BYTES + name.length, nodes);
}

function int8Bytes(t: TensorProto, axis: number | null): number {
  return elementCount(t) + CHANNEL_BYTES * (axis === null ? 1 : (dimsOf(t)[axis] ?? 1));
}

function int4Bytes(t: TensorProto): number {
  return elementCount(t) / 2 + 4 * Math.ceil(elementCount(t) / BLOCK);
}

/** Weights of layers that run as integers, with the axis of their output channels. */
export function integerWeights(graph: Graph): ReadonlyMap<ValueName, number | null> {
  const found = new Map<ValueName, number | null>();
  for (const node of graph.nodes) {
    const rule = ruleOf(node, graph);
    if (rule.kind !== "linear") continue;
    const name = node.inputs[rule.weight.input] ?? "";
    found.set(name, rule.weight.axis(node, graph.constants.get(name)?.dims.length ?? 0));
  }
  return found;
}

/** What quantization adds: nodes, scales and zero points. A clamp shares those of the layer before it. */
function addedBytes(graph: Graph): number {
  const around = ({ bytes, names }: Overhead, name: ValueName) => bytes + names * name.length;
  return graph.nodes.reduce(
    (sum, node) => sum + nodeBytes(node, graph, around),
    graph.inputs.reduce((sum, name) => sum + around(ACTIVATION, name), 0),
  );
}

function nodeBytes(node: Node, graph: Graph, around: (o: Overhead, name: ValueName) => number): number {
  const rule = ruleOf(node, graph);
  if (rule.kind === "float" || rule.kind === "clamp") return 0;
  const output = around(ACTIVATION, node.outputs[0] ?? "");
  if (rule.kind !== "linear") return output;
  const bias = rule.bias === undefined ? "" : (node.inputs[rule.bias] ?? "");
  const channels = elementCountOf(graph, bias);
  return (
    output +
    around(WEIGHT, node.inputs[rule.weight.input] ?? "") +
    (bias === "" ? 0 : around(BIAS, bias) + 4 * channels)
  );
}

function elementCountOf(graph: Graph, name: ValueName): number {
  const t = graph.constants.get(name);
  return t === undefined ? 0 : elementCount(t);
}
