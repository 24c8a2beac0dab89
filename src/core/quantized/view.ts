/** @file A quantized graph with the questions the lint rules ask of it, answered once. */
import { type Fate, fusionMap } from "../fusion/fusion-map.ts";
import { consumersOf, producersOf } from "../graph/edit.ts";
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { elementCount, floatsOf } from "../onnx/tensor-data.ts";

export interface View {
  readonly graph: Graph;
  readonly opset: number;
  readonly maker: (value: ValueName | undefined) => Node | undefined;
  readonly readers: (value: ValueName | undefined) => readonly Node[];
  readonly constant: (value: ValueName | undefined) => TensorProto | undefined;
  /** The DequantizeLinear that makes an operand. */
  readonly dq: (value: ValueName | undefined) => Node | undefined;
  readonly fates: ReadonlyMap<string, Fate>;
  /** Type a Q or DQ stores. */
  readonly elem: (node: Node) => number;
}

export function viewOf(graph: Graph): View {
  const producers = producersOf(graph);
  const consumers = consumersOf(graph);
  const constant = (value: ValueName | undefined) => graph.constants.get(value ?? "");
  const maker = (value: ValueName | undefined) => producers.get(value ?? "");
  return {
    graph,
    opset: graph.opsets.get("") ?? 0,
    maker,
    readers: (value) => consumers.get(value ?? "") ?? [],
    constant,
    dq: (value) => {
      const node = maker(value);
      return node?.op === "DequantizeLinear" ? node : undefined;
    },
    fates: new Map(fusionMap(graph).map((fate) => [fate.node, fate])),
    elem: (node) => constant(node.inputs[2])?.dataType ?? constant(node.inputs[0])?.dataType ?? 2,
  };
}

/** The single scale of a Q or DQ, or undefined. */
export function scaleOf(view: View, node: Node | undefined): number | undefined {
  const t = view.constant(node?.inputs[1]);
  return t !== undefined && elementCount(t) === 1 ? floatsOf(t)[0] : undefined;
}
