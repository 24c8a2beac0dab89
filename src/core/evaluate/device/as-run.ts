/**
 * @file A file as a device's own kernels would run it: Q/DQ only tell how wide values are, and a clamp is a part of the layer before it. Reads every way a
 * file can be quantized, so that any file is estimated alike.
 */
import { attrInt } from "../../onnx/attributes.ts";
import { elemBits } from "../../onnx/elem.ts";
import { TensorProto_DataType } from "../../onnx/onnx_pb.ts";
import { consumersOf } from "../../graph/edit.ts";
import type { Graph, Node, ValueName } from "../../graph/graph.ts";
import { inferTypes } from "../../graph/types.ts";
import { INTEGER_LAYERS } from "./integer-layers.ts";
import { type Widths, widthsOf } from "./work.ts";

export interface AsRun {
  /** Without Q/DQ and folded clamps, with shapes. */
  readonly graph: Graph;
  readonly widths: Widths;
}

/** What becomes of the values while nodes are taken out. */
interface Seen {
  /** Another name of the same numbers. */
  readonly same: Map<ValueName, ValueName>;
  /** Bits of values that are stored as integers. */
  readonly bits: Map<ValueName, number>;
  /** Scales of dynamic quantization: what is multiplied by them is only brought back. */
  readonly scales: Set<ValueName>;
  /** Sums of integer products. */
  readonly sums: Set<ValueName>;
}

/** @param graph with types; of a float model prepared, so that BatchNorm is folded */
export function asRun(graph: Graph): AsRun {
  const seen: Seen = { same: new Map(), bits: new Map(), scales: new Set(), sums: new Set() };
  const constants = new Map(graph.constants);
  const dynamic = new Set<string>();
  const readers = consumersOf(graph);
  const outputs = new Set(graph.outputs);
  const onlyRounded = (name: ValueName) =>
    !outputs.has(name) && (readers.get(name) ?? []).every(({ op }) => op === "QuantizeLinear");
  const kept: Node[] = [];
  for (const node of graph.nodes) {
    if (sawThrough(node, graph, seen, onlyRounded)) continue;
    const layer = node.domain === "" || node.domain === "com.microsoft" ? INTEGER_LAYERS[node.op] : undefined;
    const plain = layer?.(node, constants) ?? node;
    if (/^(MatMul|Conv)Integer$/.test(node.op)) {
      dynamic.add(node.name);
      seen.sums.add(node.outputs[0] ?? "");
    }
    kept.push({ ...plain, inputs: plain.inputs.map((name) => nameOf(name, seen)) });
  }
  const folded = foldClamps(kept, new Set(graph.outputs.map((name) => nameOf(name, seen))));
  const read = new Set(folded.flatMap(({ inputs }) => inputs));
  const bare = inferTypes({
    ...graph,
    nodes: folded,
    outputs: graph.outputs.map((name) => nameOf(name, seen)),
    constants: new Map([...constants].filter(([name]) => read.has(name))),
  });
  const own = widthsOf(bare);
  return {
    graph: bare,
    widths: {
      ...own,
      activation: (value) => seen.bits.get(value) ?? own.activation(value),
      factor: (node) => (dynamic.has(node.name) ? 8 : undefined),
    },
  };
}

function nameOf(name: ValueName, { same }: Seen): ValueName {
  let now = name;
  for (let next = same.get(now); next !== undefined; next = same.get(now)) now = next;
  return now;
}

/** @returns whether the node only changes how values are written */
function sawThrough(node: Node, graph: Graph, seen: Seen, onlyRounded: (name: ValueName) => boolean): boolean {
  const [input = "", factor = "", zero = ""] = node.inputs;
  const [output = ""] = node.outputs;
  switch (node.op) {
    case "QuantizeLinear": {
      // A value that is also read in float is stored twice.
      const stored = onlyRounded(input) ? nameOf(input, seen) : output;
      seen.bits.set(stored, Math.max(seen.bits.get(stored) ?? 0, integerBits(graph, zero, node)));
      return stored !== output && alias(output, input, seen);
    }
    case "DequantizeLinear":
      return alias(output, input, seen);
    case "DynamicQuantizeLinear":
      seen.scales.add(node.outputs[1] ?? "");
      return alias(output, input, seen);
    case "Cast":
      return seen.sums.has(nameOf(input, seen)) && alias(output, input, seen);
    case "Mul":
      return sawScale([input, factor], output, graph, seen);
    default:
      return false;
  }
}

function alias(name: ValueName, of: ValueName, { same }: Seen): true {
  same.set(name, of);
  return true;
}

function integerBits(graph: Graph, zero: ValueName, node: Node): number {
  return elemBits(graph.types.get(zero)?.elem ?? attrInt(node, "output_dtype", TensorProto_DataType.UINT8)) || 8;
}

/** A product of scales is a scale; a sum of integers times one is the same tensor. */
function sawScale([a, b]: readonly [ValueName, ValueName], output: ValueName, graph: Graph, seen: Seen): boolean {
  const isScale = (name: ValueName) => seen.scales.has(name);
  if (!isScale(a) && !isScale(b)) return false;
  const other = isScale(a) ? b : a;
  if (!isScale(other) && !graph.constants.has(other)) return alias(output, other, seen);
  seen.scales.add(output);
  return true;
}

const CLAMPS: ReadonlySet<string> = new Set(["Relu", "Clip"]);
const WITH_CLAMP: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul", "Add"]);

/** Kernel libraries clamp while they write: a clamp behind a layer that nobody else reads costs nothing. */
function foldClamps(nodes: readonly Node[], outputs: ReadonlySet<ValueName>): readonly Node[] {
  const reads = new Map<ValueName, number>();
  for (const { inputs } of nodes) for (const name of new Set(inputs)) reads.set(name, (reads.get(name) ?? 0) + 1);
  const folded: Node[] = [];
  const at = new Map<ValueName, number>();
  for (const node of nodes) {
    const [input = ""] = node.inputs;
    const place = at.get(input);
    const layer = place === undefined ? undefined : folded[place];
    if (CLAMPS.has(node.op) && place !== undefined && layer && reads.get(input) === 1 && !outputs.has(input)) {
      folded[place] = { ...layer, outputs: node.outputs };
      continue;
    }
    if (WITH_CLAMP.has(node.op)) at.set(node.outputs[0] ?? "", folded.length);
    folded.push(node);
  }
  return folded;
}
