/** @file Convolutional networks with everything that exporters of different frameworks write. */
import { floatAttr } from "../../core/onnx/attributes.ts";
import { floats, ints, type ModelSpec } from "../build-model.ts";
import { between, n, w, type ZooModel } from "./zoo-model.ts";

const image = { x: ["N", 3, 8, 8] } as const;
const norm = (name: string, channels: number, seed: number) => ({
  [`${name}_g`]: between([channels], 0.5, 1.5, seed),
  [`${name}_b`]: between([channels], -0.5, 0.5, seed + 1),
  [`${name}_m`]: between([channels], -0.5, 0.5, seed + 2),
  [`${name}_v`]: between([channels], 0.5, 1.5, seed + 3),
});
const first = { w1: w([8, 3, 3, 3], 27, 1), b1: w([8], 8, 2) };
const pads = [1, 1, 1, 1];

/** Depthwise separable, with Relu6 as this opset writes it. */
function separable(opset: number): ModelSpec {
  const six = (from: string, to: string) =>
    opset < 11
      ? n("Clip", from, to, { min: floatAttr("min", 0), max: floatAttr("max", 6) })
      : n("Clip", `${from} zero six`, to);
  return {
    inputs: image,
    outputs: ["y"],
    opset,
    nodes: [
      n("Conv", "x w1 b1", "a", { pads, strides: [2, 2] }),
      six("a", "a6"),
      n("Conv", "a6 w2", "b", { pads, group: 8 }),
      n("BatchNormalization", "b bn_g bn_b bn_m bn_v", "bn"),
      six("bn", "b6"),
      n("Conv", "b6 w3", "c"),
      n("Add", "c a6", "s"),
      n("GlobalAveragePool", "s", "p"),
      n("Flatten", "p", "f"),
      n("Gemm", "f w4 b4", "y"),
    ],
    constants: {
      ...first,
      ...norm("bn", 8, 3),
      w2: w([8, 1, 3, 3], 9, 4),
      w3: w([8, 8, 1, 1], 8, 5),
      w4: w([8, 4], 8, 6),
      b4: w([4], 8, 7),
      ...(opset < 11 ? {} : { zero: floats([], [0]), six: floats([], [6]) }),
    },
  };
}

export const CONVOLUTION: readonly ZooModel[] = [
  { id: "depthwise separable, opset 7", spec: separable(7) },
  { id: "depthwise separable, opset 11", spec: separable(11) },
  { id: "depthwise separable, opset 15", spec: separable(15) },
  {
    id: "NHWC with Transposes around Convs",
    spec: {
      inputs: { x: ["N", 8, 8, 3] },
      outputs: ["y"],
      nodes: [
        n("Transpose", "x", "x1", { perm: [0, 3, 1, 2] }),
        n("Conv", "x1 w1 b1", "c1", { pads }),
        n("Transpose", "c1", "t1", { perm: [0, 2, 3, 1] }),
        n("Relu", "t1", "r1"),
        n("Add", "r1 shift", "a1"),
        n("Transpose", "a1", "x2", { perm: [0, 3, 1, 2] }),
        n("Conv", "x2 w2", "c2", { pads }),
        n("Transpose", "c2", "y", { perm: [0, 2, 3, 1] }),
      ],
      constants: { ...first, w2: w([4, 8, 3, 3], 72, 3), shift: w([8], 8, 4) },
    },
  },
  {
    id: "grouped ConvTranspose, stride 2 and output_padding",
    spec: {
      inputs: image,
      outputs: ["y"],
      nodes: [
        n("Conv", "x w1 b1", "a", { pads }),
        n("Relu", "a", "r"),
        n("ConvTranspose", "r up bu", "u", { group: 2, strides: [2, 2], output_padding: [1, 1], pads }, "up"),
        n("LeakyRelu", "u", "l"),
        n("Conv", "l w2", "y"),
      ],
      constants: { ...first, up: w([8, 3, 3, 3], 36, 3), bu: w([6], 8, 4), w2: w([2, 6, 1, 1], 6, 5) },
    },
  },
  {
    id: "dilations, asymmetric padding and auto_pad",
    spec: {
      inputs: { x: ["N", 3, 9, 10] },
      outputs: ["y"],
      nodes: [
        n("Conv", "x w1 b1", "a", { dilations: [2, 1], pads: [2, 0, 1, 3] }),
        n("Relu", "a", "r1"),
        n("Conv", "r1 w2", "b", { auto_pad: "SAME_LOWER", strides: [2, 2] }),
        n("MaxPool", "b", "p", { kernel_shape: [3, 2], auto_pad: "SAME_UPPER", strides: [1, 1] }),
        n("Conv", "p w3", "c", { auto_pad: "SAME_UPPER" }),
        n("AveragePool", "c", "q", { kernel_shape: [2, 2], pads: [0, 0, 1, 1], count_include_pad: 1 }),
        n("Conv", "q w4", "y", { auto_pad: "VALID" }),
      ],
      constants: { ...first, w2: w([8, 8, 2, 2], 32, 3), w3: w([8, 8, 3, 3], 72, 4), w4: w([4, 8, 2, 2], 32, 5) },
    },
  },
  {
    id: "channel shuffle",
    spec: {
      inputs: image,
      outputs: ["y"],
      nodes: [
        n("Conv", "x w1 b1", "a", { pads }),
        n("Shape", "a", "size"),
        n("Gather", "size zero", "batch"),
        n("Concat", "batch groups", "wide", { axis: 0 }),
        n("Reshape", "a wide", "g"),
        n("Transpose", "g", "t", { perm: [0, 2, 1, 3, 4] }),
        n("Concat", "batch flat", "narrow", { axis: 0 }),
        n("Reshape", "t narrow", "s"),
        n("Split", "s", "left right", { axis: 1 }),
        n("Conv", "left w2", "l", { pads, group: 4 }),
        n("Concat", "l right", "j", { axis: 1 }),
        n("Conv", "j w3", "y"),
      ],
      constants: {
        ...first,
        w2: w([4, 1, 3, 3], 9, 3),
        w3: w([4, 8, 1, 1], 8, 4),
        zero: ints([0]),
        groups: ints([2, 4, 8, 8]),
        flat: ints([8, 8, 8]),
      },
    },
  },
  {
    id: "Conv1d and a waveform",
    spec: {
      inputs: { wave: ["N", 1, 64] },
      outputs: ["y"],
      nodes: [
        n("Conv", "wave w1 b1", "a", { strides: [2], pads: [3, 3] }),
        n("Relu", "a", "r"),
        n("MaxPool", "r", "p", { kernel_shape: [2], strides: [2] }),
        n("Conv", "p w2", "b", { dilations: [2], pads: [2, 2] }),
        n("GlobalAveragePool", "b", "g"),
        n("Flatten", "g", "f"),
        n("Gemm", "f w3", "y"),
      ],
      constants: { w1: w([8, 1, 7], 7, 1), b1: w([8], 8, 2), w2: w([8, 8, 3], 24, 3), w3: w([8, 3], 8, 4) },
    },
  },
  {
    id: "Conv3d",
    spec: {
      inputs: { x: [1, 2, 4, 6, 6] },
      outputs: ["y"],
      nodes: [
        n("Conv", "x w1 b1", "a", { pads: [1, 1, 1, 1, 1, 1] }),
        n("Relu", "a", "r"),
        n("MaxPool", "r", "p", { kernel_shape: [2, 2, 2], strides: [2, 2, 2] }),
        n("Conv", "p w2", "b"),
        n("GlobalAveragePool", "b", "g"),
        n("Flatten", "g", "y"),
      ],
      constants: { w1: w([8, 2, 3, 3, 3], 54, 1), b1: w([8], 8, 2), w2: w([4, 8, 1, 1, 1], 8, 3) },
    },
  },
  {
    id: "squeeze and excite",
    spec: {
      inputs: image,
      outputs: ["y"],
      opset: 14,
      nodes: [
        n("Conv", "x w1 b1", "a", { pads }),
        n("HardSwish", "a", "h"),
        n("ReduceMean", "h", "g", { axes: [2, 3] }),
        n("Conv", "g w2 b2", "s1"),
        n("Relu", "s1", "r"),
        n("Conv", "r w3 b3", "s2"),
        n("HardSigmoid", "s2", "k", { alpha: floatAttr("alpha", 1 / 6) }),
        n("Mul", "h k", "m"),
        n("Conv", "m w4", "y"),
      ],
      constants: {
        ...first,
        w2: w([2, 8, 1, 1], 8, 3),
        b2: w([2], 8, 4),
        w3: w([8, 2, 1, 1], 2, 5),
        b3: w([8], 8, 6),
        w4: w([4, 8, 1, 1], 8, 7),
      },
    },
  },
  {
    id: "residual with a scale, PRelu and BatchNorm after Concat",
    spec: {
      inputs: image,
      outputs: ["y"],
      nodes: [
        n("Conv", "x w1 b1", "a", { pads }),
        n("PRelu", "a slope", "p"),
        n("Conv", "p w2", "b", { pads }),
        n("Mul", "b tenth", "scaled"),
        n("Add", "p scaled", "r"),
        n("Concat", "r p", "c", { axis: 1 }),
        n("BatchNormalization", "c bn_g bn_b bn_m bn_v", "bn"),
        n("Relu", "bn", "act"),
        n("Conv", "act w3", "y"),
      ],
      constants: {
        ...first,
        ...norm("bn", 16, 9),
        slope: between([8, 1, 1], 0, 0.3),
        w2: w([8, 8, 3, 3], 72, 3),
        tenth: floats([], [0.3]),
        w3: w([4, 16, 1, 1], 16, 4),
      },
    },
  },
  {
    id: "instance and group normalization",
    spec: {
      inputs: image,
      outputs: ["y"],
      opset: 18,
      nodes: [
        n("Conv", "x w1 b1", "a", { pads }),
        n("InstanceNormalization", "a g8 c8", "i"),
        n("Relu", "i", "r"),
        n("Conv", "r w2", "b", { pads }),
        n("GroupNormalization", "b g4 c4", "gn", { num_groups: 4 }),
        n("Sigmoid", "gn", "s"),
        n("Mul", "gn s", "silu"),
        n("Conv", "silu w3", "y"),
      ],
      constants: {
        ...first,
        g8: between([8], 0.5, 1.5),
        c8: between([8], -0.5, 0.5),
        g4: between([4], 0.5, 1.5, 2),
        c4: between([4], -0.5, 0.5, 2),
        w2: w([8, 8, 3, 3], 72, 3),
        w3: w([4, 8, 1, 1], 8, 4),
      },
    },
  },
  {
    id: "detector with TopK and NonMaxSuppression",
    discrete: true,
    spec: {
      inputs: { x: [1, 3, 8, 8] },
      outputs: ["best", "picked"],
      elems: { picked: 7 },
      nodes: [
        n("Conv", "x w1 b1", "a", { pads, strides: [2, 2] }),
        n("Relu", "a", "r"),
        n("Conv", "r w2", "head"),
        n("Reshape", "head rows", "h"),
        n("Transpose", "h", "t", { perm: [0, 2, 1] }),
        n("Split", "t sizes", "raw logits", { axis: 2 }),
        n("Exp", "raw", "boxes"),
        n("Sigmoid", "logits", "scores"),
        n("Transpose", "scores", "classes", { perm: [0, 2, 1] }),
        n("NonMaxSuppression", "boxes classes most iou low", "picked"),
        n("ReduceMax", "scores", "flat", { axes: [2], keepdims: 0 }),
        n("TopK", "flat k", "best index"),
      ],
      constants: {
        ...first,
        w2: w([6, 8, 1, 1], 8, 3),
        rows: ints([1, 6, 16]),
        sizes: ints([4, 2]),
        most: ints([3]),
        k: ints([3]),
        iou: floats([1], [0.5]),
        low: floats([1], [0.1]),
      },
    },
  },
];
