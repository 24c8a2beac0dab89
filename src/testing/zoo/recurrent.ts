/** @file Recurrent classifiers. */
import { floats, ints } from "../build-model.ts";
import { n, w, type ZooModel } from "./zoo-model.ts";

const cell = (gates: number, directions: number, inputs = 8, hidden = 16) => ({
  W: w([directions, gates * hidden, inputs], inputs, 1),
  R: w([directions, gates * hidden, hidden], hidden, 2),
  B: w([directions, 2 * gates * hidden], 64, 3),
});

export const RECURRENT: readonly ZooModel[] = [
  {
    id: "LSTM classifier",
    spec: {
      inputs: { x: [6, "N", 8] },
      outputs: { y: ["N", 5] },
      opset: 14,
      nodes: [
        n("LSTM", "x W R B", "_y h c", { hidden_size: 16 }, "lstm"),
        n("Squeeze", "h first", "s"),
        n("Gemm", "s fc bias", "y", {}, "fc"),
      ],
      constants: { ...cell(4, 1), fc: w([16, 5], 16, 4), bias: w([5], 8, 5), first: ints([0]) },
    },
  },
  {
    id: "bidirectional LSTM, opset 9",
    spec: {
      inputs: { x: [6, 2, 8] },
      outputs: ["y"],
      opset: 9,
      nodes: [
        n("LSTM", "x W R B", "h", { hidden_size: 16, direction: "bidirectional" }, "lstm"),
        n("Transpose", "h", "t", { perm: [0, 2, 1, 3] }),
        n("Reshape", "t shape", "flat"),
        n("MatMul", "flat fc", "m", {}, "fc"),
        n("Softmax", "m", "y", { axis: 2 }),
      ],
      constants: { ...cell(4, 2), fc: w([32, 5], 32, 4), shape: ints([6, 2, 32]) },
    },
  },
  {
    id: "bidirectional GRU",
    spec: {
      inputs: { x: [5, 2, 8] },
      outputs: ["y"],
      nodes: [
        n(
          "GRU",
          "x W R B _ h0",
          "_y h",
          { hidden_size: 16, direction: "bidirectional", linear_before_reset: 1 },
          "gru",
        ),
        n("Transpose", "h", "t", { perm: [1, 0, 2] }),
        n("Flatten", "t", "f"),
        n("Gemm", "f fc", "y", { transB: 1 }, "fc"),
      ],
      constants: { ...cell(3, 2), h0: floats([2, 2, 16], new Float32Array(64)), fc: w([5, 32], 32, 4) },
    },
  },
  {
    id: "RNN with an embedding of tokens",
    sizes: { N: 2 },
    spec: {
      inputs: { ids: [5, "N"] },
      elems: { ids: 7 },
      outputs: ["y"],
      nodes: [
        n("Gather", "table ids", "e"),
        n("RNN", "e W R B", "all h", { hidden_size: 16 }, "rnn"),
        n("MatMul", "all fc", "m", {}, "fc"),
        n("ReduceMax", "m", "y", { axes: [1], keepdims: 0 }),
      ],
      constants: { ...cell(1, 1), table: w([50, 8], 1, 6), fc: w([16, 4], 16, 4) },
    },
  },
];
