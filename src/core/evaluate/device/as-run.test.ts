import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { buildModel, floats } from "../../../testing/build-model.ts";
import { redOrBlue } from "../../../testing/small-project.ts";
import { graphOf } from "../../graph/from-model.ts";
import type { Graph } from "../../graph/graph.ts";
import { inferTypes } from "../../graph/types.ts";
import { decodeModel } from "../../onnx/decode.ts";
import { TensorProto_DataType, TensorProtoSchema } from "../../onnx/onnx_pb.ts";
import { prepare, quantize } from "../../pipeline.ts";
import { DEFAULT_RECIPE, type Recipe } from "../../recipe.ts";
import { schemeById, withScheme } from "../../schemes.ts";
import { asRun } from "./as-run.ts";
import { workOf } from "./work.ts";

const workFor = (graph: Graph) => {
  const { graph: bare, widths } = asRun(graph);
  return { ...workOf(bare, widths), ops: bare.nodes.map(({ op }) => op) };
};

/** x [N, 64] times a matrix [64, 64], clamped, times another. */
const dense = () =>
  prepare(
    inferTypes(
      graphOf(
        buildModel({
          inputs: { x: ["N", 64] },
          outputs: { y: ["N", 64] },
          nodes: [
            { op: "MatMul", name: "one", inputs: ["x", "v"], outputs: ["a"] },
            { op: "Relu", name: "clamp", inputs: ["a"], outputs: ["b"] },
            { op: "MatMul", name: "two", inputs: ["b", "w"], outputs: ["y"] },
          ],
          constants: {
            v: floats(
              [64, 64],
              new Float32Array(4096).map((_, i) => Math.sin(i)),
            ),
            w: floats(
              [64, 64],
              new Float32Array(4096).map((_, i) => Math.cos(i)),
            ),
          },
        }),
      ),
    ),
  ).graph;

function quantized(graph: Graph, scheme: string): Graph {
  const recipe: Recipe = withScheme(DEFAULT_RECIPE, schemeById(scheme)!);
  return inferTypes(graphOf(decodeModel(quantize(graph, new Map(), recipe).bytes, "model.onnx")));
}

describe("a file as it is run", () => {
  test("a clamp is a part of its layer", () => {
    const { ops, arena } = workFor(dense());
    expect(ops).toEqual(["MatMul", "MatMul"]);
    expect(arena.bytes).toBe(2 * 64 * 4);
  });

  test.each([
    ["dynamic", 8, 4096 * 2],
    ["w8", 32, 4096 * 2],
    ["w4", 32, 4096],
    ["w2", 32, 2048],
  ])("%s: the same products and activations, narrower weights", (scheme, bits, bytes) => {
    const float = workFor(dense());
    const narrow = workFor(quantized(dense(), scheme));
    expect(narrow.macs).toBe(float.macs);
    expect(narrow.unknown).toEqual([]);
    expect(narrow.arena.bytes).toBe(float.arena.bytes);
    expect(narrow.weights).toBeGreaterThanOrEqual(bytes);
    expect(narrow.weights).toBeLessThan(bytes + 600);
    const [layer] = narrow.layers.filter(({ macs }) => macs > 0);
    expect(layer?.bits).toBe(bits);
  });

  test("float16 halves weights and activations", () => {
    const float = workFor(dense());
    const half = workFor(quantized(dense(), "fp16"));
    expect(half.weights).toBe(float.weights / 2);
    expect(half.layers.filter(({ macs }) => macs > 0).map(({ bits }) => bits)).toEqual([16, 16]);
  });

  test("Q/DQ vanish, and what lies between layers takes 8 bits", () => {
    const q = (name: string, input: string) => [
      { op: "QuantizeLinear", inputs: [input, "s", "z"], outputs: [`${name}q`] },
      { op: "DequantizeLinear", inputs: [`${name}q`, "s", "z"], outputs: [name] },
    ];
    const graph = inferTypes(
      graphOf(
        buildModel({
          inputs: { x: ["N", 4] },
          outputs: { y: ["N", 4] },
          nodes: [
            ...q("xd", "x"),
            { op: "MatMul", name: "one", inputs: ["xd", "w"], outputs: ["a"] },
            ...q("ad", "a"),
            { op: "Add", name: "skip", inputs: ["ad", "xd"], outputs: ["y"] },
          ],
          constants: {
            w: floats([4, 4], new Float32Array(16)),
            s: floats([], [0.1]),
            z: create(TensorProtoSchema, {
              dims: [],
              dataType: TensorProto_DataType.UINT8,
              rawData: new Uint8Array(1),
            }),
          },
        }),
      ),
    );
    const { ops, arena, layers } = workFor(graph);
    expect(ops).toEqual(["MatMul", "Add"]);
    // x and a are 4 bytes, rounded up to 16, and y is 16.
    expect(arena.bytes).toBe(48);
    expect(layers[0]).toMatchObject({ macs: 16, bits: 32, bytes: 4 + 64 + 4 });
  });

  test("the small convolution: nothing of unknown shape", () => {
    const { unknown, macs } = workFor(inferTypes(graphOf(redOrBlue())));
    expect(unknown).toEqual([]);
    expect(macs).toBe(4 * 64 * 3 + 8);
  });
});
