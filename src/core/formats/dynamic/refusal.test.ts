/** Which layers dynamic INT8 leaves alone, and what it says of those it takes. */
import { describe, expect, test } from "vitest";
import { buildModel, floats, ints, type ModelSpec, noise } from "../../../testing/build-model.ts";
import { graphOf } from "../../graph/from-model.ts";
import { inferTypes } from "../../graph/types.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { makeTensor } from "../../onnx/tensor-data.ts";
import { sizeOf } from "../../tensor.ts";
import { dynamicRefusal } from "./refusal.ts";
import { toDynamic } from "./to-dynamic.ts";

const opened = (spec: ModelSpec) => inferTypes(graphOf(buildModel(spec)));
const rand = (dims: readonly number[], seed: number) => floats(dims, noise(sizeOf(dims), seed));

describe("what has no dynamic kernel is refused in words", () => {
  const reason = (op: string, inputs: readonly string[], constants: ModelSpec["constants"] = {}) => {
    const graph = opened({
      inputs: { x: [1, 2, 4] },
      outputs: ["y"],
      nodes: [{ op, inputs, outputs: ["y"] }],
      constants,
    });
    return graph.nodes.map((n) => dynamicRefusal(n, graph))[0];
  };
  test.each([
    [
      "Gather",
      ["x", "i"],
      { i: ints([0]) },
      "It picks from values computed while the model runs; only a constant table can be stored as integers.",
    ],
    ["GRU", ["x", "w", "w"], {}, "ONNX Runtime has a dynamically quantized kernel for LSTM, but none for GRU."],
    ["Relu", ["x"], {}, "Relu has no weights that a dynamically quantized kernel could take."],
    [
      "MatMul",
      ["x", "x"],
      {},
      "Its weights are computed while the model runs, so they cannot be quantized beforehand.",
    ],
    [
      "MatMul",
      ["w", "x"],
      { w: rand([1, 2], 1) },
      "Its constant factor stands on the left; the kernels take weights on the right.",
    ],
    ["MatMul", ["x", "w"], { w: rand([4], 1) }, "Its weights are a vector, not a matrix."],
    ["MatMul", ["x", "w"], { w: rand([4, 0], 1) }, "Its weights have no elements."],
    ["Gather", ["w", "x"], { w: ints([1, 2]) }, "It works on int64 values; only float32 is quantized."],
    [
      "MatMul",
      ["x", "w"],
      { w: makeTensor("", T.FLOAT16, [4, 1], new Uint16Array(4)) },
      "It works on float16 values; only float32 is quantized.",
    ],
  ] as const)("%s %j", (op, inputs, constants, expected) => {
    expect(reason(op, inputs, constants)).toBe(expected);
  });

  test("convolutions are taken with a word about their speed", () => {
    const graph = opened({
      inputs: { x: [1, 1, 4, 4] },
      outputs: ["y"],
      nodes: [{ op: "Conv", inputs: ["x", "w"], outputs: ["y"] }],
      constants: { w: rand([1, 1, 3, 3], 1) },
    });
    const weights = { type: "int8", granularity: "per-channel", symmetric: true, reduceRange: true } as const;
    expect(toDynamic(graph, new Set(["y"]), { weights }).notes).toEqual([
      "Ranges are found while the model runs, over the whole batch at once: the answer to a sample depends on what else is in its batch. Run one sample at a time where answers must repeat exactly.",
      "1 convolution runs as ConvInteger, which is two to five times slower than float in native ONNX Runtime. Static INT8 is the fast form. Their weights are UINT8; the signed kernel is slower still on some processors.",
    ]);
  });
});
