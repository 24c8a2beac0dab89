/** @file Where ops keep constant weights, and which way outputs and inputs lie in them. */
import type { Graph, Node } from "../../graph/graph.ts";
import { constantInput } from "../../graph/edit.ts";
import { attrInt } from "../../onnx/attributes.ts";
import { namedNodes } from "../../graph/from-model.ts";
import { bodiesOf } from "../../graph/subgraphs.ts";
import type { GraphProto, TensorProto } from "../../onnx/onnx_pb.ts";
import { dimsOf } from "../../onnx/tensor-data.ts";

export interface Slot {
  readonly input: number;
  /** Axis with one scale per entry when per channel: outputs, or rows of an embedding. */
  readonly channel: number;
  /** Axis that blocks lie along: what is summed over. */
  readonly reduced: number;
}

export interface Weight extends Slot {
  readonly name: string;
  readonly tensor: TensorProto;
  readonly dims: readonly number[];
}

type Slots = (node: Node, graph: Graph) => readonly Slot[];

const at = (input: number, channel: number, reduced: number): Slots => {
  const slots = [{ input, channel, reduced }];
  return () => slots;
};

/** W `[directions, gates, inputs]` and R `[directions, gates, hidden]`. */
const RECURRENT: Slots = () => [
  { input: 1, channel: 1, reduced: 2 },
  { input: 2, channel: 1, reduced: 2 },
];

/** From the end, as a MatMul may have batches in front; rank of the constant in slot `input`. */
const rankOf = (node: Node, graph: Graph, input: number) => constantInput(graph, node, input)?.dims.length ?? 2;

const SLOTS: Readonly<Record<string, Slots>> = {
  MatMul: (node, graph) => {
    const rank = rankOf(node, graph, 1);
    return [{ input: 1, channel: rank - 1, reduced: rank - 2 }];
  },
  Gemm: (node) => {
    const transposed = attrInt(node, "transB", 0) !== 0;
    return [{ input: 1, channel: transposed ? 0 : 1, reduced: transposed ? 1 : 0 }];
  },
  Conv: at(1, 0, 1),
  ConvTranspose: at(1, 1, 0),
  Gather: (node, graph) => [{ input: 0, channel: 0, reduced: rankOf(node, graph, 0) - 1 }],
  LSTM: RECURRENT,
  GRU: RECURRENT,
  RNN: RECURRENT,
};

/** Ops whose weights can be stored as integers, for messages. */
export const WEIGHT_OPS: readonly string[] = Object.keys(SLOTS);

/** Empty for ops without weights of this kind. */
export function slotsOf(node: Node, graph: Graph): readonly Slot[] {
  if (node.domain !== "" || !Object.hasOwn(SLOTS, node.op)) return [];
  return (SLOTS[node.op] as Slots)(node, graph);
}

/** Constants in weight slots of the node, or of nodes in its bodies that read them from outside. */
export function constantWeights(node: Node, graph: Graph): Weight[] {
  const inside = bodiesOf(node.attrs).flatMap((body) => weightsIn(body, graph));
  const byName = new Map(inside.map((weight) => [weight.name, weight]));
  return inside.length > 0 ? [...byName.values()] : ownWeights(node, graph);
}

function weightsIn(body: GraphProto, graph: Graph): Weight[] {
  return namedNodes(body).flatMap((node) => constantWeights(node, graph));
}

function ownWeights(node: Node, graph: Graph): Weight[] {
  return slotsOf(node, graph).flatMap((slot) => {
    const tensor = constantInput(graph, node, slot.input);
    if (tensor === undefined) return [];
    return [{ ...slot, name: node.inputs[slot.input] ?? "", tensor, dims: dimsOf(tensor) }];
  });
}
