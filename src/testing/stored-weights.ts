/** @file Reads integer weights back from a graph, independently of the code that wrote them. */
import { constantInput } from "../core/graph/edit.ts";
import type { Graph, Node } from "../core/graph/graph.ts";
import { attrInt } from "../core/onnx/attributes.ts";
import { elemBits } from "../core/onnx/elem.ts";
import type { TensorProto } from "../core/onnx/onnx_pb.ts";
import { dimsOf, floatsOf, intsOf } from "../core/onnx/tensor-data.ts";

export interface StoredWeight {
  /** In the layout of the integers: `[N, K]` for MatMulNBits, the table for GatherBlockQuantized. */
  readonly dims: readonly number[];
  readonly values: Float32Array;
  /** Scale of each value. */
  readonly scales: Float32Array;
}

/** The float weights that a DequantizeLinear, MatMulNBits or GatherBlockQuantized stands for. */
export function storedWeight(graph: Graph, node: Node): StoredWeight {
  if (node.op === "DequantizeLinear") return ofDequantize(graph, node);
  return node.op === "MatMulNBits" ? ofMatMul(graph, node) : ofGather(graph, node);
}

function tensor(graph: Graph, node: Node, slot: number): TensorProto {
  const found = constantInput(graph, node, slot);
  if (found === undefined) throw new Error(`${node.name} has no constant in slot ${slot}`);
  return found;
}

function ofDequantize(graph: Graph, node: Node): StoredWeight {
  const integers = tensor(graph, node, 0);
  const dims = dimsOf(integers);
  const [q, scales] = [intsOf(integers), floatsOf(tensor(graph, node, 1))];
  const zeroTensor = constantInput(graph, node, 2);
  const zeros = zeroTensor === undefined ? undefined : intsOf(zeroTensor);
  const axis = attrInt(node, "axis", 1);
  const block = attrInt(node, "block_size", 0);
  const length = dims[axis] ?? 1;
  const inner = dims.slice(axis + 1).reduce((a, b) => a * b, 1);
  const group = (i: number): number => {
    if (scales.length === 1) return 0;
    const along = Math.floor(i / inner) % length;
    if (block === 0) return along;
    const outer = Math.floor(i / (inner * length));
    return (outer * Math.ceil(length / block) + Math.floor(along / block)) * inner + (i % inner);
  };
  return valuesOf(dims, (i) => [q[i] as number, scales[group(i)] as number, zeros?.[group(i)] ?? 0]);
}

/** Integer `at` of a row of packed ones. */
function unpack(bytes: Uint8Array, base: number, at: number, bits: number): number {
  const byte = bytes[base + Math.floor((at * bits) / 8)] as number;
  return (byte >> ((at * bits) % 8)) & (2 ** bits - 1);
}

function ofMatMul(graph: Graph, node: Node): StoredWeight {
  const [K, N, bits] = [attrInt(node, "K", 0), attrInt(node, "N", 0), attrInt(node, "bits", 4)];
  const block = attrInt(node, "block_size", 0);
  const blocks = Math.ceil(K / block);
  const zeros = constantInput(graph, node, 3)?.rawData;
  const [bytes, scales] = [tensor(graph, node, 1).rawData, floatsOf(tensor(graph, node, 2))];
  return valuesOf([N, K], (i) => {
    const [n, k] = [Math.floor(i / K), i % K];
    const b = Math.floor(k / block);
    const q = unpack(bytes, (n * blocks * block * bits) / 8, k, bits);
    const zero = zeros === undefined ? 2 ** (bits - 1) : unpack(zeros, n * Math.ceil((blocks * bits) / 8), b, bits);
    return [q, scales[n * blocks + b] as number, zero];
  });
}

function ofGather(graph: Graph, node: Node): StoredWeight {
  const bits = attrInt(node, "bits", 4);
  const [rows = 0, stride = 0] = dimsOf(tensor(graph, node, 0));
  const width = (stride * 8) / bits;
  const block = attrInt(node, "block_size", 0);
  const blocks = Math.ceil(width / block);
  const zeros = constantInput(graph, node, 3)?.rawData;
  const [bytes, scales] = [tensor(graph, node, 0).rawData, floatsOf(tensor(graph, node, 2))];
  return valuesOf([rows, width], (i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    const b = Math.floor(column / block);
    const zero = zeros === undefined ? 2 ** (bits - 1) : unpack(zeros, row * Math.ceil((blocks * bits) / 8), b, bits);
    return [unpack(bytes, row * stride, column, bits), scales[row * blocks + b] as number, zero];
  });
}

function valuesOf(dims: readonly number[], at: (i: number) => readonly [q: number, scale: number, zero: number]) {
  const size = dims.reduce((a, b) => a * b, 1);
  const [values, scales] = [new Float32Array(size), new Float32Array(size)];
  for (let i = 0; i < size; i++) {
    const [q, scale, zero] = at(i);
    values[i] = (q - zero) * scale;
    scales[i] = scale;
  }
  return { dims, values, scales };
}

/** Bits per integer of the stored weights, for checks that the width is what was asked for. */
export function storedBits(graph: Graph, node: Node): number {
  return node.op === "DequantizeLinear" ? elemBits(tensor(graph, node, 0).dataType) : attrInt(node, "bits", 4);
}
