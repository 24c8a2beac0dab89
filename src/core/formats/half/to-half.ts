/**
 * @file Lets chosen nodes compute in 16-bit float. Their constants change type; a value that crosses between
 * float32 and 16 bits is cast once, however many nodes read it, and never between two 16-bit nodes.
 */
import { assert, StudioError } from "../../errors.ts";
import { unusedName } from "../../graph/from-model.ts";
import { makeNode, namesOf, pruneUnused, withConstants } from "../../graph/edit.ts";
import type { Graph, Node, ValueName, ValueType } from "../../graph/graph.ts";
import { intAttr } from "../../onnx/attributes.ts";
import { type TensorProto, TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { byteLength, dimsOf, makeTensor } from "../../onnx/tensor-data.ts";
import type { FormatLayer, Formatted } from "../format.ts";
import { halfOf, type HalfType } from "./convert.ts";
import { halfPorts, withHalfPorts } from "./ports.ts";
import { floatReads } from "./float-reads.ts";
import { floatValues, inputsOf, outputsOf, refuseOp, slotsOf } from "./ops.ts";

export interface HalfOptions {
  readonly type: HalfType;
  /** Inputs and outputs of the model stay float32. */
  readonly keepIo: boolean;
}

/** The graph under construction. Local to `toHalf`; never escapes. */
interface Draft {
  readonly graph: Graph;
  readonly type: HalfType;
  readonly elem: number;
  readonly taken: Set<string>;
  /** Values someone reads as float32. */
  readonly floatSide: ReadonlySet<ValueName>;
  readonly nodes: Node[];
  readonly constants: Map<ValueName, TensorProto>;
  readonly types: Map<ValueName, ValueType>;
  /** float32 value or constant to its 16-bit form. */
  readonly half: Map<ValueName, ValueName>;
}

/**
 * @param nodes names of nodes that `halfRefusal` let pass
 * @throws StudioError `recipe/unsupported` for a node that the runtime cannot run in this type
 */
export function toHalf(graph: Graph, nodes: ReadonlySet<string>, { type, keepIo }: HalfOptions): Formatted {
  for (const node of graph.nodes) if (nodes.has(node.name)) checkNode(node, type);
  const elem = type === "float16" ? T.FLOAT16 : T.BFLOAT16;
  const ports = keepIo ? new Set<ValueName>() : halfPorts(graph, nodes);
  const draft: Draft = {
    graph,
    type,
    elem,
    taken: namesOf(graph),
    floatSide: floatReads(graph, nodes, ports),
    nodes: [],
    constants: new Map(),
    types: new Map(),
    half: new Map(graph.inputs.filter((name) => ports.has(name)).map((name) => [name, name])),
  };
  for (const node of graph.nodes) {
    if (nodes.has(node.name)) addHalf(draft, node);
    else draft.nodes.push(node);
  }
  const typed = withConstants({ ...graph, nodes: draft.nodes }, draft.constants.values());
  const types = new Map([...typed.types, ...draft.types]);
  const converted = pruneUnused(withHalfPorts({ ...typed, types }, ports, elem));
  return {
    graph: converted,
    layers: layersOf(graph, nodes, type),
    notes: notesOf(graph, nodes, { type, keepIo }, ports),
  };
}

function checkNode(node: Node, type: HalfType): void {
  const message = refuseOp(node, type);
  if (message === null) return;
  const fix = type === "bfloat16" ? "Choose float16, which every runtime here can load." : "Keep this layer in FP32.";
  throw new StudioError("recipe/unsupported", { setting: `${node.name} in ${type}`, message, fix });
}

function addHalf(draft: Draft, node: Node): void {
  const slots = slotsOf(node);
  assert(slots !== undefined, `${node.op} computes in float32 only`);
  const converted = new Set(inputsOf(node, slots));
  const inputs = node.inputs.map((name, slot) => (converted.has(slot) ? halfInput(draft, name) : name));
  const made = new Set(outputsOf(node, slots));
  const outputs = node.outputs.map((name) => (made.has(name) ? halfOutput(draft, name) : name));
  draft.nodes.push({ ...node, inputs, outputs });
  for (const name of made) {
    const half = draft.half.get(name) ?? "";
    if (half !== name) draft.nodes.push(castNode(draft, half, name, T.FLOAT));
  }
}

/** The 16-bit form of a value, cast or converted when it is first asked for. */
function halfInput(draft: Draft, name: ValueName): ValueName {
  if (name === "" || !mayBeFloat(draft.graph, name)) return name;
  const known = draft.half.get(name);
  if (known !== undefined) return known;
  const half = newName(draft, name);
  const tensor = draft.graph.overridable.has(name) ? undefined : draft.graph.constants.get(name);
  if (tensor === undefined) {
    setType(draft, name, half);
    draft.nodes.push(castNode(draft, name, half, draft.elem));
  } else draft.constants.set(half, makeTensor(half, draft.elem, dimsOf(tensor), halfOf(tensor, draft.type).bits));
  draft.half.set(name, half);
  return half;
}

/** Values that other rewrites added have no type yet; a node that may be converted reads floats in these slots. */
function mayBeFloat(graph: Graph, name: ValueName): boolean {
  const elem = graph.types.get(name)?.elem ?? 0;
  return elem === 0 || elem === T.FLOAT;
}

/** A value keeps its name unless someone reads it as float32; then that name stays float32. */
function halfOutput(draft: Draft, name: ValueName): ValueName {
  const half = draft.floatSide.has(name) ? newName(draft, name) : name;
  draft.half.set(name, half);
  setType(draft, name, half);
  return half;
}

function castNode({ taken }: Draft, from: ValueName, to: ValueName, elem: number): Node {
  const name = unusedName(`${to}_Cast`, taken);
  taken.add(name);
  return makeNode({ op: "Cast", name, inputs: [from], outputs: [to], attrs: [intAttr("to", elem)] });
}

function newName({ taken, type }: Draft, name: ValueName): ValueName {
  const fresh = unusedName(`${name}_${type}`, taken);
  taken.add(fresh);
  return fresh;
}

function setType({ graph, types, elem }: Draft, from: ValueName, to: ValueName): void {
  types.set(to, { ...graph.types.get(from), elem });
}

function constantsOf(graph: Graph, node: Node): TensorProto[] {
  const slots = slotsOf(node);
  const names = slots === undefined ? [] : inputsOf(node, slots).map((slot) => node.inputs[slot] ?? "");
  const floats = names.filter((name) => floatValues(graph).has(name) && !graph.overridable.has(name));
  return [...new Set(floats)].flatMap((name) => graph.constants.get(name) ?? []);
}

function layersOf(graph: Graph, nodes: ReadonlySet<string>, type: HalfType): Map<string, FormatLayer> {
  const layers = new Map<string, FormatLayer>();
  for (const node of graph.nodes.filter((n) => nodes.has(n.name))) {
    const tensors = constantsOf(graph, node);
    const before = tensors.reduce((sum, t) => sum + byteLength(t), 0);
    const sum = (key: "noise" | "signal") => tensors.reduce((total, t) => total + halfOf(t, type)[key], 0);
    layers.set(node.name, { bytes: { before, after: before / 2 }, noise: sum("noise"), signal: sum("signal") });
  }
  return layers;
}

function notesOf(
  graph: Graph,
  nodes: ReadonlySet<string>,
  { type, keepIo }: HalfOptions,
  ports: ReadonlySet<ValueName>,
): string[] {
  const tensors = new Set(graph.nodes.filter((n) => nodes.has(n.name)).flatMap((n) => constantsOf(graph, n)));
  const notes: string[] = [];
  for (const tensor of tensors) {
    const { clamped, flushed } = halfOf(tensor, type);
    if (clamped > 0) notes.push(`${tensor.name}: ${clamped} values beyond the largest ${type} were set to it.`);
    if (flushed > 0) notes.push(`${tensor.name}: ${flushed} values too small for ${type} became 0.`);
  }
  const kept = keepIo
    ? []
    : [...graph.inputs, ...graph.outputs].filter((n) => floatValues(graph).has(n) && !ports.has(n));
  if (kept.length > 0) notes.push(`Stays float32 because an FP32 layer touches it: ${kept.join(", ")}.`);
  return notes;
}
