/**
 * @file Weights inside the operators of ONNX Runtime that read integers themselves: MatMulNBits for MatMul and Gemm,
 * GatherBlockQuantized for embeddings (domain com.microsoft, ONNX Runtime `docs/ContribOperators.md`).
 *
 * Both store unsigned integers and take 2^(bits - 1) for the zero point when none is given. Measured with 1.30 on
 * CPU: block sizes from 16 to 256, every width with and without zero points.
 */
import type { Node } from "../../graph/graph.ts";
import { constantInput, makeNode } from "../../graph/edit.ts";
import { attrFloat, attrInt, intAttr } from "../../onnx/attributes.ts";
import { withFields } from "../../onnx/messages.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { packRows } from "../../onnx/pack.ts";
import { elementCount, makeTensor } from "../../onnx/tensor-data.ts";
import { bytesOf, type Draft, scaleTensor, type Stored } from "./draft.ts";
import { type Columns, columnsOf, columnView } from "./columns.ts";
import type { WeightOnlySetting } from "./setting.ts";
import type { Weight } from "./slots.ts";
import { type Solving, solvedBlocks, solverSetting } from "./solving.ts";

const DOMAIN = "com.microsoft";
const LARGEST_BLOCK = 256;

/** Why a layer cannot use an operator with integer weights, so that DequantizeLinear stands in; null when it can. */
export function refuseOperator(
  { graph }: Pick<Draft, "graph">,
  node: Node,
  { dims }: Weight,
  { bits }: WeightOnlySetting,
): string | null {
  switch (node.op) {
    case "MatMul": {
      if (dims.length !== 2) return "MatMulNBits takes no batch of matrices: DequantizeLinear instead.";
      const rank = graph.types.get(node.inputs[0] ?? "")?.dims?.length;
      return rank === 1 ? "MatMulNBits takes no vector: DequantizeLinear instead." : null;
    }
    case "Gemm": {
      const plain =
        attrInt(node, "transA", 0) === 0 && attrFloat(node, "alpha", 1) === 1 && attrFloat(node, "beta", 1) === 1;
      return plain ? null : "MatMulNBits has neither transA nor alpha and beta: DequantizeLinear instead.";
    }
    case "Gather": {
      if (dims.length !== 2 || attrInt(node, "axis", 0) !== 0) {
        return "GatherBlockQuantized takes rows of a matrix: DequantizeLinear instead.";
      }
      // Rows of another length come back with padding (measured with ONNX Runtime 1.30).
      const whole = ((dims[1] ?? 0) * bits) % 8 === 0;
      return whole ? null : "GatherBlockQuantized needs rows of whole bytes: DequantizeLinear instead.";
    }
    default:
      return `No operator takes integer weights for ${node.op}: DequantizeLinear instead.`;
  }
}

export function useOperator(draft: Draft, node: Node, weight: Weight, setting: WeightOnlySetting): Stored {
  return node.op === "Gather"
    ? gatherBlockQuantized(draft, node, weight, setting)
    : matMulNBits(draft, node, weight, setting);
}

function matMulNBits(draft: Draft, node: Node, weight: Weight, setting: WeightOnlySetting): Stored {
  const [N = 0, K = 0] = [weight.dims[weight.channel], weight.dims[weight.reduced]];
  const block = blockOf(node, weight, setting);
  const stored = store(draft, weight, setting, { block, padded: true });
  const bias = node.op === "Gemm" ? (node.inputs[2] ?? "") : "";
  const inside = biasInside(draft, node, N);
  const result = node.outputs[0] ?? "";
  const product = bias !== "" && inside === undefined ? draft.fresh(`${result}_without_bias`) : result;
  const [packed = "", scales = "", zeros = ""] = stored.names;
  const inputs = [node.inputs[0] ?? "", packed, scales, zeros, "", inside ?? ""];
  while (inputs[inputs.length - 1] === "") inputs.pop();
  const numbers = { K, N, bits: setting.bits, block_size: block };
  const attrs = Object.entries(numbers).map(([name, value]) => intAttr(name, value));
  draft.nodes.push(makeNode({ op: "MatMulNBits", name: node.name, domain: DOMAIN, inputs, outputs: [product], attrs }));
  if (product !== result) {
    draft.push({ op: "Add", name: `${node.name}_bias`, inputs: [product, bias], outputs: [result] });
  }
  return stored;
}

/** A constant bias with one value per output goes into the operator. */
function biasInside(draft: Draft, node: Node, N: number): string | undefined {
  const corrected = draft.constants.get(node.inputs[2] ?? "");
  const bias = node.op === "Gemm" ? (corrected ?? constantInput(draft.graph, node, 2)) : undefined;
  if (bias === undefined || elementCount(bias) !== N) return undefined;
  const name = node.inputs[2] as string;
  if (bias.dims.length === 1) return name;
  return draft.once(`flat ${name}`, () => {
    const flat = draft.add(`${name}_flat`, (n) => withFields(bias, { name: n, dims: [BigInt(N)] }));
    return { names: [flat.name], bytes: 0, noise: 0, signal: 0 };
  }).names[0];
}

function gatherBlockQuantized(draft: Draft, node: Node, weight: Weight, setting: WeightOnlySetting): Stored {
  const block = blockOf(node, weight, setting);
  const stored = store(draft, weight, setting, { block, padded: false });
  const [packed = "", ...rest] = stored.names;
  const numbers = { gather_axis: 0, quantize_axis: 1, block_size: block, bits: setting.bits };
  const attrs = Object.entries(numbers).map(([name, value]) => intAttr(name, value));
  const inputs = [packed, node.inputs[1] ?? "", ...rest];
  const { name, outputs } = node;
  draft.nodes.push(makeNode({ op: "GatherBlockQuantized", name, domain: DOMAIN, inputs, outputs, attrs }));
  return stored;
}

/** What `useOperator` will ask of the solver. */
export function operatorSolving(node: Node, weight: Weight, setting: WeightOnlySetting): Solving {
  return solvingOf(weight, setting, blockOf(node, weight, setting));
}

function solvingOf(weight: Weight, setting: WeightOnlySetting, block: number): Solving {
  const { tensor } = weight;
  const view = columnView(weight, { granularity: setting.granularity, block });
  return { swap: null, view, tensor, setting: solverSetting(tensor, { ...setting, signed: false }) };
}

/** Block size as the operator of the node is told. */
function blockOf(node: Node, { dims, reduced }: Weight, { granularity, blockSize }: WeightOnlySetting): number {
  if (granularity === "block") return blockSize;
  return node.op === "Gather" ? powerFrom(dims[1] ?? 0) : Math.min(LARGEST_BLOCK, powerFrom(dims[reduced] ?? 0));
}

interface Shape {
  readonly block: number;
  /** MatMulNBits: rows are filled up to whole blocks, and scales are a flat list. */
  readonly padded: boolean;
}

/** Integers, scales and, unless symmetric, zero points as constants, row by row. */
function store(draft: Draft, weight: Weight, setting: WeightOnlySetting, { block, padded }: Shape): Stored {
  const { bits, symmetric, rounding, granularity } = setting;
  const key = JSON.stringify([padded, weight.name, weight.channel, block, bits, symmetric, rounding, granularity]);
  return draft.once(key, () => {
    const { dataType } = weight.tensor;
    const solved = solvedBlocks(solvingOf(weight, setting, block));
    const columns = columnsOf(solved, weight, { granularity, block, padded });
    const constants = tensorsOf(draft, weight.name, columns, { bits, block, padded, dataType, symmetric });
    const { noise, signal } = columns;
    return { names: constants.map((t) => t.name), bytes: bytesOf(constants), noise, signal };
  });
}

interface Storage extends Shape {
  readonly bits: 8 | 4 | 2;
  readonly dataType: number;
  readonly symmetric: boolean;
}

function tensorsOf(
  draft: Draft,
  name: string,
  columns: Columns,
  { bits, block, padded, dataType, symmetric }: Storage,
) {
  const { rows, blocks, stride, integers, scales, zeros } = columns;
  const pack = (values: Uint8Array, length: number) => (bits === 8 ? values : packRows(values, length, bits));
  const data = pack(integers, stride);
  const dims = padded ? [rows, blocks, (block * bits) / 8] : [rows, data.length / rows];
  const tensors = [
    draft.add(`${name}_Q${bits}`, (n) => makeTensor(n, T.UINT8, dims, data)),
    draft.add(`${name}_scales`, (n) => scaleTensor(n, padded ? [rows * blocks] : [rows, blocks], scales, dataType)),
  ];
  if (symmetric) return tensors;
  const points = pack(zeros, blocks);
  const pointDims = [rows, points.length / rows];
  return [...tensors, draft.add(`${name}_zero_points`, (n) => makeTensor(n, T.UINT8, pointDims, points))];
}

/** Smallest block size of the operators that holds `length`. */
function powerFrom(length: number): number {
  let size = 16;
  while (size < length) size *= 2;
  return size;
}
