/**
 * @file How the meaning of standard ops changed from opset 7 to 25, from the operator changelog of the ONNX
 * specification. Changes that only admit more types or add optional inputs need no line.
 */
import { withAttrs } from "../../graph/edit.ts";
import type { Node } from "../../graph/graph.ts";
import { attrInt, attrString, hasAttr, intAttr, stringAttr } from "../../onnx/attributes.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { floatsOf, floatTensor } from "../../onnx/tensor-data.ts";
import type { Change } from "./change.ts";
import { resize11, resize13, upsampleToResize } from "./resize.ts";
import { softmax13 } from "./softmax.ts";
import { clip11, dropout12, listsToInputs, pad11, topK10 } from "./to-inputs.ts";

const refuse = (at: number, reason: string): Change => ({ at, run: () => reason });

/** `spatial = 0` normalised every position apart; the attribute went away at 9. */
const batchNorm9: Change = {
  at: 9,
  run: (node) =>
    attrInt(node, "spatial", 1) === 0
      ? "It normalises every position apart (spatial = 0), which later versions cannot."
      : [withAttrs(node, [], ["spatial"])],
};

/** Statistics as outputs 1 to 4 belong to training. */
const batchNorm14: Change = {
  at: 14,
  run(node, { graph }) {
    const extra = node.outputs.slice(1).filter((name) => name !== "");
    const read = extra.some((name) => graph.outputs.includes(name) || graph.nodes.some((n) => n.inputs.includes(name)));
    return read ? "Its running statistics are used, as in training." : [{ ...node, outputs: node.outputs.slice(0, 1) }];
  },
};

const scatter11: Change = { at: 11, run: (node) => [{ ...node, op: "ScatterElements" }] };

/** Without sizes, later versions want the number of parts. */
const split18: Change = {
  at: 18,
  run: (node) =>
    (node.inputs[1] ?? "") === "" && !hasAttr(node, "num_outputs")
      ? [withAttrs(node, [intAttr("num_outputs", node.outputs.length)])]
      : [node],
};

/** The default moved by half a pixel. */
const roiAlign16: Change = {
  at: 16,
  run: (node: Node) => [withAttrs(node, [stringAttr("coordinate_transformation_mode", "output_half_pixel")])],
};

const gridSample20: Change = {
  at: 20,
  run(node) {
    const names: Readonly<Record<string, string>> = { bilinear: "linear", bicubic: "cubic", nearest: "nearest" };
    const mode = names[attrString(node, "mode", "bilinear")];
    return mode === undefined ? "Its mode is not known." : [withAttrs(node, [stringAttr("mode", mode)])];
  },
};

/** Scale and bias had one value per group, now one per channel. */
const groupNorm21: Change = {
  at: 21,
  run(node, c) {
    const channels = c.dims(node.inputs[0] ?? "")?.[1];
    const inputs = [1, 2].map((slot) => {
      const t = c.constant(node, slot);
      if (t === undefined || t.dataType !== T.FLOAT || typeof channels !== "number") return undefined;
      const values = floatsOf(t);
      const spread = Float32Array.from(
        { length: channels },
        (_, i) => values[Math.floor((i * values.length) / channels)] as number,
      );
      return c.add(`${node.name}_${slot === 1 ? "scale" : "bias"}`, (name) => floatTensor(name, [channels], spread));
    });
    if (inputs.includes(undefined)) return "Its scale and bias changed from groups to channels.";
    return [{ ...node, inputs: [node.inputs[0] ?? "", ...(inputs as string[])] }];
  },
};

const scanBatch = refuse(9, "Scan had a batch axis of its own then.");
const reduceAxes = [listsToInputs(18, "axes")];

/** In ascending order of `at`. */
export const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  BatchNormalization: [batchNorm9, batchNorm14],
  Clip: [clip11],
  DFT: [refuse(20, "Its axis became an input with another default.")],
  Dropout: [dropout12],
  GridSample: [gridSample20],
  GroupNormalization: [groupNorm21],
  Hardmax: [softmax13],
  LogSoftmax: [softmax13],
  Pad: [pad11],
  ReduceL1: reduceAxes,
  ReduceL2: reduceAxes,
  ReduceLogSum: reduceAxes,
  ReduceLogSumExp: reduceAxes,
  ReduceMax: reduceAxes,
  ReduceMean: reduceAxes,
  ReduceMin: reduceAxes,
  ReduceProd: reduceAxes,
  ReduceSum: [listsToInputs(13, "axes")],
  ReduceSumSquare: reduceAxes,
  Resize: [resize11, resize13],
  RoiAlign: [roiAlign16],
  Scan: [scanBatch],
  Scatter: [scatter11],
  Slice: [listsToInputs(10, "starts", "ends", "axes")],
  Softmax: [softmax13],
  Split: [listsToInputs(13, "split"), split18],
  Squeeze: [listsToInputs(13, "axes")],
  TopK: [topK10],
  Unsqueeze: [listsToInputs(13, "axes")],
  Upsample: [upsampleToResize, resize11],
};
