/** @file The layers of a quantized graph that can saturate, with all that is needed to compute them. */
import { fusionMap } from "../fusion/fusion-map.ts";
import { consumersOf, producersOf } from "../graph/edit.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { attrInt, attrInts, attrString } from "../onnx/attributes.ts";
import { type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { dimsOf, floatsOf, intsOf } from "../onnx/tensor-data.ts";
import { bytesOf, mayOverflow, riskyPairs, rowsOf } from "./bound.ts";
import type { SaturatingLayer } from "./layer.ts";

const KERNELS = /^(QLinearConv|QLinearMatMul|QGemm|MatMulIntegerToFloat)$/;

/** A layer that may saturate but is not simulated: the report holds as if it did not. */
export interface LeftOut {
  readonly node: string;
  readonly op: string;
  /** One sentence. */
  readonly reason: string;
}

export interface Found {
  /** Layers in Q/DQ form, 8-bit by int8, whose weights let some input saturate, in the order they run. */
  readonly layers: readonly SaturatingLayer[];
  readonly left: readonly LeftOut[];
}

export function findLayers(graph: Graph): Found {
  const fates = new Map(fusionMap(graph).map((fate) => [fate.node, fate.kernel]));
  const producers = producersOf(graph);
  const consumers = consumersOf(graph);
  const layers: SaturatingLayer[] = [];
  const left: LeftOut[] = [];
  for (const node of graph.nodes) {
    const { name, op } = node;
    if (NAMED.test(op)) left.push({ node: name, op, reason: NOT_QDQ });
    if (!KERNELS.test(fates.get(name) ?? "") || !/^(Conv|MatMul|Gemm)$/.test(op)) continue;
    const dqs = [0, 1, 2].map((slot) => producers.get(node.inputs[slot] ?? ""));
    const layer = layerOf(graph, node, dqs, quantizerAfter(node, consumers));
    if (typeof layer === "string") left.push({ node: name, op, reason: layer });
    else if (layer !== null && layer.risk > 0) layers.push(layer);
  }
  return { layers, left };
}

/** Multiply integers without Q/DQ around them. */
const NAMED = /^(MatMulInteger|ConvInteger|DynamicQuantizeMatMul|DynamicQuantizeLSTM|QLinearConv|QLinearMatMul|QGemm)/;

const NOT_QDQ = "The file names the integer operator itself; only layers in Q/DQ form are simulated.";
const BATCHED = "Its weights are a batch of matrices; only products with one matrix are simulated.";
const ASYMMETRIC = "Its weights have a zero point other than 0; only symmetric weights are simulated.";
const TURNED = "Its input is transposed (transA); only plain products are simulated.";

type Dequantizers = readonly (Node | undefined)[];

/** @returns null for a layer that cannot saturate; why it is not simulated when it can, but is of another kind */
function layerOf(
  graph: Graph,
  node: Node,
  [x, w, b]: Dequantizers,
  q: Node | undefined,
): SaturatingLayer | string | null {
  const constant = (of: Node | undefined, slot: number) => graph.constants.get(of?.inputs[slot] ?? "");
  const [weight, scale, inputScale, zero] = [constant(w, 0), constant(w, 1), constant(x, 1), constant(x, 2)];
  if (weight?.dataType !== T.INT8 || scale === undefined || inputScale === undefined || zero === undefined) return null;
  // Int8 inputs are computed as uint8, 128 higher: see QDQS8ToU8 of ONNX Runtime.
  const shift = { [T.UINT8]: 0, [T.INT8]: 128 }[zero.dataType as number];
  if (shift === undefined) return null;
  const dims = dimsOf(weight);
  const refused = refusalOf(node, dims, constant(w, 2));
  if (refused !== null)
    return matricesOf(weight, dims, node).some((m) => mayOverflow(m, dims, node) > 0) ? refused : null;
  const bytes = bytesOf(weight);
  const rows = rowsOf(bytes, dims, node);
  const bias = constant(b, 0);
  if (rows === null) return null;
  return {
    node: node.name,
    op: node.op,
    risk: mayOverflow(bytes, dims, node),
    input: x?.inputs[0] ?? "",
    output: q?.outputs[0] ?? node.outputs[0] ?? "",
    rows,
    risky: riskyPairs(rows),
    bias: bias === undefined ? null : Int32Array.from(intsOf(bias)),
    inputScale: floatsOf(inputScale)[0] ?? 1,
    inputZero: (intsOf(zero)[0] ?? 0) + shift,
    shift,
    weightScale: floatsOf(scale),
    result: resultOf(graph, q),
    conv: node.op === "Conv" ? convOf(node, dims.slice(2)) : null,
  };
}

function refusalOf(node: Node, dims: readonly number[], zero: TensorProto | undefined): string | null {
  if (node.op === "MatMul" && dims.length !== 2) return BATCHED;
  if (zero !== undefined && intsOf(zero).some((z) => z !== 0)) return ASYMMETRIC;
  return attrInt(node, "transA", 0) === 0 ? null : TURNED;
}

/** The weights of a product, one matrix after the other; those of other layers are one. */
function matricesOf(weight: TensorProto, dims: readonly number[], { op }: Node): readonly Int8Array[] {
  const bytes = bytesOf(weight);
  const size = op === "MatMul" ? (dims.at(-2) ?? 1) * (dims.at(-1) ?? 1) : bytes.length;
  const count = size === 0 ? 0 : bytes.length / size;
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

function resultOf(graph: Graph, q: Node | undefined): SaturatingLayer["result"] {
  const [scale, zero] = [1, 2].map((slot) => graph.constants.get(q?.inputs[slot] ?? ""));
  if (scale === undefined || zero === undefined) return null;
  const [lowest, highest] = zero.dataType === T.INT8 ? [-128, 127] : [0, 255];
  return { scale: floatsOf(scale)[0] ?? 1, zero: intsOf(zero)[0] ?? 0, lowest, highest };
}

function convOf(node: Node, kernel: readonly number[]) {
  const ones = kernel.map(() => 1);
  return {
    kernel,
    strides: attrInts(node, "strides", ones),
    dilations: attrInts(node, "dilations", ones),
    pads: attrInts(
      node,
      "pads",
      [...kernel, ...kernel].map(() => 0),
    ),
    autoPad: attrString(node, "auto_pad", "NOTSET"),
    group: attrInt(node, "group", 1),
  };
}

/** The quantizer a layer's kernel takes in, past a Relu or Clip that it makes superfluous. */
function quantizerAfter(node: Node, consumers: ReadonlyMap<string, readonly Node[]>): Node | undefined {
  const readers = consumers.get(node.outputs[0] ?? "") ?? [];
  const next = readers.length === 1 ? readers[0] : undefined;
  if (next?.op === "QuantizeLinear") return next;
  return next?.op === "Relu" || next?.op === "Clip" ? quantizerAfter(next, consumers) : undefined;
}
