import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { multipliesExactly } from "../../cli/native-check.ts";
import { createNodeRuntime } from "../../platform/ort-node.ts";
import { createWasmRuntimeInNode } from "../../platform/ort-web-node.ts";
import { Qdq, type Quant } from "../../testing/qdq.ts";
import { calibrateGraph, noise } from "../../testing/run-model.ts";
import { graphOf } from "../graph/from-model.ts";
import { inferTypes } from "../graph/types.ts";
import { encodeModel } from "../onnx/encode.ts";
import type { ModelProto } from "../onnx/onnx_pb.ts";
import { openGraph, prepare, quantize } from "../pipeline.ts";
import { DEFAULT_RECIPE, type Recipe } from "../recipe.ts";
import { float32, type Tensor } from "../tensor.ts";
import { mayOverflow, riskyPairs, rowsOf } from "./bound.ts";
import { findLayers } from "./find-layers.ts";
import { addLosses, columns } from "./losses.ts";
import { saturationOf } from "./network.ts";
import { withPads } from "./patches.ts";

const native = createNodeRuntime();
const saturates = !(await multipliesExactly(native));
const plain = { op: "MatMul", attrs: {} };

describe("what a pair loses", () => {
  const repeat = (value: number) => Array.from({ length: 64 }, () => value);
  const lose = (x: readonly number[], w: readonly number[]) => {
    const rows = { rows: 1, length: w.length, data: Int8Array.from(w) };
    const lost = new Int32Array(1);
    const hits = addLosses(columns(Uint8Array.from(x), 1), riskyPairs(rows)[0] ?? [], lost);
    return { hits, lost: lost[0] };
  };

  test("is what its sum exceeds 16 bits by, above and below", () => {
    expect(lose([255, 255, 255, 1, 255], [127, 127, -128, -128, 127])).toEqual({ hits: 1, lost: 255 * 254 - 32767 });
    expect(lose([255, 255], [-128, -128])).toEqual({ hits: 1, lost: -255 * 256 + 32768 });
    expect(lose([255, 128], [127, 3])).toEqual({ hits: 1, lost: 255 * 127 + 128 * 3 - 32767 });
  });

  test("is nothing with small inputs or with 7-bit weights", () => {
    expect(lose([128, 127], [127, 127])).toEqual({ hits: 0, lost: 0 });
    expect(lose(repeat(255), repeat(64))).toEqual({ hits: 0, lost: 0 });
    expect(lose(repeat(255), repeat(65)).hits).toBe(32);
  });
});

describe("the pads of auto_pad", () => {
  const shape = {
    input: [1, 1, 28, 7],
    kernel: [5, 2],
    strides: [1, 2],
    dilations: [1, 1],
    pads: [0, 0, 0, 0],
    group: 1,
  };

  test("go to the end with SAME_UPPER and to the begin with SAME_LOWER when they are odd", () => {
    expect(withPads({ ...shape, autoPad: "SAME_UPPER" }).pads).toEqual([2, 0, 2, 1]);
    expect(withPads({ ...shape, autoPad: "SAME_LOWER" }).pads).toEqual([2, 1, 2, 0]);
    expect(withPads({ ...shape, autoPad: "VALID" }).pads).toEqual([0, 0, 0, 0]);
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
  attrs: Record<string, number | string | readonly number[]>,
  input: Quant = { zero: 3 },
  output: Quant = { zero: 128 },
): ModelProto {
  const count = w.reduce((a, b) => a * b, 1);
  return new Qdq({ x: dims })
    .q("x", { scale: 1, ...input })
    .weight("w", w, { scale: 0.01, values: weights(count) })
    .op("Conv", ["x_dq", "w_dq"], "y", attrs)
    .q("y", { scale: 8, ...output })
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
  auto_pad: {
    model: conv([1, 7, 9, 9], [4, 7, 4, 3], { auto_pad: "SAME_LOWER", strides: [2, 2] }),
    dims: [1, 7, 9, 9],
  },
  "int8 inputs and results": {
    model: conv([1, 8, 6, 6], [5, 8, 3, 3], {}, { type: "int8", zero: -125 }, { type: "int8", zero: 0 }),
    dims: [1, 8, 6, 6],
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

describe("a layer that is not simulated is listed with the reason", () => {
  const reasons = (model: ModelProto) =>
    findLayers(inferTypes(graphOf(model))).left.map(({ node, reason }) => [node, reason.split(";")[0]]);
  const matMul = (w: readonly number[], quant: Quant, gain = 1) => {
    const values = weights(w.reduce((a, b) => a * b, 1)).map((x) => Math.round(gain * x));
    const g = new Qdq({ x: [2, 3, 70] }).q("x", { scale: 1 }).weight("w", w, { scale: 0.01, values, ...quant });
    return g.op("MatMul", ["x_dq", "w_dq"], "y").q("y", { scale: 8, zero: 128 }).model("y_dq");
  };

  test("when the file names the integer operator", () => {
    const g = new Qdq({ x: [3, 70] }).quantize("x").weight("w", [70, 9], { values: weights(630) });
    const model = g.op("MatMulInteger", ["x_q", "w_int"], "y").model("y");
    expect(reasons(model)).toEqual([["y_node", "The file names the integer operator itself"]]);
  });

  test("when weights are a batch of matrices or asymmetric", () => {
    expect(reasons(matMul([2, 70, 9], {}))).toEqual([["y_node", "Its weights are a batch of matrices"]]);
    expect(reasons(matMul([70, 9], { zero: 5 }))).toEqual([["y_node", "Its weights have a zero point other than 0"]]);
  });

  test("but not when it is simulated or its weights are too small to saturate", () => {
    expect(reasons(product("MatMul", true))).toEqual([]);
    expect(reasons(matMul([2, 70, 9], {}, 0.5))).toEqual([]);
    expect(reasons(matMul([70, 9], { zero: 5 }, 0.5))).toEqual([]);
  });
});

describe("layers that read each other's integers", () => {
  const g = new Qdq({ x: [1, 8, 6, 6] }).q("x", { scale: 1, zero: 3 });
  for (const [from, to] of [
    ["x", "y"],
    ["y", "z"],
  ] as const) {
    g.weight(`w${to}`, [8, 8, 3, 3], { scale: 0.01, values: weights(576) });
    g.op("Conv", [`${from}_dq`, `w${to}_dq`], to, { pads: [1, 1, 1, 1] }).q(to, { scale: 8, zero: 100 });
  }

  test.skipIf(!saturates)("pass on what saturation made of them", async () => {
    const x = float32([1, 8, 6, 6], bytes(288, 4));
    const model = g.model("z_dq");
    const report = await saturationOf(inferTypes(graphOf(model)), await createWasmRuntimeInNode(), [{ x }]);
    expect(report.layers.map((layer) => layer.share > 0)).toEqual([true, true]);
    expect(report.sqnr).toBeCloseTo(await outputsOf(encodeModel(model), { x }), 6);
  });
});

/** Models with what they are fed: noise times `gain`. */
const MODELS = [
  { file: "../shared/data/models/resnet20-cifar10.onnx", shape: [1, 3, 32, 32], gain: 1 },
  { file: "../shared/data/models/mnist-8.onnx", shape: [1, 1, 28, 28], gain: 255 },
];

for (const { file, shape, gain } of MODELS) {
  describe.skipIf(!existsSync(file))(`saturation of ${file.split("/").at(-1)}`, () => {
    const scaled = (seed: number) => {
      const x = noise(shape, seed);
      return float32(
        shape,
        (x.data as Float32Array).map((v) => gain * v),
      );
    };
    const open = async (recipe: Recipe) => {
      const { graph } = prepare(openGraph(readFileSync(file), "model.onnx"));
      const stats = await calibrateGraph(graph, native, [scaled(1), scaled(2)]);
      return { ...quantize(graph, stats, recipe), feeds: { [graph.inputs[0]!]: scaled(5) } };
    };

    test.skipIf(!saturates)("is what this processor computes", { timeout: 60_000 }, async () => {
      const { graph, bytes: written, feeds } = await open(DEFAULT_RECIPE);
      const report = await saturationOf(inferTypes(graph), await createWasmRuntimeInNode(), [feeds]);
      expect(report.layers.some((layer) => layer.share > 0)).toBe(true);
      expect(Math.abs(report.sqnr! - (await outputsOf(written, feeds)))).toBeLessThan(1);
      expect(report.remedy).toContain("u8s8-7bit");
    });

    test("is gone with 7-bit weights", { timeout: 60_000 }, async () => {
      const reduced = { ...DEFAULT_RECIPE, weights: { ...DEFAULT_RECIPE.weights, reduceRange: true } };
      const { graph, feeds } = await open(reduced);
      const report = await saturationOf(inferTypes(graph), await createWasmRuntimeInNode(), [feeds]);
      expect(report).toEqual({ samples: 1, layers: [], left: [], agreement: 1, sqnr: null, remedy: null });
    });
  });
}
