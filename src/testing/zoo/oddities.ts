/** @file Graphs that are legal and unusual: names, signatures, sizes, types, versions, quantized parts. */
import { TensorProto_DataType as T } from "../../core/onnx/onnx_pb.ts";
import { makeTensor } from "../../core/onnx/tensor-data.ts";
import { floatAttr } from "../../core/onnx/attributes.ts";
import { floats, ints, type NodeSpec } from "../build-model.ts";
import { between, double, n, w, type ZooModel } from "./zoo-model.ts";

const pads = [1, 1, 1, 1];
const image = { x: ["N", 3, 8, 8] } as const;
const first = { w1: w([8, 3, 3, 3], 27, 1), b1: w([8], 8, 2) };

const resize = (mode: string, inputs: string, to: string, attrs: NodeSpec["attrs"] = {}) =>
  n("Resize", inputs, to, { mode, ...attrs });

export const ODDITIES: readonly ZooModel[] = [
  {
    id: "a float64 layer between float32 ones",
    spec: {
      inputs: { x: ["N", 16] },
      outputs: ["y"],
      nodes: [
        n("MatMul", "x wa", "a"),
        n("Cast", "a", "d", { to: T.DOUBLE }),
        n("MatMul", "d wd", "e"),
        n("Cast", "e", "f", { to: 1 }),
        n("MatMul", "f wb", "y"),
      ],
      constants: { wa: w([16, 16], 16, 1), wd: double(w([16, 16], 16, 2)), wb: w([16, 4], 16, 3) },
    },
  },
  {
    id: "Resize nearest, linear and cubic by scales and sizes",
    spec: {
      inputs: { x: [1, 3, 8, 8] },
      outputs: ["y"],
      nodes: [
        n("Conv", "x w1 b1", "a", { pads }),
        resize("nearest", "a _ scales", "up", { coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" }),
        n("Conv", "up w2", "b"),
        resize("linear", "b _ _ sizes", "down", { coordinate_transformation_mode: "align_corners" }),
        n("Conv", "down w2", "c"),
        resize("cubic", "c _ scales", "cube", { cubic_coeff_a: floatAttr("cubic_coeff_a", -0.5) }),
        n("Conv", "cube w3", "y"),
      ],
      constants: {
        ...first,
        w2: w([8, 8, 3, 3], 72, 3),
        w3: w([2, 8, 1, 1], 8, 4),
        scales: floats([4], [1, 1, 2, 2]),
        sizes: ints([1, 8, 9, 7]),
      },
    },
  },
  {
    id: "Upsample of opset 9, initializers as inputs, IR 3",
    spec: {
      inputs: image,
      outputs: ["y"],
      opset: 9,
      ir: 3,
      overridable: ["w1", "b1", "w2", "scales"],
      nodes: [
        n("Conv", "x w1 b1", "a", { pads }),
        n("Upsample", "a scales", "u", { mode: "nearest" }),
        n("Pad", "u", "p", { mode: "reflect", pads: [0, 0, 1, 1, 0, 0, 1, 1] }),
        n("Slice", "p", "s", { starts: [0, 1], ends: [17, 17], axes: [2, 3] }),
        n("Conv", "s w2", "y"),
      ],
      constants: { ...first, w2: w([4, 8, 3, 3], 72, 3), scales: floats([4], [1, 1, 2, 2]) },
    },
  },
  {
    id: "two inputs and three outputs",
    sizes: { N: 3 },
    spec: {
      inputs: { left: ["N", 16], right: ["N", 16] },
      outputs: ["sum", "product", "left"],
      nodes: [
        n("MatMul", "left wa", "a"),
        n("MatMul", "right wb", "b"),
        n("Add", "a b", "sum"),
        n("Mul", "sum b", "product"),
      ],
      constants: { wa: w([16, 8], 16, 1), wb: w([16, 8], 16, 2) },
    },
  },
  {
    id: "outputs that are an input and a constant",
    spec: {
      inputs: { x: ["N", 16] },
      outputs: ["x", "table", "y"],
      nodes: [n("MatMul", "x table", "y")],
      constants: { table: w([16, 8], 16, 1) },
    },
  },
  {
    id: "a Concat with an empty tensor",
    spec: {
      inputs: { x: ["N", 4, 8, 8], state: ["N", 0, 8, 8] },
      outputs: ["y"],
      nodes: [
        n("Concat", "state x", "j", { axis: 1 }),
        n("Conv", "j w1", "a", { pads }),
        n("Relu", "a", "r"),
        n("Conv", "r w2", "y"),
      ],
      constants: { w1: w([8, 4, 3, 3], 36, 1), w2: w([4, 8, 1, 1], 8, 2) },
    },
  },
  {
    id: "symbolic sizes everywhere",
    sizes: { batch: 2, height: 9, width: 7 },
    spec: {
      inputs: { x: ["batch", 3, "height", "width"] },
      outputs: { y: ["batch", 4, "rows", "columns"] },
      nodes: [
        n("Conv", "x w1 b1", "a", { pads }),
        n("Shape", "a", "s"),
        n("Gather", "s three", "wide"),
        n("Div", "wide two", "mid"),
        n("Slice", "a zero mid axis", "cut"),
        n("AveragePool", "cut", "p", { kernel_shape: [3, 2], strides: [1, 1] }),
        n("Conv", "p w2", "y"),
      ],
      constants: {
        ...first,
        w2: w([4, 8, 1, 1], 8, 3),
        three: ints([3]),
        two: ints([2]),
        zero: ints([0]),
        axis: ints([3]),
      },
    },
  },
  {
    id: "weights shared by two Convs and two Gemms",
    spec: {
      inputs: { x: ["N", 8, 6, 6] },
      outputs: ["y", "z"],
      nodes: [
        n("Conv", "x ws bs", "a", { pads }),
        n("Relu", "a", "r"),
        n("Conv", "r ws bs", "b", { pads }),
        n("GlobalAveragePool", "b", "g"),
        n("Flatten", "g", "f"),
        n("Gemm", "f fc bf", "h"),
        n("Gemm", "h fc bf", "y"),
        n("Gemm", "h fc", "z", { transB: 1 }),
      ],
      constants: { ws: w([8, 8, 3, 3], 72, 1), bs: w([8], 8, 2), fc: w([8, 8], 8, 3), bf: w([8], 8, 4) },
    },
  },
  {
    id: "one half quantized already",
    spec: {
      inputs: image,
      outputs: ["y"],
      nodes: [
        n("QuantizeLinear", "x sx zx", "xq"),
        n("DequantizeLinear", "xq sx zx", "xd"),
        n("DequantizeLinear", "wq sw", "wd", { axis: 0 }),
        n("Conv", "xd wd", "a", { pads }),
        n("QuantizeLinear", "a sa zx", "aq"),
        n("DequantizeLinear", "aq sa zx", "ad"),
        n("Conv", "ad w2 b2", "b", { pads }),
        n("Relu", "b", "r"),
        n("Conv", "r w3", "y"),
      ],
      constants: {
        wq: makeTensor(
          "",
          T.INT8,
          [8, 3, 3, 3],
          Int8Array.from({ length: 216 }, (_, i) => ((i * 37) % 255) - 127),
        ),
        sw: floats([8], new Float32Array(8).fill(0.002)),
        sx: floats([], [2 / 255]),
        zx: makeTensor("", T.UINT8, [], Uint8Array.of(128)),
        sa: floats([], [0.02]),
        w2: w([8, 8, 3, 3], 72, 3),
        b2: w([8], 8, 4),
        w3: w([4, 8, 1, 1], 8, 5),
      },
    },
  },
  {
    id: "unnamed nodes and names with odd characters",
    spec: {
      inputs: { "image:0": ["N", 3, 8, 8] },
      outputs: ["out put/é"],
      nodes: [
        { op: "Conv", inputs: ["image:0", "wéight 1"], outputs: ["a/b\\c"], name: "co nv" },
        { op: "Relu", inputs: ["a/b\\c"], outputs: ["a as uint8"], name: "__proto__" },
        { op: "Conv", inputs: ["a as uint8", "w$2"], outputs: ["h@s\tτ"] },
        { op: "Sigmoid", inputs: ["h@s\tτ"], outputs: ["con structor:0"] },
        { op: "Mul", inputs: ["h@s\tτ", "con structor:0"], outputs: ["sum[1]"] },
        { op: "Conv", inputs: ["sum[1]", "w 3"], outputs: ["out put/é"], name: "toString" },
      ],
      constants: { "wéight 1": w([8, 3, 1, 1], 3, 1), w$2: w([8, 8, 1, 1], 8, 2), "w 3": w([4, 8, 1, 1], 8, 3) },
    },
  },
  {
    id: "names that a quantizer would give itself",
    spec: {
      inputs: image,
      outputs: ["y"],
      nodes: [
        n("Conv", "x w_quantized b1", "x_scale", { pads }, "x_QuantizeLinear"),
        n("Relu", "x_scale", "x_QuantizeLinear_Output"),
        n("Conv", "x_QuantizeLinear_Output w", "x_DequantizeLinear_Output", { pads }, "y_DequantizeLinear"),
        n("Mul", "x_DequantizeLinear_Output w_scale", "x_zero_point"),
        n("Add", "x_zero_point x_QuantizeLinear_Output", "sum"),
        n("Conv", "sum w", "y", { pads }),
      ],
      constants: {
        w_quantized: first.w1,
        b1: first.b1,
        w: w([8, 8, 3, 3], 72, 3),
        w_scale: between([8, 1, 1], 0.5, 1),
      },
    },
  },
  {
    id: "opset 23 with RMSNormalization and Swish-like gates",
    sizes: { N: 2 },
    spec: {
      inputs: { x: ["N", 4, 16] },
      outputs: ["y"],
      opset: 23,
      ir: 11,
      nodes: [
        n("RMSNormalization", "x g", "r"),
        n("MatMul", "r wg", "gate"),
        n("Sigmoid", "gate", "s"),
        n("Mul", "gate s", "silu"),
        n("MatMul", "r wu", "up"),
        n("Mul", "silu up", "h"),
        n("MatMul", "h wd", "d"),
        n("Add", "d x", "y"),
      ],
      constants: { g: between([16], 0.5, 1.5), wg: w([16, 32], 16, 1), wu: w([16, 32], 16, 2), wd: w([32, 16], 32, 3) },
    },
  },
  {
    id: "conditions, tables and element picks",
    spec: {
      inputs: { x: [2, 4, 8] },
      outputs: ["y"],
      nodes: [
        n("MatMul", "x wa", "a"),
        n("Greater", "a zero", "positive"),
        n("Where", "positive a small", "v"),
        n("Gather", "v rows", "g", { axis: 1 }),
        n("Expand", "g shape", "e"),
        n("Tile", "e twice", "t"),
        n("MatMul", "t wb", "y"),
      ],
      constants: {
        wa: w([8, 8], 8, 1),
        wb: w([8, 4], 8, 2),
        zero: floats([], [0]),
        small: floats([], [-0.1]),
        rows: ints([3, 0, 1]),
        shape: ints([2, 3, 8]),
        twice: ints([1, 2, 1]),
      },
    },
  },
];
