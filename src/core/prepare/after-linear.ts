/**
 * @file What BatchNormalization, Add and Mul by constants have in common when they follow a layer with
 * constant weights: y = scale * layer(x) + shift per output channel, and the layer can do that itself.
 *
 *     W' = scale * W,   b' = scale * b + shift
 *
 * Products are formed in double precision and rounded to float32 once.
 */
import { constantInput, consumersOf, namesOf, pruneUnused, withConstants } from "../graph/edit.ts";
import { unusedName } from "../graph/from-model.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { fixedNames } from "../graph/subgraphs.ts";
import { attrFloat, attrInt } from "../onnx/attributes.ts";
import { type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { dimsOf, floatsOf, floatTensor } from "../onnx/tensor-data.ts";
import { vectorOf } from "./vector.ts";

/** Per output channel. */
export interface Affine {
  readonly scale?: Float64Array;
  readonly shift?: Float64Array;
}

/** A layer whose weight and bias are constant float32. */
export interface Layer {
  readonly node: Node;
  readonly weight: TensorProto;
  /** Output channels. */
  readonly channels: number;
  /** Undefined when the layer has none. */
  readonly bias: Float32Array | undefined;
  /** Rank of the layer's output. */
  readonly rank: number;
}

/** What `node` does to the layer's output, or undefined when it is something else. `slot` is where the output goes in. */
export type Match = (node: Node, slot: number, layer: Layer, graph: Graph) => Affine | undefined;

/** One forward walk that lets layers take in what follows them; the same graph when nothing matched. */
export function foldAfterLinear(graph: Graph, match: Match): Graph {
  const walk = { graph, fixed: fixedNames(graph), consumers: consumersOf(graph), taken: namesOf(graph) };
  const replaced = new Map<Node, Node>();
  const removed = new Set<Node>();
  const made: TensorProto[] = [];
  for (const node of graph.nodes) {
    const layer = removed.has(node) ? undefined : layerOf(node, graph);
    const next = layer && onlyConsumer(node, walk);
    const slot = next?.inputs.indexOf(node.outputs[0] ?? "") ?? -1;
    const affine = layer && next && match(next, slot, layer, graph);
    if (layer === undefined || next === undefined || affine === undefined) continue;
    const folded = applied(layer, affine, next.outputs, walk);
    replaced.set(node, folded.node);
    removed.add(next);
    made.push(...folded.constants);
  }
  if (replaced.size === 0) return graph;
  const nodes = graph.nodes.filter((n) => !removed.has(n)).map((n) => replaced.get(n) ?? n);
  return pruneUnused(withConstants({ ...graph, nodes }, made));
}

interface Walk {
  readonly graph: Graph;
  readonly fixed: ReadonlySet<ValueName>;
  readonly consumers: ReadonlyMap<ValueName, readonly Node[]>;
  readonly taken: Set<string>;
}

function onlyConsumer(node: Node, { fixed, consumers }: Walk): Node | undefined {
  const output = node.outputs[0] ?? "";
  const readers = consumers.get(output) ?? [];
  const next = readers[0];
  if (fixed.has(output) || readers.length !== 1 || next === undefined) return undefined;
  // Reading the value twice, as in Add(y, y), is not one affine step.
  return next.inputs.filter((name) => name === output).length === 1 && next.domain === "" ? next : undefined;
}

/** Conv, ConvTranspose and Gemm (with alpha = beta = 1) of constant float32 weights. */
export function layerOf(node: Node, graph: Graph): Layer | undefined {
  if (node.domain !== "" || !["Conv", "ConvTranspose", "Gemm"].includes(node.op)) return undefined;
  const weight = constantInput(graph, node, 1);
  if (weight?.dataType !== T.FLOAT) return undefined;
  if (attrFloat(node, "alpha", 1) !== 1 || attrFloat(node, "beta", 1) !== 1) return undefined;
  const channels = channelsOf(node, weight);
  const given = node.inputs[2] ?? "";
  const bias = given === "" ? undefined : vectorOf(constantInput(graph, node, 2), channels);
  return given !== "" && bias === undefined ? undefined : { node, weight, channels, bias, rank: weight.dims.length };
}

function channelsOf(node: Node, weight: TensorProto): number {
  const dims = dimsOf(weight);
  if (node.op === "Conv") return dims[0] ?? 0;
  if (node.op === "ConvTranspose") return (dims[1] ?? 0) * attrInt(node, "group", 1);
  return dims[attrInt(node, "transB", 0) === 0 ? 1 : 0] ?? 0;
}

function applied(layer: Layer, { scale, shift }: Affine, outputs: readonly ValueName[], walk: Walk) {
  const { node, weight, bias, channels } = layer;
  const constants: TensorProto[] = [];
  const inputs = [...node.inputs];
  if (scale !== undefined) {
    const name = nameFor(inputs[1] ?? "", walk);
    inputs[1] = name;
    constants.push(floatTensor(name, dimsOf(weight), scaledWeight(layer, scale)));
  }
  if (shift !== undefined || bias !== undefined) {
    const name = nameFor(inputs[2] || `${node.name}_bias`, walk);
    inputs[2] = name;
    const values = Float32Array.from(
      { length: channels },
      (_, c) => (scale?.[c] ?? 1) * (bias?.[c] ?? 0) + (shift?.[c] ?? 0),
    );
    constants.push(floatTensor(name, [channels], values));
  }
  return { node: { ...node, inputs, outputs: outputs.slice(0, 1) }, constants };
}

/** A constant that only this layer reads keeps its name; a shared one is copied under a new name. */
function nameFor(name: ValueName, { consumers, fixed, taken, graph }: Walk): ValueName {
  if (graph.constants.has(name) && (consumers.get(name)?.length ?? 0) <= 1 && !fixed.has(name)) return name;
  const free = unusedName(name, taken);
  taken.add(free);
  return free;
}

function scaledWeight({ node, weight, channels }: Layer, scale: Float64Array): Float32Array {
  const w = floatsOf(weight);
  const dims = dimsOf(weight);
  const scaled = new Float32Array(w.length);
  const channelOf = channelIndex(node, dims, channels);
  for (let i = 0; i < w.length; i++) scaled[i] = (w[i] as number) * (scale[channelOf(i)] as number);
  return scaled;
}

/** Output channel that element `i` of the weight belongs to. */
function channelIndex(node: Node, dims: readonly number[], channels: number): (i: number) => number {
  const inner = (axis: number) => dims.slice(axis + 1).reduce((a, b) => a * b, 1);
  if (node.op === "Conv") {
    const size = inner(0);
    return (i) => Math.floor(i / size);
  }
  if (node.op === "Gemm") {
    const axis = attrInt(node, "transB", 0) === 0 ? 1 : 0;
    const size = inner(axis);
    return (i) => Math.floor(i / size) % channels;
  }
  // [C_in, C_out / group, ...]: input channels of group g make the output channels of group g.
  const [perGroup, size] = [dims[1] as number, inner(1)];
  const inputsPerGroup = (dims[0] as number) / attrInt(node, "group", 1);
  return (i) => {
    const group = Math.floor(Math.floor(i / (perGroup * size)) / inputsPerGroup);
    return group * perGroup + (Math.floor(i / size) % perGroup);
  };
}
