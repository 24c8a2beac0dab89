/** @file Which models can be opened and quantized here. */
import { StudioError } from "../errors.ts";
import { isFloat } from "../onnx/elem.ts";
import { producersOf } from "./edit.ts";
import type { Graph, Node, ValueName } from "./graph.ts";
import { inputsOf } from "./inputs.ts";
import { QUANTIZED_OPS } from "../quantized/ops.ts";

/** First opset whose broadcasting and batch normalization have today's meaning. */
const OLDEST_OPSET = 7;

/** Operator sets the runtimes here implement. */
const KNOWN_DOMAINS: ReadonlySet<string> = new Set(["", "ai.onnx.ml", "com.microsoft"]);

/**
 * Refuses what can neither be run nor quantized, before any time is spent on it.
 * @throws StudioError `model/too-old`, `model/custom-op`, `model/inputs`
 */
export function checkModel(graph: Graph, file: string): void {
  const opset = graph.opsets.get("") ?? OLDEST_OPSET;
  if (opset < OLDEST_OPSET) throw new StudioError("model/too-old", { file, opset });
  checkDomains(graph);
  inputsOf(graph);
}

function checkDomains(graph: Graph): void {
  const local = new Set(graph.model.functions.map((f) => `${f.domain}.${f.name}`));
  const custom = graph.nodes.find((n) => !KNOWN_DOMAINS.has(n.domain) && !local.has(`${n.domain}.${n.op}`));
  if (custom === undefined) return;
  throw new StudioError("model/custom-op", { op: custom.op, domain: custom.domain, node: custom.name });
}

/** Ops whose second input is their weight. */
const LINEAR: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul"]);
const INTEGER_LAYER =
  /^QLinear(Conv|MatMul)$|^(Conv|MatMul)Integer|^QGemm$|^MatMulNBits$|^DynamicQuantize(LSTM|MatMul)$/;

/**
 * A quantized model can be read and measured, but not quantized again. One that is quantized in part, with at least as
 * many layers still in float, can: what is there already stays as it is.
 * @throws StudioError `model/quantized`
 */
export function checkFloat(graph: Graph, file: string): void {
  const found = graph.nodes.filter((n) => QUANTIZED_OPS.test(n.op));
  if (found.length === 0) return;
  const { float, integer } = countLayers(graph);
  if (float > 0 && float >= integer) return;
  const counts = new Map<string, number>();
  for (const { op } of found) counts.set(op, (counts.get(op) ?? 0) + 1);
  const [op, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  throw new StudioError("model/quantized", { file, op, count });
}

function countLayers(graph: Graph): { readonly float: number; readonly integer: number } {
  const producers = producersOf(graph);
  const weightOf = (node: Node) => (LINEAR.has(node.op) ? (node.inputs[1] ?? "") : "");
  const isFloatWeight = (name: ValueName) => {
    const t = graph.constants.get(name);
    return t !== undefined && isFloat(t.dataType) && t.dims.length > 1;
  };
  const isInteger = (node: Node) =>
    INTEGER_LAYER.test(node.op) || producers.get(weightOf(node))?.op === "DequantizeLinear";
  return {
    float: graph.nodes.filter((node) => isFloatWeight(weightOf(node))).length,
    integer: graph.nodes.filter(isInteger).length,
  };
}
