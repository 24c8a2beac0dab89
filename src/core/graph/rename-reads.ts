/** @file Bodies that read a value of the graph around them under another name. */
import { withFields } from "../onnx/messages.ts";
import type { AttributeProto, GraphProto, NodeProto } from "../onnx/onnx_pb.ts";
import type { ValueName } from "./graph.ts";

/** The same body when it reads none of the names. Nested bodies are followed; ONNX forbids them to hide a name. */
export function renameReads(body: GraphProto, names: ReadonlyMap<ValueName, ValueName>): GraphProto {
  const node = body.node.map((n) => renamedNode(n, names));
  return node.every((n, i) => n === body.node[i]) ? body : withFields(body, { node });
}

function renamedNode(node: NodeProto, names: ReadonlyMap<ValueName, ValueName>): NodeProto {
  const input = node.input.map((name) => names.get(name) ?? name);
  const attribute = node.attribute.map((a) => renamedAttr(a, names));
  const same = input.every((name, i) => name === node.input[i]) && attribute.every((a, i) => a === node.attribute[i]);
  return same ? node : withFields(node, { input, attribute });
}

function renamedAttr(a: AttributeProto, names: ReadonlyMap<ValueName, ValueName>): AttributeProto {
  if (a.g === undefined && a.graphs.length === 0) return a;
  const g = a.g && renameReads(a.g, names);
  const graphs = a.graphs.map((body) => renameReads(body, names));
  return g === a.g && graphs.every((body, i) => body === a.graphs[i]) ? a : withFields(a, { ...(g && { g }), graphs });
}
