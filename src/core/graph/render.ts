/** @file A graph as text, one node a line, for golden tests and bug reports: a changed rewrite shows as a readable diff. */
import { elemName, isFloat } from "../onnx/elem.ts";
import { type AttributeProto, AttributeProto_AttributeType as A, type TensorProto } from "../onnx/onnx_pb.ts";
import { dimsOf, elementCount, floatsOf, intsOf, isExternal } from "../onnx/tensor-data.ts";
import { getTextEncoding } from "@bufbuild/protobuf/wire";
import type { Graph, Node, ValueName, ValueType } from "./graph.ts";

/** Constants with more elements than this show only their type. */
const SHOWN = 8;

/**
 *     input x: float32 [N, 3, 8, 8]
 *     const w: float32 [4, 3, 3, 3]
 *     y: float32 [N, 4, 8, 8] = Conv(x, w) pads=[1, 1, 1, 1]
 *     output y
 */
export function render(graph: Graph): string {
  return [
    ...graph.inputs.map((name) => `input ${typed(graph, name)}`),
    ...[...graph.constants].map(([name, t]) => renderConstant(graph, name, t)),
    ...graph.nodes.map((node) => renderNode(graph, node)),
    `output ${graph.outputs.join(", ")}`,
  ].join("\n");
}

function renderConstant(graph: Graph, name: ValueName, t: TensorProto): string {
  const kind = graph.overridable.has(name) ? "input const" : "const";
  return `${kind} ${name}: ${typeText({ elem: t.dataType, dims: dimsOf(t) })}${valuesText(t)}`;
}

function valuesText(t: TensorProto): string {
  if (elementCount(t) > SHOWN || isExternal(t)) return "";
  const values = isFloat(t.dataType) ? [...floatsOf(t)] : intsOf(t);
  return ` = ${values.map((x) => String(Number(x.toPrecision(6)))).join(" ")}`;
}

function renderNode(graph: Graph, node: Node): string {
  const outputs = node.outputs.map((name) => typed(graph, name)).join("; ");
  const op = node.domain === "" ? node.op : `${node.domain}.${node.op}`;
  const attrs = Object.values(node.attrs)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((a) => ` ${a.name}=${attributeText(a)}`);
  return `${outputs} = ${op}(${node.inputs.join(", ")})${attrs.join("")}`;
}

function typed(graph: Graph, name: ValueName): string {
  const type = graph.types.get(name);
  return type === undefined ? name : `${name}: ${typeText(type)}`;
}

function typeText({ elem, dims }: ValueType): string {
  const shape = dims === undefined ? "?" : `[${dims.map((d) => d ?? "?").join(", ")}]`;
  return `${elemName(elem)} ${shape}`;
}

function attributeText(a: AttributeProto): string {
  switch (a.type) {
    case A.INT:
      return String(a.i);
    case A.FLOAT:
      return String(Number(a.f.toPrecision(6)));
    case A.STRING:
      return getTextEncoding().decodeUtf8(a.s);
    case A.INTS:
      return `[${a.ints.join(", ")}]`;
    case A.FLOATS:
      return `[${a.floats.map((x) => Number(x.toPrecision(6))).join(", ")}]`;
    default:
      return `<${A[a.type]?.toLowerCase() ?? "unknown"}>`;
  }
}
