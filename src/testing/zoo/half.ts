/** @file Graphs whose weights, or everything, are float16. */
import { TensorProto_DataType as T } from "../../core/onnx/onnx_pb.ts";
import { half, n, w, type ZooModel } from "./zoo-model.ts";

const pads = [1, 1, 1, 1];
const image = { x: ["N", 3, 8, 8] } as const;
const first = { w1: w([8, 3, 3, 3], 27, 1), b1: w([8], 8, 2) };

export const HALF: readonly ZooModel[] = [
  {
    id: "float16 weights behind Casts",
    spec: {
      inputs: image,
      outputs: ["y"],
      nodes: [
        n("Cast", "h1", "w1", { to: 1 }),
        n("Conv", "x w1 b1", "a", { pads }),
        n("Relu", "a", "r"),
        n("GlobalAveragePool", "r", "g"),
        n("Flatten", "g", "f"),
        n("Cast", "h2", "w2", { to: 1 }),
        n("Gemm", "f w2", "y"),
      ],
      constants: { h1: half(first.w1), b1: first.b1, h2: half(w([8, 4], 8, 3)) },
    },
  },
  {
    id: "everything in float16",
    spec: {
      inputs: image,
      elems: { x: T.FLOAT16, y: T.FLOAT16 },
      outputs: ["y"],
      nodes: [
        n("Conv", "x h1 hb", "a", { pads }),
        n("Relu", "a", "r"),
        n("MaxPool", "r", "p", { kernel_shape: [2, 2], strides: [2, 2] }),
        n("Conv", "p h2", "c"),
        n("GlobalAveragePool", "c", "g"),
        n("Flatten", "g", "f"),
        n("Gemm", "f h3 h4", "y"),
      ],
      constants: {
        h1: half(first.w1),
        hb: half(first.b1),
        h2: half(w([8, 8, 1, 1], 8, 3)),
        h3: half(w([8, 4], 8, 4)),
        h4: half(w([4], 8, 5)),
      },
    },
  },
];
