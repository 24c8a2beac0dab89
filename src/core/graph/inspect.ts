/** @file The model card: what can be said of a model without running it. */
import { StudioError } from "../errors.ts";
import type { FloatReason, ModelCard, OpCount, PortCard } from "../model-card.ts";
import { elemName, isFloat } from "../onnx/elem.ts";
import { type ModelProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { elementCount } from "../onnx/tensor-data.ts";
import { ruleOf } from "../ops/index.ts";
import { constantNodes } from "../prepare/constant-nodes.ts";
import { opsetRefusal } from "../prepare/convert-opset.ts";
import { DEFAULT_OPSET, prepareGraph } from "../prepare/index.ts";
import { liftInitializers } from "../prepare/lift-initializers.ts";
import { readQuantized } from "../quantized/read.ts";
import { externalConstants, hideExternal, showExternal } from "../stream/open.ts";
import { graphOf } from "./from-model.ts";
import type { Graph, Node, ValueName } from "./graph.ts";
import { totalMacs } from "./macs.ts";
import { predictBytes } from "./predict-size.ts";
import { inferTypes } from "./types.ts";

export interface FileFacts {
  readonly name: string;
  /** External data included. */
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly hash: string;
}

export function inspect(model: ModelProto, file: FileFacts): ModelCard {
  const written = inferTypes(graphOf(model));
  const stored = constantNodes.run(liftInitializers.run(written));
  const { graph, notes } = prepared(written, stored);
  const constants = [...stored.constants.values()];
  const quantized = readQuantized(stored);
  return {
    file: file.name,
    hash: file.hash,
    bytes: file.bytes,
    ir: Number(model.irVersion),
    opset: written.opsets.get("") ?? 0,
    domains: [...written.opsets].map(([domain, version]) => ({ domain, version })),
    producer: `${model.producerName} ${model.producerVersion}`.trim(),
    inputs: written.inputs.map((name) => portOf(written, name)),
    outputs: written.outputs.map((name) => portOf(written, name)),
    parameters: constants.reduce((n, t) => n + (isFloat(t.dataType) ? elementCount(t) : 0), 0),
    macs: totalMacs(graph),
    ops: countOps(written),
    predictedBytes: predictBytes(graph),
    float: floatReasons(graph),
    notes: [...notesOf(written), ...notes],
    ...(quantized !== null && { quantized }),
  };
}

/** What quantization will see. A model that cannot be prepared is described as it is. */
function prepared(written: Graph, stored: Graph): { graph: Graph; notes: readonly string[] } {
  try {
    // Weights that are left in their files are as good as inputs to every pass.
    const graph = prepareGraph(hideExternal(written), DEFAULT_OPSET).graph;
    return { graph: inferTypes(showExternal(graph, externalConstants(written))), notes: [] };
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return { graph: stored, notes: [`${error.text.what} ${error.text.why}`] };
  }
}

function portOf(graph: Graph, name: ValueName): PortCard {
  const type = graph.types.get(name);
  return { name, type: elemName(type?.elem ?? 0), shape: type?.dims?.map((d) => d ?? "?") ?? ["?"] };
}

/** Most frequent first, equal counts by name. */
function countOps(graph: Graph): OpCount[] {
  const counts = new Map<string, number>();
  for (const { op, domain } of graph.nodes) {
    const name = domain === "" ? op : `${domain}.${op}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([op, count]) => ({ op, count }))
    .toSorted((a, b) => b.count - a.count || (a.op < b.op ? -1 : 1));
}

/** Nodes on float values that stay in float, grouped by op and reason. */
function floatReasons(graph: Graph): FloatReason[] {
  const groups = new Map<string, { op: string; nodes: string[]; reason: string }>();
  for (const node of graph.nodes) {
    const rule = ruleOf(node, graph);
    if (rule.kind !== "float" || !touchesFloats(node, graph)) continue;
    const key = `${node.op} ${rule.reason}`;
    const group = groups.get(key) ?? { op: node.op, nodes: [], reason: rule.reason };
    groups.set(key, group);
    group.nodes.push(node.name);
  }
  return [...groups.values()].toSorted((a, b) => b.nodes.length - a.nodes.length);
}

/** Shape arithmetic is not what the user calls a float layer. */
function touchesFloats(node: Node, graph: Graph): boolean {
  const elem = graph.types.get(node.outputs[0] ?? "")?.elem ?? 0;
  return elem === 0 || isFloat(elem);
}

function notesOf(graph: Graph): string[] {
  const notes: string[] = [];
  const opset = graph.opsets.get("") ?? 0;
  const stuck = opsetRefusal(graph, DEFAULT_OPSET);
  if (opset < DEFAULT_OPSET && stuck === null)
    notes.push(`Opset ${opset} is raised to ${DEFAULT_OPSET}, which per-channel weights need.`);
  if (stuck !== null) notes.push(`${stuck} Q/DQ then come from com.microsoft, which only ONNX Runtime knows.`);
  const listed = graph.overridable.size;
  if (listed > 0) notes.push(`Weights that are also listed as inputs (${listed}) become constants.`);
  const of = (test: (elem: number) => boolean) => [...graph.constants.values()].filter((t) => test(t.dataType)).length;
  const half = of((elem) => elem === T.FLOAT16);
  if (half > 0) notes.push(`Weights of float16 (${half}) are quantized from their float32 values.`);
  const other = of((elem) => isFloat(elem) && elem !== T.FLOAT && elem !== T.FLOAT16);
  if (other > 0) notes.push(`Weights that are neither float32 nor float16 (${other}) keep their layers in float.`);
  const batch = graph.types.get(graph.inputs[0] ?? "")?.dims?.[0];
  if (typeof batch === "number") notes.push(`The batch size is fixed to ${batch}.`);
  return notes;
}
