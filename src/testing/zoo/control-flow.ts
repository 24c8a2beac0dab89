/** @file If, Loop and Scan, with weights inside their bodies and taken from around them. */
import { body, floats, ints, type ModelSpec } from "../build-model.ts";
import { floatAttr, tensorAttr } from "../../core/onnx/attributes.ts";
import { makeTensor } from "../../core/onnx/tensor-data.ts";
import { TensorProto_DataType as T } from "../../core/onnx/onnx_pb.ts";
import { n, w, type ZooModel } from "./zoo-model.ts";

const yes = makeTensor("", T.BOOL, [], Uint8Array.of(1));

const branch = (layer: string, constants: ModelSpec["constants"], result: string): ModelSpec => ({
  inputs: {},
  outputs: [result],
  nodes: [n("MatMul", `h ${layer}`, `${result}_m`), n("Relu", `${result}_m`, result)],
  ...(constants && { constants }),
});

/** State h [2, 16] through a weight of the body and one from outside. */
const stepBody = (opset: number): ModelSpec => ({
  inputs: { i: [], go: [], s: [2, 16] },
  elems: { i: T.INT64, go: T.BOOL, go2: T.BOOL },
  outputs: ["go2", "s2", "sum"],
  nodes: [
    n("Identity", "go", "go2"),
    n("MatMul", "s inner", "a"),
    n("MatMul", "a outer", "b"),
    ...(opset < 11
      ? [n("Clip", "b", "s2", { min: floatAttr("min", -1), max: floatAttr("max", 1) })]
      : [n("Clip", "b low high", "s2")]),
    n("ReduceSum", "s2", "sum", { axes: [1], keepdims: 0 }),
  ],
  constants: { inner: w([16, 16], 16, 3), ...(opset < 11 ? {} : { low: floats([], [-1]), high: floats([], [1]) }) },
});

const loop = (opset: number): ModelSpec => ({
  inputs: { x: [2, 16] },
  outputs: ["y", "sums"],
  opset,
  nodes: [
    n("MatMul", "x first", "h", {}, "first"),
    n("Loop", "trips yes h", "last sums", { body: body(stepBody(opset)) }, "loop"),
    n("MatMul", "last outer", "y", {}, "after"),
  ],
  constants: { first: w([16, 16], 16, 1), outer: w([16, 16], 16, 2), trips: ints([3], []), yes },
});

export const CONTROL_FLOW: readonly ZooModel[] = [
  {
    id: "If with weights in both branches and captured",
    spec: {
      inputs: { x: [2, 16] },
      outputs: ["y"],
      nodes: [
        n("MatMul", "x first", "h", {}, "first"),
        n("ReduceSum", "h", "total", { keepdims: 0 }),
        n("Greater", "total zero", "positive"),
        n(
          "If",
          "positive",
          "r",
          {
            then_branch: body(branch("inner", { inner: w([16, 16], 16, 3) }, "then_out")),
            else_branch: body(branch("outer", undefined, "else_out")),
          },
          "choice",
        ),
        n("MatMul", "r outer", "y", {}, "last"),
      ],
      constants: { first: w([16, 16], 16, 1), outer: w([16, 16], 16, 2), zero: floats([], [0]) },
    },
  },
  { id: "Loop with weights in its body", spec: loop(12) },
  { id: "Loop of opset 10 whose body must be raised", spec: loop(10) },
  {
    id: "Scan with Constant weights in its body, opset 11",
    spec: {
      inputs: { x: [5, 16] },
      outputs: ["last", "all"],
      opset: 11,
      nodes: [
        n(
          "Scan",
          "start x",
          "last all",
          {
            num_scan_inputs: 1,
            body: body({
              inputs: { s: [16], e: [16] },
              outputs: ["s2", "e2"],
              nodes: [
                n("Constant", "", "inner", { value: tensorAttr("value", w([16, 16], 16, 4)) }),
                n("Unsqueeze", "s", "row", { axes: [0] }),
                n("MatMul", "row inner", "m"),
                n("Squeeze", "m", "v", { axes: [0] }),
                n("Add", "v e", "sum"),
                n("Tanh", "sum", "s2"),
                n("Softmax", "s2", "e2", { axis: 0 }),
              ],
            }),
          },
          "scan",
        ),
      ],
      constants: { start: floats([16], new Float32Array(16)) },
    },
  },
  {
    id: "If inside a Loop, the same weight name in both branches",
    spec: {
      inputs: { x: [2, 16] },
      outputs: ["y"],
      nodes: [
        n("Loop", "trips yes x", "y", {
          body: body({
            inputs: { i: [], go: [], s: [2, 16] },
            elems: { i: T.INT64, go: T.BOOL, go2: T.BOOL },
            outputs: ["go2", "s2"],
            nodes: [
              n("Identity", "go", "go2"),
              n("Mod", "i two", "odd"),
              n("Cast", "odd", "isOdd", { to: T.BOOL }),
              n("If", "isOdd", "s2", {
                then_branch: body({
                  inputs: {},
                  outputs: ["t"],
                  nodes: [n("MatMul", "s W", "t")],
                  constants: { W: w([16, 16], 16, 5) },
                }),
                else_branch: body({
                  inputs: {},
                  outputs: ["e"],
                  nodes: [n("MatMul", "s W", "e")],
                  constants: { W: w([16, 16], 16, 6) },
                }),
              }),
            ],
            constants: { two: ints([2], []) },
          }),
        }),
      ],
      constants: { trips: ints([3], []), yes },
    },
  },
  {
    id: "Resize of opset 11 that cannot be raised",
    spec: {
      inputs: { x: ["N", 3, 8, 8] },
      outputs: ["y"],
      opset: 11,
      nodes: [
        n("Conv", "x w1 b1", "c", { pads: [1, 1, 1, 1] }, "conv1"),
        n("Relu", "c", "r"),
        n("Resize", "r roi scales", "big", { mode: "nearest", coordinate_transformation_mode: "tf_half_pixel_for_nn" }),
        n("Conv", "big w2", "y", {}, "conv2"),
      ],
      constants: {
        w1: w([8, 3, 3, 3], 27, 1),
        b1: w([8], 8, 2),
        w2: w([4, 8, 3, 3], 72, 3),
        roi: floats([0], []),
        scales: floats([4], [1, 1, 2, 2]),
      },
    },
  },
];
