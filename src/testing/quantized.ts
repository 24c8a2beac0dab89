/** @file What the quantizer's tests share: small graphs, recipes, and how close a quantized file stays to float. */
import { graphOf } from "../core/graph/from-model.ts";
import type { Graph } from "../core/graph/graph.ts";
import { modelOf } from "../core/graph/to-model.ts";
import { inferTypes } from "../core/graph/types.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { prepare, quantize } from "../core/pipeline.ts";
import { DEFAULT_RECIPE, type Recipe } from "../core/recipe.ts";
import type { Tensor } from "../core/tensor.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { buildModel, floats } from "./build-model.ts";
import { calibrateGraph, noise } from "./run-model.ts";

export const runtime = createNodeRuntime();
export const MIN_MAX: Recipe = { ...DEFAULT_RECIPE, calibration: { method: "min-max", percentile: 99.99 } };
/** Exact on every processor, so that results can be compared with float. */
export const U8U8: Recipe = { ...MIN_MAX, weights: { ...MIN_MAX.weights, type: "uint8" } };

/** Reproducible weights in [-gain, gain). */
export function weights(dims: readonly number[], seed: number, gain = 1) {
  return floats(
    dims,
    (noise(dims, seed).data as Float32Array).map((x) => x * gain),
  );
}

/** A prepared graph. */
export function opened(spec: Parameters<typeof buildModel>[0]): Graph {
  return prepare(inferTypes(graphOf(buildModel(spec)))).graph;
}

/** Calibrates on three noise inputs of `shape` and quantizes. */
export async function quantized(graph: Graph, recipe: Recipe, shape = [1, 3, 8, 8]) {
  const inputs = [noise(shape, 3), noise(shape, 5), noise(shape, 7)];
  const stats = await calibrateGraph(graph, runtime, inputs);
  return { ...quantize(graph, stats, recipe), stats, input: inputs[0] as Tensor };
}

/** SQNR of the quantized graph against the float graph on one input, dB. */
export async function fidelity(float: Graph, bytes: Uint8Array, input: Tensor): Promise<number> {
  const outputs: Float32Array[] = [];
  for (const model of [encodeModel(modelOf(float)), bytes]) {
    const session = await runtime.load(model);
    const result = await session.run({ [float.inputs[0] as string]: input });
    outputs.push(Object.values(result)[0]?.data as Float32Array);
    await session.release();
  }
  const [a, b] = outputs as [Float32Array, Float32Array];
  const noiseSum = a.reduce((sum, x, i) => sum + (x - (b[i] as number)) ** 2, 0);
  return 10 * Math.log10(a.reduce((sum, x) => sum + x * x, 0) / noiseSum);
}

/** Conv - Relu - MaxPool - Conv - Add(shortcut) - Relu - GlobalAveragePool - Flatten - Gemm, with a Clip on the way. */
export const CNN = opened({
  inputs: { x: ["N", 3, 8, 8] },
  outputs: ["y"],
  nodes: [
    { op: "Conv", name: "conv1", inputs: ["x", "w1", "b1"], outputs: ["c1"], attrs: { pads: [1, 1, 1, 1] } },
    { op: "Relu", name: "relu1", inputs: ["c1"], outputs: ["r1"] },
    { op: "MaxPool", name: "pool", inputs: ["r1"], outputs: ["p"], attrs: { kernel_shape: [2, 2], strides: [2, 2] } },
    { op: "Conv", name: "conv2", inputs: ["p", "w2", "b2"], outputs: ["c2"], attrs: { pads: [1, 1, 1, 1] } },
    { op: "Clip", name: "clip", inputs: ["c2", "zero", "six"], outputs: ["r2"] },
    { op: "Add", name: "add", inputs: ["r2", "p"], outputs: ["a"] },
    { op: "GlobalAveragePool", name: "gap", inputs: ["a"], outputs: ["g"] },
    { op: "Flatten", name: "flat", inputs: ["g"], outputs: ["f"] },
    { op: "Gemm", name: "fc", inputs: ["f", "w3", "b3"], outputs: ["y"] },
  ],
  constants: {
    w1: weights([4, 3, 3, 3], 11),
    b1: weights([4], 12),
    w2: weights([4, 4, 3, 3], 13),
    b2: weights([4], 14),
    w3: weights([4, 5], 15),
    b3: weights([5], 16),
    zero: floats([], [0]),
    six: floats([], [6]),
  },
});
