/**
 * @file Back from our graph to messages. What no pass touched is the very message that was decoded, so
 * an untouched graph gives an equal model.
 */
import { create } from "@bufbuild/protobuf";
import { assert } from "../errors.ts";
import { withFields } from "../onnx/messages.ts";
import {
  type GraphProto,
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
  type OperatorSetIdProto,
  OperatorSetIdProtoSchema,
  type ValueInfoProto,
} from "../onnx/onnx_pb.ts";
import { normalDomain } from "./from-model.ts";
import type { Graph, Node, ValueName } from "./graph.ts";
import { typeOf, valueInfo } from "./value-info.ts";

export function modelOf(graph: Graph): ModelProto {
  const before = graph.model.graph;
  assert(before, "a graph comes from a model with a graph");
  const fields: Partial<GraphProto> = {
    node: graph.nodes.map(protoOf),
    initializer: [...graph.constants].map(([name, t]) => (t.name === name ? t : withFields(t, { name }))),
    input: inputInfos(graph, before),
    output: graph.outputs.map((name) => infoOf(graph, name)),
    valueInfo: stillTrue(graph, before),
  };
  return withFields(graph.model, {
    graph: withFields(before, fields),
    opsetImport: importsOf(graph),
    irVersion: irVersionOf(graph),
  });
}

export function protoOf(node: Node): NodeProto {
  const { source } = node;
  if (source !== undefined && isUntouched(node, source)) return source;
  const fields = {
    name: node.name,
    opType: node.op,
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: Object.values(node.attrs),
    ...(node.domain !== "" && { domain: node.domain }),
  };
  return source === undefined
    ? create(NodeProtoSchema, fields)
    : withFields(source, { ...fields, domain: node.domain });
}

function isUntouched(node: Node, source: NodeProto): boolean {
  return (
    node.op === source.opType &&
    node.domain === normalDomain(source.domain) &&
    (source.name === "" || node.name === source.name) &&
    sameItems(node.inputs, source.input) &&
    sameItems(node.outputs, source.output) &&
    sameItems(Object.values(node.attrs), source.attribute)
  );
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, i) => item === b[i]));
}

/** In the order of the file; inputs it did not have come last. */
function inputInfos(graph: Graph, before: GraphProto): ValueInfoProto[] {
  const wanted = new Set([...graph.inputs, ...graph.overridable]);
  const kept = before.input.map((i) => i.name).filter((name) => wanted.has(name));
  const added = [...wanted].filter((name) => !kept.includes(name));
  return [...kept, ...added].map((name) => infoOf(graph, name));
}

function infoOf(graph: Graph, name: ValueName): ValueInfoProto {
  return graph.declared.get(name) ?? valueInfo(name, graph.types.get(name) ?? { elem: 0 });
}

/** Declared intermediate types whose value still exists with that element type. */
function stillTrue(graph: Graph, before: GraphProto): ValueInfoProto[] {
  const outputs = new Set(graph.outputs);
  const made = new Set(graph.nodes.flatMap((node) => node.outputs).filter((name) => !outputs.has(name)));
  return before.valueInfo.filter(({ name }, i) => {
    const info = before.valueInfo[i] as ValueInfoProto;
    return made.has(name) && (graph.types.get(name)?.elem ?? 0) === typeOf(info).elem;
  });
}

function importsOf(graph: Graph): OperatorSetIdProto[] {
  const left = new Map(graph.opsets);
  const kept: OperatorSetIdProto[] = [];
  for (const known of graph.model.opsetImport) {
    const domain = normalDomain(known.domain);
    const version = left.get(domain);
    if (version === undefined) continue;
    left.delete(domain);
    kept.push(Number(known.version) === version ? known : withFields(known, { version: BigInt(version) }));
  }
  const added = [...left].map(([domain, version]) =>
    create(OperatorSetIdProtoSchema, { domain, version: BigInt(version) }),
  );
  return [...kept, ...added];
}

/** First IR version that may be used with an opset, from the table of versions in the ONNX specification. */
const IR_OF_OPSET: readonly (readonly [opset: number, ir: number])[] = [
  [25, 13],
  [24, 12],
  [23, 11],
  [21, 10],
  [19, 9],
  [15, 8],
  [12, 7],
  [11, 6],
  [10, 5],
  [9, 4],
];

function irVersionOf(graph: Graph): bigint {
  const opset = graph.opsets.get("") ?? 0;
  const needed = IR_OF_OPSET.find(([from]) => opset >= from)?.[1] ?? 3;
  // Before IR 4 every initializer had to be an input as well.
  const lifted = graph.constants.size > graph.overridable.size ? 4 : 3;
  return BigInt(Math.max(Number(graph.model.irVersion), needed, lifted));
}
