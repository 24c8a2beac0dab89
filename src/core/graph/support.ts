/** @file Which models can be quantized here, and what their image input looks like. */
import { StudioError } from "../errors.ts";
import { elemName } from "../onnx/elem.ts";
import { attrInt } from "../onnx/attributes.ts";
import { TensorProto_DataType } from "../onnx/onnx_pb.ts";
import type { Graph, Node, ValueName } from "./graph.ts";
import type { Dim } from "./value-info.ts";

/** First opset whose broadcasting and batch normalization have today's meaning. */
const OLDEST_OPSET = 7;

/** Operator sets the runtimes here implement. */
const KNOWN_DOMAINS: ReadonlySet<string> = new Set(["", "ai.onnx.ml", "com.microsoft"]);

const QUANTIZED_OPS =
  /^(QuantizeLinear|DequantizeLinear|DynamicQuantizeLinear|QLinear\w+|QGemm|QAttention|(Conv|MatMul)Integer\w*|DynamicQuantize\w+|MatMulNBits|MatMulBnb4|GatherBlockQuantized)$/;

/**
 * Refuses what cannot be quantized, before any time is spent on it.
 * @throws StudioError `model/too-old`, `model/custom-op`, `model/quantized`, `model/no-float-input`, `model/inputs`
 */
export function checkModel(graph: Graph, file: string): void {
  const opset = graph.opsets.get("") ?? OLDEST_OPSET;
  if (opset < OLDEST_OPSET) throw new StudioError("model/too-old", { file, opset });
  checkDomains(graph);
  checkFloat(graph, file);
  checkInputs(graph, file);
}

function checkDomains(graph: Graph): void {
  const local = new Set(graph.model.functions.map((f) => `${f.domain}.${f.name}`));
  const custom = graph.nodes.find((n) => !KNOWN_DOMAINS.has(n.domain) && !local.has(`${n.domain}.${n.op}`));
  if (custom === undefined) return;
  throw new StudioError("model/custom-op", { op: custom.op, domain: custom.domain, node: custom.name });
}

function checkFloat(graph: Graph, file: string): void {
  const found = graph.nodes.filter((n) => QUANTIZED_OPS.test(n.op));
  if (found.length === 0) return;
  const counts = new Map<string, number>();
  for (const { op } of found) counts.set(op, (counts.get(op) ?? 0) + 1);
  const [op, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  throw new StudioError("model/quantized", { file, op, count });
}

function checkInputs(graph: Graph, file: string): void {
  const inputs = graph.inputs.map((name) => portText(graph, name)).join("; ");
  const floats = graph.inputs.filter((name) => graph.types.get(name)?.elem === TensorProto_DataType.FLOAT);
  if (floats.length === 0) throw new StudioError("model/no-float-input", { file, inputs: inputs || "it has none" });
  if (graph.inputs.length > 1) throw new StudioError("model/inputs", { count: graph.inputs.length, inputs });
}

export interface ImageInput {
  readonly name: ValueName;
  readonly layout: "NCHW" | "NHWC";
  /** Images per run; null when any number is accepted. */
  readonly batch: number | null;
  readonly channels: number;
  /** Pixels; null when the model takes any size. */
  readonly height: number | null;
  readonly width: number | null;
}

/**
 * The input as an image: rank 4, with 1 or 3 channels either in front or last.
 * @throws StudioError `model/shape` when it is something else
 */
export function inputOf(graph: Graph): ImageInput {
  const name = graph.inputs[0] ?? "";
  const dims = graph.types.get(name)?.dims;
  const layout = dims?.length === 4 ? layoutOf(graph, name, dims) : null;
  if (dims === undefined || layout === null)
    throw new StudioError("model/shape", { input: name, shape: shapeText(dims) });
  const [height, width] = layout.order === "NCHW" ? [dims[2], dims[3]] : [dims[1], dims[2]];
  return {
    name,
    layout: layout.order,
    batch: fixed(dims[0]),
    channels: layout.channels,
    height: fixed(height),
    width: fixed(width),
  };
}

function layoutOf(graph: Graph, name: ValueName, dims: readonly Dim[]) {
  if (dims[1] === 3 || (dims[1] === 1 && dims[3] !== 3)) return { order: "NCHW" as const, channels: dims[1] };
  if (dims[3] === 3 || dims[3] === 1) return { order: "NHWC" as const, channels: dims[3] };
  // An input of any shape whose first convolution says how many channels it reads.
  const channels = typeof dims[1] === "number" ? null : convChannels(graph, name);
  return channels === 1 || channels === 3 ? { order: "NCHW" as const, channels } : null;
}

function convChannels(graph: Graph, name: ValueName): number | null {
  const conv: Node | undefined = graph.nodes.find((n) => n.op === "Conv" && n.inputs[0] === name);
  const perGroup = graph.types.get(conv?.inputs[1] ?? "")?.dims?.[1];
  return conv === undefined || typeof perGroup !== "number" ? null : perGroup * attrInt(conv, "group", 1);
}

function fixed(dim: Dim | undefined): number | null {
  return typeof dim === "number" && dim > 0 ? dim : null;
}

function portText(graph: Graph, name: ValueName): string {
  const type = graph.types.get(name);
  return `${name}: ${elemName(type?.elem ?? 0)} ${shapeText(type?.dims)}`;
}

function shapeText(dims: readonly Dim[] | undefined): string {
  return dims === undefined ? "of unknown rank" : `[${dims.map((d) => d ?? "?").join(", ")}]`;
}
