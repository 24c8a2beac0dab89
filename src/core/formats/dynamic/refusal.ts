/** @file Which nodes have a kernel in ONNX Runtime that finds activation ranges while the model runs. */
import { constantInput } from "../../graph/edit.ts";
import type { Graph, Node } from "../../graph/graph.ts";
import { attrInt } from "../../onnx/attributes.ts";
import { elemName } from "../../onnx/elem.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";

type Check = (node: Node, graph: Graph) => string | null;

const CHECKS: Readonly<Record<string, Check>> = {
  Conv: refuseConv,
  Gather: refuseGather,
  Gemm: (node, graph) => refuseWeight(node, graph, 1),
  LSTM: refuseLstm,
  MatMul: refuseMatMul,
};

const RECURRENT = "ONNX Runtime has a dynamically quantized kernel for LSTM, but none for";

const REASONS: Readonly<Record<string, string>> = {
  Attention: "The quantized attention kernel of ONNX Runtime needs fixed ranges; the products inside stay in float.",
  ConvTranspose: "ONNX Runtime has ConvInteger, but no integer form of ConvTranspose.",
  Einsum: "Einsum has no integer form; written as MatMul it would have one.",
  GRU: `${RECURRENT} GRU.`,
  RNN: `${RECURRENT} RNN.`,
};

/** Why this node cannot be dynamically quantized, in the user's words, or null when it can. */
export function dynamicRefusal(node: Node, graph: Graph): string | null {
  const check = node.domain === "" && Object.hasOwn(CHECKS, node.op) ? CHECKS[node.op] : undefined;
  if (check !== undefined) return check(node, graph);
  return Object.hasOwn(REASONS, node.op)
    ? (REASONS[node.op] as string)
    : `${node.op} has no weights that a dynamically quantized kernel could take.`;
}

/** The weight in this slot must be a float32 constant with something in it. */
function refuseWeight(node: Node, graph: Graph, slot: number): string | null {
  const tensor = constantInput(graph, node, slot);
  const elem = tensor?.dataType ?? graph.types.get(node.inputs[slot] ?? "")?.elem ?? T.FLOAT;
  if (elem !== T.FLOAT && elem !== T.UNDEFINED)
    return `It works on ${elemName(elem)} values; only float32 is quantized.`;
  if (tensor === undefined)
    return "Its weights are computed while the model runs, so they cannot be quantized beforehand.";
  return tensor.dims.some((d) => d === 0n) ? "Its weights have no elements." : null;
}

function refuseGather(node: Node, graph: Graph): string | null {
  if (!graph.constants.has(node.inputs[0] ?? ""))
    return "It picks from values computed while the model runs; only a constant table can be stored as integers.";
  return refuseWeight(node, graph, 0);
}

function refuseMatMul(node: Node, graph: Graph): string | null {
  if (constantInput(graph, node, 1) === undefined && constantInput(graph, node, 0) !== undefined)
    return "Its constant factor stands on the left; the kernels take weights on the right.";
  const refused = refuseWeight(node, graph, 1);
  if (refused !== null) return refused;
  return (constantInput(graph, node, 1)?.dims.length ?? 0) < 2 ? "Its weights are a vector, not a matrix." : null;
}

function refuseConv(node: Node, graph: Graph): string | null {
  const refused = refuseWeight(node, graph, 1);
  if (refused !== null) return refused;
  if ((node.inputs[2] ?? "") === "" || constantInput(graph, node, 2) !== undefined) return null;
  return "Its bias is computed while the model runs.";
}

function refuseLstm(node: Node, graph: Graph): string | null {
  if (attrInt(node, "layout", 0) !== 0) return "It puts the batch first, which DynamicQuantizeLSTM cannot.";
  return refuseWeight(node, graph, 1) ?? refuseWeight(node, graph, 2);
}
