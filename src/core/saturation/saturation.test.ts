import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { multipliesExactly } from "../../cli/native-check.ts";
import { createNodeRuntime } from "../../platform/ort-node.ts";
import { createWasmRuntimeInNode } from "../../platform/ort-web-node.ts";
import { Qdq } from "../../testing/qdq.ts";
import { calibrateGraph, noise } from "../../testing/run-model.ts";
import { graphOf } from "../graph/from-model.ts";
import { inferTypes } from "../graph/types.ts";
import { encodeModel } from "../onnx/encode.ts";
import type { ModelProto } from "../onnx/onnx_pb.ts";
import { openGraph, prepare, quantize } from "../pipeline.ts";
import { DEFAULT_RECIPE } from "../recipe.ts";
import { float32, type Tensor } from "../tensor.ts";
import { mayOverflow, rowsOf } from "./bound.ts";
import { multiply } from "./multiply.ts";
import { saturationOf } from "./network.ts";

const native = createNodeRuntime();
const saturates = !(await multipliesExactly(native));
const plain = { op: "MatMul", attrs: {} };

describe("multiply", () => {
  test("cuts the sum of two neighbouring products at 16 bits, and adds pairs exactly", () => {
    const x = Uint8Array.of(255, 255, 255, 1, 255);
    const w = { rows: 1, length: 5, data: Int8Array.of(127, 127, -128, -128, 127) };
    const { exact, saturated, hits, pairs } = multiply(x, w);
    expect(exact[0]).toBe(255 * 127 * 2 - 128 * 256 + 255 * 127);
    expect(saturated[0]).toBe(32767 - 128 * 256 + 255 * 127);
    expect([hits, pairs]).toEqual([1, 2]);
  });

  test("never saturates with 7-bit weights", () => {
    const x = new Uint8Array(64).fill(255);
    expect(multiply(x, { rows: 1, length: 64, data: new Int8Array(64).fill(64) }).hits).toBe(0);
    expect(multiply(x, { rows: 1, length: 64, data: new Int8Array(64).fill(65) }).hits).toBe(32);
  });
});

describe("the bound without data", () => {
  test("is the share of pairs that the largest input makes saturate", () => {
    expect(mayOverflow(Int8Array.of(64, 64, 100, 28), [4, 1], plain)).toBe(0);
    expect(mayOverflow(Int8Array.of(65, 64, 100, 20), [4, 1], plain)).toBe(0.5);
    expect(mayOverflow(Int8Array.of(-100, -29, 127, -128), [4, 1], plain)).toBe(0.5);
  });

  test("pairs neighbouring channels of a convolution, and leaves depthwise ones out", () => {
    const conv = { op: "Conv", attrs: {} };
    expect([...(rowsOf(Int8Array.of(1, 2, 3, 4), [1, 2, 1, 2], conv)?.data ?? [])]).toEqual([1, 3, 2, 4]);
    const depthwise = new Qdq({ x: [1, 4, 2, 2] }).op("Conv", ["x", "w"], "y", { group: 4 }).model("y");
    expect(rowsOf(new Int8Array(4), [4, 1, 1, 1], graphOf(depthwise).nodes[0]!)).toBeNull();
  });
});

/** Integers 0..255, the larger half often. */
function bytes(count: number, seed: number): Float32Array {
  return Float32Array.from(noise([count], seed).data as Float32Array, (x) => Math.round(180 + 75 * x));
}

const weights = (count: number) => Array.from(noise([count], 9).data as Float32Array, (x) => Math.round(x * 127));

function conv(
  dims: readonly number[],
  w: readonly number[],
  attrs: Record<string, number | readonly number[]>,
): ModelProto {
  const count = w.reduce((a, b) => a * b, 1);
  return new Qdq({ x: dims })
    .q("x", { scale: 1, zero: 3 })
    .weight("w", w, { scale: 0.01, values: weights(count) })
    .op("Conv", ["x_dq", "w_dq"], "y", attrs)
    .q("y", { scale: 8, zero: 128 })
    .model("y_dq");
}

const product = (op: "MatMul" | "Gemm", quantizeOutput: boolean): ModelProto => {
  const g = new Qdq({ x: [3, 70] }).q("x", { scale: 1 }).weight("w", [70, 9], { scale: 0.01, values: weights(630) });
  g.op(op, ["x_dq", "w_dq"], "y");
  return quantizeOutput ? g.q("y", { scale: 8, zero: 128 }).model("y_dq") : g.model("y");
};

const LAYERS: Readonly<Record<string, { readonly model: ModelProto; readonly dims: readonly number[] }>> = {
  "a convolution": { model: conv([2, 8, 6, 6], [5, 8, 3, 3], { pads: [1, 1, 1, 1] }), dims: [2, 8, 6, 6] },
  "strides, dilations and uneven pads": {
    model: conv([1, 7, 9, 9], [4, 7, 3, 3], { strides: [2, 1], dilations: [1, 2], pads: [0, 1, 2, 1] }),
    dims: [1, 7, 9, 9],
  },
  groups: { model: conv([1, 8, 6, 6], [6, 4, 3, 3], { group: 2 }), dims: [1, 8, 6, 6] },
  "one dimension": { model: conv([1, 6, 20], [4, 6, 5], { pads: [2, 2] }), dims: [1, 6, 20] },
  MatMul: { model: product("MatMul", true), dims: [3, 70] },
  "MatMul with a float result": { model: product("MatMul", false), dims: [3, 70] },
  Gemm: { model: product("Gemm", true), dims: [3, 70] },
};

describe("the simulated layer", () => {
  for (const [name, { model, dims }] of Object.entries(LAYERS)) {
    test.skipIf(!saturates)(`is what this processor computes: ${name}`, async () => {
      const x = float32(
        dims,
        bytes(
          dims.reduce((a, b) => a * b, 1),
          4,
        ),
      );
      const exact = await createWasmRuntimeInNode();
      const graph = inferTypes(graphOf(model));
      const report = await saturationOf(graph, exact, [{ x }]);
      expect(report.layers[0]?.share).toBeGreaterThan(0.01);
      const truth = await outputsOf(encodeModel(model), { x });
      expect(report.sqnr).toBeCloseTo(truth, 3);
    });
  }
});

/** SQNR of this processor's result against the exact one, dB. */
async function outputsOf(model: Uint8Array, feeds: Readonly<Record<string, Tensor>>): Promise<number> {
  const results: Float32Array[] = [];
  for (const runtime of [await createWasmRuntimeInNode(), native]) {
    const session = await runtime.load(model);
    results.push(Object.values(await session.run(feeds))[0]?.data as Float32Array);
    await session.release();
  }
  const [a, b] = results as [Float32Array, Float32Array];
  const sum = (f: (x: number, i: number) => number) => a.reduce((s, v, i) => s + f(v, i) ** 2, 0);
  return 10 * Math.log10(sum((v) => v) / sum((v, i) => v - (b[i] as number)));
}

const FILE = "../shared/data/models/resnet20-cifar10.onnx";

describe.skipIf(!existsSync(FILE))("saturation of a ResNet", () => {
  test("is small, and gone with 7-bit weights", { timeout: 120_000 }, async () => {
    const { graph } = prepare(openGraph(readFileSync(FILE), "resnet20.onnx"));
    const shape = [1, 3, 32, 32];
    const stats = await calibrateGraph(graph, native, [noise(shape, 1), noise(shape, 2)]);
    const exact = await createWasmRuntimeInNode();
    const reduced = { ...DEFAULT_RECIPE, weights: { ...DEFAULT_RECIPE.weights, reduceRange: true } };
    const x = noise(shape, 5);
    const quantized = quantize(graph, stats, DEFAULT_RECIPE);
    const report = await saturationOf(inferTypes(quantized.graph), exact, [{ [graph.inputs[0]!]: x }]);
    expect(report.layers.length).toBeGreaterThan(10);
    expect(report.layers.some((l) => l.share > 0)).toBe(true);
    expect(report.sqnr).toBeGreaterThan(20);
    expect(report.remedy).toContain("reduce range");
    const safe = await saturationOf(inferTypes(quantize(graph, stats, reduced).graph), exact, [
      { [graph.inputs[0]!]: x },
    ]);
    expect(safe.layers).toEqual([]);
    expect([safe.sqnr, safe.remedy, safe.agreement]).toEqual([null, null, 1]);
  });
});
