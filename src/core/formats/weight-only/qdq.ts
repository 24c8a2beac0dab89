/** @file Weights as integers with a DequantizeLinear in front of the float kernel: standard ONNX, for every target. */
import { withAttrs } from "../../graph/edit.ts";
import type { Node, ValueName } from "../../graph/graph.ts";
import { renameReads } from "../../graph/rename-reads.ts";
import { bodiesOf } from "../../graph/subgraphs.ts";
import { attrInt, intAttr, intsAttr } from "../../onnx/attributes.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { packBits } from "../../onnx/pack.ts";
import { makeTensor } from "../../onnx/tensor-data.ts";
import { mapBodies } from "../../prepare/opset/bodies.ts";
import { opsetRefusal } from "../../prepare/convert-opset.ts";
import type { Blocks } from "./blocks.ts";
import { bytesOf, type Draft, scaleTensor, type Stored } from "./draft.ts";
import { type Grouping, groupingOf, layoutOf, scaleDims, swappedBack, tooShort } from "./grouping.ts";
import { typeOf, type WeightOnlySetting, type WeightType } from "./setting.ts";
import type { Weight } from "./slots.ts";
import { type Solving, solvedBlocks, solverSetting } from "./solving.ts";

const ELEM: Readonly<Record<WeightType, number>> = {
  uint8: T.UINT8,
  int8: T.INT8,
  uint4: T.UINT4,
  int4: T.INT4,
  uint2: T.UINT2,
  int2: T.INT2,
};

const FEW_INPUTS = "Fewer inputs than one block: one scale per output channel instead.";

/** The node with its weights read from DequantizeLinear. */
export function dequantizeWeights(
  draft: Draft,
  node: Node,
  weights: readonly Weight[],
  setting: WeightOnlySetting,
): Stored[] {
  let rewritten = node;
  const stored = weights.map((weight) => {
    if (tooShort(weight.dims, weight, setting)) draft.note(FEW_INPUTS, node.name);
    // The nodes in front of the layer must not have changed it when it is shared, so it is rebuilt from `rewritten`.
    const turned = mustTurn(node, weight, setting);
    const result = turned ? turnedWeight(draft, node, weight, setting) : plainWeight(draft, weight, setting);
    rewritten = reading(rewritten, weight, result.names[0] as ValueName);
    if (turned && node.op === "Gemm") rewritten = withAttrs(rewritten, [intAttr("transB", 1)]);
    return result;
  });
  draft.nodes.push(rewritten);
  return stored;
}

/** The node with the weight in its slot, or in its bodies, replaced. */
function reading(node: Node, weight: Weight, result: ValueName): Node {
  if (bodiesOf(node.attrs).length > 0) {
    return mapBodies(node, (body) => renameReads(body, new Map([[weight.name, result]])));
  }
  return { ...node, inputs: node.inputs.map((name, i) => (i === weight.input ? result : name)) };
}

/**
 * ONNX Runtime 1.30 fuses a 2-bit DequantizeLinear with the MatMul behind it and then computes nonsense (measured on
 * CPU); blocks along the last axis of a transposed weight are left alone and right.
 */
function mustTurn(node: Node, { dims }: Weight, { bits }: WeightOnlySetting): boolean {
  if (bits !== 2 || dims.length !== 2) return false;
  return node.op === "MatMul" || (node.op === "Gemm" && attrInt(node, "transB", 0) === 0);
}

function plainWeight(draft: Draft, weight: Weight, setting: WeightOnlySetting): Stored {
  const grouping = groupingOf(weight.dims, weight, setting);
  const blocks = () => {
    const solving = plainSolving(weight, setting);
    return swappedBack(solvedBlocks(solving), solving);
  };
  return dequantized(draft, { weight, dims: weight.dims, grouping, setting, blocks });
}

/** Weight `[K, N]` stored as `[N, K]`, turned back by a Transpose for MatMul; Gemm reads it as it is. */
function turnedWeight(draft: Draft, node: Node, weight: Weight, setting: WeightOnlySetting): Stored {
  const [inputs = 0, outputs = 0] = weight.dims;
  const dims = [outputs, inputs];
  const block = setting.granularity === "block" ? setting.blockSize : inputs;
  const blocks = () => {
    const result = solvedBlocks(turnedSolving(weight, setting));
    return setting.granularity === "per-tensor" ? repeated(result, outputs) : result;
  };
  const grouping: Grouping = { kind: "block", axis: 1, block };
  const stored = dequantized(draft, { weight, dims, grouping, setting, blocks });
  if (node.op === "Gemm") return stored;
  return draft.once(`${stored.names[0]} turned`, () => {
    const result = draft.fresh(`${weight.name}_Transpose_Output`);
    const name = `${weight.name}_Transpose`;
    draft.push({ op: "Transpose", name, inputs: stored.names, outputs: [result], attrs: [intsAttr("perm", [1, 0])] });
    return { ...stored, names: [result] };
  });
}

/** One scale and zero point for each of `count` rows. */
function repeated(blocks: Blocks, count: number): Blocks {
  const zeros = blocks.zeros instanceof Int8Array ? new Int8Array(count) : new Uint8Array(count);
  const [scale = 1] = blocks.scales;
  return { ...blocks, scales: new Float32Array(count).fill(scale), zeros: zeros.fill(blocks.zeros[0] ?? 0) };
}

interface Dequantized {
  readonly weight: Weight;
  readonly dims: readonly number[];
  readonly grouping: Grouping;
  readonly setting: WeightOnlySetting;
  /** Quantizes; called once per weight however many layers share it. */
  readonly blocks: () => Blocks;
}

/** The float value of a weight; integers, scales and the node are made for the first layer that asks. */
function dequantized(draft: Draft, { weight, dims, grouping, setting, blocks }: Dequantized): Stored {
  const { bits, signed, symmetric, rounding } = setting;
  const key = JSON.stringify(["qdq", weight.name, dims, grouping, bits, signed, symmetric, rounding]);
  return draft.once(key, () => {
    const { integers, scales, zeros, noise, signal } = blocks();
    const { name, tensor } = weight;
    const pack = (values: Int8Array | Uint8Array) => (bits === 8 ? values : packBits(values, bits));
    const elem = ELEM[typeOf(setting)];
    const shape = scaleDims(dims, grouping);
    const constants = [
      draft.add(`${name}_quantized`, (n) => makeTensor(n, elem, dims, pack(integers))),
      draft.add(`${name}_scale`, (n) => scaleTensor(n, shape, scales, tensor.dataType)),
    ];
    // Absent means 0, which is the middle of signed integers.
    if (!symmetric || !signed) {
      constants.push(draft.add(`${name}_zero_point`, (n) => makeTensor(n, elem, shape, pack(zeros))));
    }
    const result = draft.fresh(`${name}_DequantizeLinear_Output`);
    const opset = opsetOf(grouping, setting, tensor.dataType);
    // A graph with an op that has no later form keeps its operator set; the contributed operator needs none.
    const standard = opsetRefusal(draft.graph, opset) === null;
    draft.push({
      op: "DequantizeLinear",
      name: `${name}_DequantizeLinear`,
      inputs: constants.map((t) => t.name),
      outputs: [result],
      domain: standard ? "" : "com.microsoft",
      attrs: groupingAttrs(grouping),
    });
    if (standard) draft.needs(opset);
    return { names: [result], bytes: bytesOf(constants), noise, signal };
  });
}

function groupingAttrs(grouping: Grouping) {
  if (grouping.kind === "tensor") return [];
  const axis = intAttr("axis", grouping.axis);
  return grouping.kind === "channel" ? [axis] : [axis, intAttr("block_size", grouping.block)];
}

/** First operator set whose DequantizeLinear has the axis, blocks and types. */
function opsetOf(grouping: Grouping, { bits }: WeightOnlySetting, elem: number): number {
  if (bits === 2) return 25;
  if (bits === 4 || grouping.kind === "block") return 21;
  if (elem === T.FLOAT16) return 19;
  return grouping.kind === "channel" ? 13 : 10;
}

/** What `dequantizeWeights` will ask of the solver for one weight of the node. */
export function qdqSolving(node: Node, weight: Weight, setting: WeightOnlySetting): Solving {
  return mustTurn(node, weight, setting) ? turnedSolving(weight, setting) : plainSolving(weight, setting);
}

function plainSolving(weight: Weight, setting: WeightOnlySetting): Solving {
  const { tensor, dims } = weight;
  const layout = layoutOf(dims, groupingOf(dims, weight, setting));
  return { ...layout, tensor, setting: solverSetting(tensor, setting) };
}

function turnedSolving({ tensor, dims }: Weight, setting: WeightOnlySetting): Solving {
  const [inputs = 0, outputs = 0] = dims;
  const block = setting.granularity === "block" ? setting.blockSize : inputs;
  const whole = setting.granularity === "per-tensor";
  const { view } = layoutOf([outputs, inputs], whole ? { kind: "tensor" } : { kind: "block", axis: 1, block });
  return { swap: [inputs, outputs, 1], view, tensor, setting: solverSetting(tensor, setting) };
}
