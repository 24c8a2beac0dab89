/** @file Attention, normalization and activations: decomposed as exporters write them, and as fused ops. */
import { floatAttr } from "../../core/onnx/attributes.ts";
import { TensorProto_DataType as T } from "../../core/onnx/onnx_pb.ts";
import { floats, ints, type NodeSpec } from "../build-model.ts";
import { between, n, w, type ZooModel } from "./zoo-model.ts";

/** LayerNorm over the last axis as PyTorch exported it before opset 17. Constants: `two`, `eps`, `g`, `b`. */
const layerNorm = (from: string, to: string): NodeSpec[] => [
  n("ReduceMean", from, `${to}_mean`, { axes: [-1] }),
  n("Sub", `${from} ${to}_mean`, `${to}_d`),
  n("Pow", `${to}_d two`, `${to}_sq`),
  n("ReduceMean", `${to}_sq`, `${to}_var`, { axes: [-1] }),
  n("Add", `${to}_var eps`, `${to}_ve`),
  n("Sqrt", `${to}_ve`, `${to}_std`),
  n("Div", `${to}_d ${to}_std`, `${to}_n`),
  n("Mul", `${to}_n g`, `${to}_s`),
  n("Add", `${to}_s b`, to),
];

const gelu = (from: string, to: string): NodeSpec[] => [
  n("Div", `${from} sqrt2`, `${to}_x`),
  n("Erf", `${to}_x`, `${to}_e`),
  n("Add", `${to}_e one`, `${to}_1`),
  n("Mul", `${from} ${to}_1`, `${to}_p`),
  n("Mul", `${to}_p half`, to),
];

const hardSwish = (from: string, to: string): NodeSpec[] => [
  n("Add", `${from} three`, `${to}_3`),
  n("Clip", `${to}_3 zero six`, `${to}_c`),
  n("Mul", `${from} ${to}_c`, `${to}_m`),
  n("Div", `${to}_m six`, to),
];

const CONSTANTS = {
  two: floats([], [2]),
  eps: floats([], [1e-5]),
  g: between([16], 0.5, 1.5),
  b: between([16], -0.3, 0.3, 2),
  sqrt2: floats([], [Math.SQRT2]),
  one: floats([], [1]),
  half: floats([], [0.5]),
  three: floats([], [3]),
  zero: floats([], [0]),
  six: floats([], [6]),
  quarter: floats([], [0.5]),
  heads: ints([0, 0, 4, 4]),
  joined: ints([0, 0, 16]),
  wq: w([16, 16], 16, 1),
  wk: w([16, 16], 16, 2),
  wv: w([16, 16], 16, 3),
  wo: w([16, 16], 16, 4),
  bq: w([16], 16, 5),
  w1: w([16, 32], 16, 6),
  b1: w([32], 32, 7),
  w2: w([32, 16], 32, 8),
};

const only = (...names: (keyof typeof CONSTANTS)[]) => Object.fromEntries(names.map((k) => [k, CONSTANTS[k]]));

const heads = (from: string, weight: string, to: string, perm: number[]): NodeSpec[] => [
  n("MatMul", `${from} ${weight}`, `${to}_l`),
  n("Reshape", `${to}_l heads`, `${to}_h`),
  n("Transpose", `${to}_h`, to, { perm }),
];

const sequence = { x: ["N", "T", 16] } as const;
const sizes = { N: 2, T: 6 };

export const TRANSFORMER: readonly ZooModel[] = [
  {
    id: "attention with MatMul, decomposed LayerNorm and GELU",
    sizes,
    spec: {
      inputs: sequence,
      outputs: ["y"],
      nodes: [
        ...heads("x", "wq", "q", [0, 2, 1, 3]),
        ...heads("x", "wk", "k", [0, 2, 3, 1]),
        ...heads("x", "wv", "v", [0, 2, 1, 3]),
        n("MatMul", "q k", "scores"),
        n("Mul", "scores quarter", "scaled"),
        n("Softmax", "scaled", "p", { axis: -1 }),
        n("MatMul", "p v", "c"),
        n("Transpose", "c", "ct", { perm: [0, 2, 1, 3] }),
        n("Reshape", "ct joined", "cj"),
        n("MatMul", "cj wo", "o"),
        n("Add", "o x", "r"),
        ...layerNorm("r", "ln"),
        n("MatMul", "ln w1", "m1"),
        n("Add", "m1 b1", "m1b"),
        ...gelu("m1b", "act"),
        n("MatMul", "act w2", "m2"),
        n("Add", "m2 ln", "y"),
      ],
      constants: only(
        ...(["two", "eps", "g", "b", "sqrt2", "one", "half", "quarter", "heads", "joined"] as const),
        ...(["wq", "wk", "wv", "wo", "w1", "b1", "w2"] as const),
      ),
    },
  },
  {
    id: "attention with Einsum, opset 20 with fused norms",
    sizes,
    spec: {
      inputs: sequence,
      outputs: ["y"],
      opset: 20,
      ir: 9,
      nodes: [
        n("MatMul", "x wq", "ql"),
        n("Add", "ql bq", "qb"),
        n("Reshape", "qb heads", "q"),
        n("MatMul", "x wk", "kl"),
        n("Reshape", "kl heads", "k"),
        n("MatMul", "x wv", "vl"),
        n("Reshape", "vl heads", "v"),
        n("Einsum", "q k", "scores", { equation: "bqhd,bkhd->bhqk" }),
        n("Softmax", "scores", "p"),
        n("Einsum", "p v", "c", { equation: "bhqk,bkhd->bqhd" }),
        n("Reshape", "c joined", "cj"),
        n("Einsum", "cj wo", "o", { equation: "btc,cd->btd" }),
        n("Add", "o x", "r"),
        n("LayerNormalization", "r g b", "ln"),
        n("MatMul", "ln w1", "m1"),
        n("Gelu", "m1", "act", { approximate: "tanh" }),
        n("MatMul", "act w2", "y"),
      ],
      constants: only("wq", "wk", "wv", "wo", "bq", "heads", "joined", "g", "b", "w1", "w2"),
    },
  },
  {
    id: "tokens through an embedding with a mask",
    sizes,
    spec: {
      inputs: { ids: ["N", "T"], mask: ["N", "T"] },
      elems: { ids: T.INT64, mask: T.INT64 },
      outputs: { y: ["N", 3] },
      nodes: [
        n("Gather", "table ids", "e"),
        n("Shape", "ids", "size"),
        n("Slice", "size from to", "length"),
        n("Slice", "places start length axis", "pos"),
        n("Add", "e pos", "ep"),
        n("Cast", "mask", "mf", { to: 1 }),
        n("Unsqueeze", "mf last", "mu"),
        n("Mul", "ep mu", "em"),
        n("MatMul", "em w1", "h"),
        n("Relu", "h", "a"),
        n("ReduceMean", "a", "mean", { axes: [1], keepdims: 0 }),
        n("Gemm", "mean fc bf", "y"),
      ],
      constants: {
        ...only("w1"),
        table: w([60, 16], 1, 9),
        places: w([12, 16], 4, 10),
        from: ints([1]),
        to: ints([2]),
        start: ints([0]),
        axis: ints([0]),
        last: ints([2]),
        fc: w([32, 3], 32, 11),
        bf: w([3], 3, 12),
      },
    },
  },
  {
    id: "HardSwish decomposed and fused",
    spec: {
      inputs: { x: ["N", 3, 6, 6] },
      outputs: ["y"],
      opset: 14,
      nodes: [
        n("Conv", "x c1", "a"),
        ...hardSwish("a", "h"),
        n("Conv", "h c2", "d"),
        n("HardSwish", "d", "e"),
        n("Conv", "e c3", "y"),
      ],
      constants: {
        ...only("three", "zero", "six"),
        c1: w([8, 3, 3, 3], 27, 1),
        c2: w([8, 8, 1, 1], 8, 2),
        c3: w([4, 8, 1, 1], 8, 3),
      },
    },
  },
  {
    id: "Gemm with alpha, beta and transA",
    spec: {
      inputs: { x: [8, 4] },
      outputs: ["y"],
      nodes: [
        n("Gemm", "x wa ba", "a", { transA: 1, alpha: floatAttr("alpha", 0.5), beta: floatAttr("beta", 2) }),
        n("Relu", "a", "r"),
        n("Gemm", "r wb bb", "c", { transB: 1, beta: floatAttr("beta", 0.5) }),
        n("Gemm", "c wc matrix", "y"),
      ],
      constants: {
        wa: w([8, 16], 4, 1),
        ba: w([16], 4, 2),
        wb: w([16, 16], 16, 3),
        bb: w([16], 4, 4),
        wc: w([16, 5], 16, 5),
        matrix: w([4, 5], 4, 6),
      },
    },
  },
  {
    id: "MatMul with a rank-3 weight and a constant on the left",
    spec: {
      inputs: { x: [2, 4, 8] },
      outputs: ["y"],
      nodes: [
        n("MatMul", "x batched", "a"),
        n("Relu", "a", "r"),
        n("MatMul", "left r", "l"),
        n("MatMul", "l vector", "y"),
      ],
      constants: { batched: w([2, 8, 8], 8, 1), left: w([4, 4], 4, 2), vector: w([8], 8, 3) },
    },
  },
];
