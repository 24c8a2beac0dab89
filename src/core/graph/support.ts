/** @file Which models can be quantized here. */
import { StudioError } from "../errors.ts";
import type { Graph } from "./graph.ts";
import { inputsOf } from "./inputs.ts";

/** First opset whose broadcasting and batch normalization have today's meaning. */
const OLDEST_OPSET = 7;

/** Operator sets the runtimes here implement. */
const KNOWN_DOMAINS: ReadonlySet<string> = new Set(["", "ai.onnx.ml", "com.microsoft"]);

const QUANTIZED_OPS =
  /^(QuantizeLinear|DequantizeLinear|DynamicQuantizeLinear|QLinear\w+|QGemm|QAttention|(Conv|MatMul)Integer\w*|DynamicQuantize\w+|MatMulNBits|MatMulBnb4|GatherBlockQuantized)$/;

/**
 * Refuses what cannot be quantized, before any time is spent on it.
 * @throws StudioError `model/too-old`, `model/custom-op`, `model/quantized`, `model/inputs`
 */
export function checkModel(graph: Graph, file: string): void {
  const opset = graph.opsets.get("") ?? OLDEST_OPSET;
  if (opset < OLDEST_OPSET) throw new StudioError("model/too-old", { file, opset });
  checkDomains(graph);
  checkFloat(graph, file);
  inputsOf(graph);
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
