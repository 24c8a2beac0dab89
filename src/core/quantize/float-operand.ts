/** @file What a float layer reads of a value that was rounded. */
import type { Graph, Node, ValueName } from "../graph/graph.ts";
import { attrInt } from "../onnx/attributes.ts";
import { dimsOf } from "../onnx/tensor-data.ts";
import { addDequantize, type Draft } from "./draft.ts";
import { addParameters } from "./qdq.ts";

/**
 * What a float node reads of a rounded value. ONNX Runtime turns a float Conv or Gemm between a scalar DequantizeLinear and
 * QuantizeLinear into a per-tensor INT8 one, pin or not (WeightBiasQuantization, 1.30). One equal scale per channel says
 * the same numbers, and it leaves such a layer alone.
 */
export function floatOperand(draft: Draft, node: Node, slot: number, name: ValueName): ValueName {
  const known = draft.dequantized.get(name) ?? name;
  const channels = slot === 0 ? channelsRead(node, draft.graph) : null;
  const affine = draft.params.values.get(name);
  if (channels === null || affine === undefined) return known;
  const { axis, count } = channels;
  const base = `${name}_per_channel_${axis}`;
  const result = draft.own(`${base}_DequantizeLinear_Output`);
  if (draft.dequantized.has(base)) return result;
  const repeated = {
    type: affine.type,
    scale: new Float32Array(count).fill(affine.scale[0] as number),
    zero: new Int32Array(count).fill(affine.zero[0] as number),
  };
  const integers = draft.own(`${name}_QuantizeLinear_Output`);
  addDequantize(draft, { base, integers, type: affine.type, parameters: addParameters(draft, base, repeated), axis });
  draft.dequantized.set(base, result);
  return result;
}

/** Axis and number of the channels that a layer with constant weights reads; null for other nodes. */
function channelsRead(node: Node, graph: Graph): { readonly axis: number; readonly count: number } | null {
  const weight = graph.constants.get(node.inputs[1] ?? "");
  if (weight === undefined || node.domain !== "") return null;
  const [first = 0, second = 0] = dimsOf(weight);
  if (node.op === "Conv") return { axis: 1, count: second * attrInt(node, "group", 1) };
  if (node.op === "ConvTranspose") return { axis: 1, count: first };
  if (node.op === "Gemm" && attrInt(node, "transA", 0) === 0) {
    return { axis: 1, count: attrInt(node, "transB", 0) === 0 ? first : second };
  }
  return null;
}
