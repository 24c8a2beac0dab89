/** @file What ONNX Runtime really does with each node of a model: read off the graph it optimized. Node only. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import type { Outcome } from "../core/fusion/fusion-map.ts";
import { graphOf } from "../core/graph/from-model.ts";
import type { Graph, Node } from "../core/graph/graph.ts";
import { decodeModel } from "../core/onnx/decode.ts";
import { isFloat } from "../core/onnx/elem.ts";

/** The graph after every optimization of the CPU provider. */
export async function finalGraph(model: Uint8Array): Promise<Graph> {
  const folder = await mkdtemp(join(tmpdir(), "qstudio-"));
  const path = join(folder, "optimized.onnx");
  try {
    const session = await ort.InferenceSession.create(model, {
      graphOptimizationLevel: "all",
      optimizedModelFilePath: path,
      logSeverityLevel: 4,
    });
    await session.release();
    return graphOf(decodeModel(await readFile(path), "optimized.onnx"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const INTEGER_KERNEL =
  /^(QLinear\w+|QGemm|QAttention|MatMulInteger\w*|ConvInteger|DynamicQuantize(MatMul|LSTM)|MatMulNBits|GatherBlockQuantized)$/;

/** Outcome of each node of `original` by name, read off `final`, the graph that the runtime made of it. */
export function executedOutcomes(original: Graph, final: Graph): Map<string, Outcome> {
  const byName = new Map<string, Node[]>();
  const byOutput = new Map<string, Node>();
  for (const node of final.nodes) {
    if (isShaping(node)) continue;
    const key = blockedName(original, node) ?? plainName(node.source?.name ?? "");
    byName.set(key, [...(byName.get(key) ?? []), node]);
    for (const output of node.outputs) byOutput.set(output.replace(/_pre_q(_token_\d+)?$/, ""), node);
  }
  const integers = integerValues(final);
  const known = new Set(original.nodes.map((n) => n.name));
  // A kernel under another original node's name belongs to that node, even when it makes this one's output.
  const isOwn = (n: Node | undefined): n is Node => n !== undefined && !known.has(plainName(n.source?.name ?? ""));
  const outcome = (node: Node): Outcome => {
    const named = (byName.get(node.name) ?? []).filter((n) => !isConversion(node) || n.op === node.op);
    const made = isConversion(node) ? [] : node.outputs.map((o) => byOutput.get(o)).filter(isOwn);
    const kernels = [...named, ...made];
    if (kernels.length === 0) return "removed";
    return kernels.every((k) => isInteger(k, integers)) ? "integer" : "float";
  };
  return new Map(original.nodes.map((node) => [node.name, outcome(node)]));
}

/** Added around a kernel to fit its shapes: the blocked channel layout, which depends on the processor, and Gemm's two axes. */
function isShaping({ op, domain, source }: Node): boolean {
  return (domain !== "" && /^Reorder(In|Out)put$/.test(op)) || /^gemm_(in|out)put_reshape/.test(source?.name ?? "");
}

/** The blocked layout names a convolution after the value it makes, activation included: find the convolution again. */
function blockedName(original: Graph, node: Node): string | undefined {
  const value = /^(.*)_nchwc(_token_\d+)?$/.exec(node.source?.name ?? "")?.[1];
  if (value === undefined) return undefined;
  const makerOf = (name: string | undefined) => original.nodes.find((n) => n.outputs.includes(name ?? ""));
  let maker = makerOf(value);
  while (maker !== undefined && maker.op !== node.op) maker = makerOf(maker.inputs[0]);
  return maker?.name;
}

/** Without what the runtime appends to the names of copies. */
function plainName(name: string): string {
  const whole = name.replace(/(\/duplicated)?(_token_\d+)?$/, "").replace(/(\/duplicated|\/\w+Fusion\/?)+$/, "");
  return whole.replace(/^fused /, "");
}

function isConversion({ op }: Node): boolean {
  return op === "QuantizeLinear" || op === "DequantizeLinear";
}

function isInteger({ op, inputs }: Node, integers: ReadonlySet<string>): boolean {
  if (op === "QuantizeLinear" || op === "DequantizeLinear") return false;
  return INTEGER_KERNEL.test(op) || integers.has(inputs[0] ?? "");
}

/** Values that hold quantized numbers: what quantizers and integer kernels make, and what movement makes of them. */
function integerValues(graph: Graph): Set<string> {
  const found = new Set<string>();
  for (const [name, t] of graph.constants) if (!isFloat(t.dataType) && t.dataType !== 7) found.add(name);
  for (const { op, inputs, outputs } of graph.nodes) {
    if (op === "DynamicQuantizeLinear") found.add(outputs[0] ?? "");
    const quantizes = /^(QuantizeLinear|QLinear\w+)$/.test(op) || (op === "QGemm" && inputs.length > 8);
    if (quantizes || (MOVES.test(op) && found.has(inputs[0] ?? ""))) for (const o of outputs) found.add(o);
  }
  return found;
}

const MOVES =
  /^(Reshape|Transpose|Squeeze|Unsqueeze|Flatten|Slice|Gather|GatherElements|Expand|Tile|(Nhwc)?MaxPool|ReduceM(ax|in)|Resize|Split|Pad|DepthToSpace|SpaceToDepth)$/;
