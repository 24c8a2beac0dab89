import { makeNode, namesOf, withConstants } from "../graph/edit.ts";
import { unusedName } from "../graph/from-model.ts";
import type { Graph, Node, Pass, ValueName, ValueType } from "../graph/graph.ts";
import { bodiesOf } from "../graph/subgraphs.ts";
import { intAttr } from "../onnx/attributes.ts";
import { withFields } from "../onnx/messages.ts";
import { type AttributeProto, type TensorProto, TensorProto_DataType as T } from "../onnx/onnx_pb.ts";
import { byteLength, dimsOf, floatsOf, floatTensor, isExternal } from "../onnx/tensor-data.ts";

/** Larger models stay as they are: twice their weights might not fit. */
const MOST_BYTES = 256e6;
/** Attributes that name an element type. */
const TYPE_ATTRS: ReadonlySet<string> = new Set(["to", "dtype"]);

/**
 * A graph that computes in float16 computes in float32 instead: quantization starts from there, and rounding to
 * 11 bits in between would only add to its error. Inputs and outputs keep their type. Models with bodies stay.
 */
export const widenHalf: Pass = {
  id: "widen-half",
  title: "Compute in float32 what the file computes in float16, so that it can be quantized",
  run(graph) {
    const halves = [...graph.constants.values()].filter((t) => t.dataType === T.FLOAT16);
    if (halves.length === 0 || !canWiden(graph, halves)) return graph;
    const types = new Map([...graph.types].map(([name, type]) => [name, widened(type)] as const));
    const ports = portsOf(graph);
    const nodes = graph.nodes.map((node) => withPorts(widenNode(node), ports));
    const first = graph.inputs.flatMap((name) => castPort(name, ports.get(name), T.FLOAT));
    const last = graph.outputs.flatMap((name) => castPort(name, ports.get(name), T.FLOAT16));
    for (const name of ports.keys()) types.set(name, graph.types.get(name) ?? { elem: T.FLOAT16 });
    for (const [name, wide] of ports) types.set(wide, widened(graph.types.get(name) ?? { elem: T.FLOAT }));
    const constants = halves.map((t) => floatTensor(t.name, dimsOf(t), floatsOf(t)));
    return withoutCasts(withConstants({ ...graph, types, nodes: [...first, ...nodes, ...last] }, constants));
  },
};

function canWiden(graph: Graph, halves: readonly TensorProto[]): boolean {
  const fits = halves.reduce((sum, t) => sum + byteLength(t), 0) <= MOST_BYTES && !halves.some(isExternal);
  const passed = graph.outputs.some((name) => graph.constants.has(name) || graph.inputs.includes(name));
  return (
    fits && !passed && !graph.nodes.some((node) => bodiesOf(node.attrs).length > 0) && graph.overridable.size === 0
  );
}

function widened(type: ValueType): ValueType {
  return type.elem === T.FLOAT16 ? { ...type, elem: T.FLOAT } : type;
}

/** float16 inputs and outputs, and what they are called as float32. */
function portsOf(graph: Graph): ReadonlyMap<ValueName, ValueName> {
  const taken = namesOf(graph);
  const halves = [...graph.inputs, ...graph.outputs].filter((name) => graph.types.get(name)?.elem === T.FLOAT16);
  return new Map([...new Set(halves)].map((name) => [name, unusedName(`${name}_float32`, taken)]));
}

function withPorts(node: Node, ports: ReadonlyMap<ValueName, ValueName>): Node {
  const renamed = (names: readonly ValueName[]) => names.map((name) => ports.get(name) ?? name);
  return { ...node, inputs: renamed(node.inputs), outputs: renamed(node.outputs) };
}

/** From an input to its float32 form, or from there to an output. */
function castPort(name: ValueName, wide: ValueName | undefined, to: number): Node[] {
  if (wide === undefined) return [];
  const [from, into] = to === T.FLOAT ? [name, wide] : [wide, name];
  return [makeNode({ op: "Cast", name: `${wide}_Cast`, inputs: [from], outputs: [into], attrs: [intAttr("to", to)] })];
}

function widenNode(node: Node): Node {
  const entries = Object.entries(node.attrs).map(([name, a]) => [name, widenAttr(name, a)] as const);
  return entries.every(([name, a]) => a === node.attrs[name]) ? node : { ...node, attrs: Object.fromEntries(entries) };
}

function widenAttr(name: string, a: AttributeProto): AttributeProto {
  if (TYPE_ATTRS.has(name) && Number(a.i) === T.FLOAT16) return intAttr(name, T.FLOAT);
  if (a.t?.dataType !== T.FLOAT16) return a;
  return withFields(a, { t: floatTensor(a.t.name, dimsOf(a.t), floatsOf(a.t)) });
}

/** Casts from float32 to float32, which the widening left behind. */
function withoutCasts(graph: Graph): Graph {
  const alias = new Map<ValueName, ValueName>();
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => alias.get(name) ?? name);
    const [from = "", to = ""] = [inputs[0], node.outputs[0]];
    const idle = node.op === "Cast" && [from, to].every((name) => graph.types.get(name)?.elem === T.FLOAT);
    if (idle && !graph.outputs.includes(to)) alias.set(to, from);
    else nodes.push(alias.size === 0 ? node : { ...node, inputs });
  }
  return { ...graph, nodes };
}
