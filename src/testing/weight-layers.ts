/** @file Layers with float weights for tests of weight-only formats, and what their rewritten graphs must compute. */
import { expect } from "vitest";
import { withConstants } from "../core/graph/edit.ts";
import { graphOf } from "../core/graph/from-model.ts";
import type { Graph } from "../core/graph/graph.ts";
import { modelOf } from "../core/graph/to-model.ts";
import { inferTypes } from "../core/graph/types.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { floatTensor } from "../core/onnx/tensor-data.ts";
import type { Formatted } from "../core/formats/format.ts";
import { swapped } from "../core/formats/weight-only/solving.ts";
import type { WeightOnlySetting } from "../core/formats/weight-only/setting.ts";
import { weightOnly } from "../core/formats/weight-only/weight-only.ts";
import type { Runtime } from "../core/runtime.ts";
import { float32, type Tensor } from "../core/tensor.ts";
import { buildModel, floats, ints, type ModelSpec, noise } from "./build-model.ts";
import { storedBits, storedWeight } from "./stored-weights.ts";

export type Inputs = Readonly<Record<string, Tensor>>;

export interface Layer {
  readonly title: string;
  readonly spec: ModelSpec;
  readonly feeds: Inputs;
  readonly node: string;
  /** Weights by name, as the layer in `spec` reads them. */
  readonly weights: readonly string[];
  /** Has an operator of com.microsoft with integer weights. */
  readonly operator: boolean;
  /** Decibels that rounding must leave when the weights are not spread evenly. */
  readonly lowest?: number;
}

export const random = (dims: readonly number[], seed: number) =>
  floats(
    dims,
    noise(
      dims.reduce((a, b) => a * b, 1),
      seed,
    ),
  );
export const fed = (...dims: number[]): Inputs => ({
  x: float32(
    dims,
    noise(
      dims.reduce((a, b) => a * b, 1),
      99,
    ),
  ),
});

export function layer(
  op: string,
  x: readonly number[],
  w: readonly number[],
  more: Partial<Layer> & { attrs?: object } = {},
) {
  const { attrs, ...rest } = more;
  const spec = {
    inputs: { x },
    outputs: ["y"],
    nodes: [{ op, name: "layer", inputs: ["x", "w"], outputs: ["y"], ...(attrs && { attrs: attrs as never }) }],
    constants: { w: random(w, 7) },
  };
  return { title: op, spec, feeds: fed(...x), node: "layer", weights: ["w"], operator: false, ...rest };
}

/** Odd sizes, so that blocks and bytes are not filled. */
export const LAYERS: readonly Layer[] = [
  layer("MatMul", [2, 3, 101], [101, 23], { operator: true }),
  layer("MatMul", [2, 3, 101], [2, 101, 9], { title: "MatMul of rank 3" }),
  layer("Gemm", [3, 101], [101, 23], { operator: true }),
  layer("Gemm", [3, 101], [23, 101], { title: "Gemm transposed", operator: true, attrs: { transB: 1 } }),
  layer("Conv", [1, 35, 6, 5], [23, 35, 3, 3]),
  layer("ConvTranspose", [1, 36, 4, 4], [36, 7, 3, 3], { attrs: { group: 2 } }),
  {
    title: "Gather",
    spec: {
      inputs: {},
      outputs: ["y"],
      nodes: [{ op: "Gather", name: "layer", inputs: ["w", "i"], outputs: ["y"] }],
      constants: { w: random([31, 52], 5), i: ints([0, 30, 7, 7, 1, 2], [2, 3]) },
    },
    feeds: {},
    node: "layer",
    weights: ["w"],
    operator: true,
  },
  {
    title: "LSTM",
    spec: {
      inputs: { x: [4, 2, 19] },
      outputs: ["y"],
      nodes: [
        {
          op: "LSTM",
          name: "layer",
          inputs: ["x", "w", "r"],
          outputs: ["y"],
          attrs: { hidden_size: 17, direction: "bidirectional" },
        },
      ],
      constants: { w: random([2, 68, 19], 5), r: random([2, 68, 17], 6) },
      opset: 14,
    },
    feeds: fed(4, 2, 19),
    node: "layer",
    weights: ["w", "r"],
    operator: false,
  },
  {
    title: "GRU",
    spec: {
      inputs: { x: [4, 2, 19] },
      outputs: ["y"],
      nodes: [{ op: "GRU", name: "layer", inputs: ["x", "w", "r"], outputs: ["y"], attrs: { hidden_size: 17 } }],
      constants: { w: random([1, 51, 19], 5), r: random([1, 51, 17], 6) },
      opset: 14,
    },
    feeds: fed(4, 2, 19),
    node: "layer",
    weights: ["w", "r"],
    operator: false,
  },
];

export const PLAIN: WeightOnlySetting = {
  bits: 4,
  signed: false,
  symmetric: false,
  granularity: "block",
  blockSize: 32,
  rounding: "nearest",
  form: "operator",
};

export const graphFrom = (spec: ModelSpec) => inferTypes(graphOf(buildModel(spec)));

export async function run(
  runtime: Runtime,
  graph: Graph,
  feeds: Inputs,
  optimization: "all" | "none" = "none",
): Promise<Float32Array> {
  const session = await runtime.load(encodeModel(modelOf(graph)), { optimization });
  const result = await session.run(feeds);
  await session.release();
  return result[graph.outputs[0] as string]?.data as Float32Array;
}

/** The float graph with the weights that the integers stand for. */
export function simulated(graph: Graph, { graph: after }: Formatted, names: readonly string[]): Graph {
  const holders = after.nodes.filter((n) => ["DequantizeLinear", "MatMulNBits", "GatherBlockQuantized"].includes(n.op));
  expect(holders.length).toBe(names.length);
  const tensors = names.map((name, i) => {
    const dims = (graph.types.get(name)?.dims ?? []) as number[];
    const { values, dims: stored, scales } = storedWeight(after, holders[i] as Graph["nodes"][number]);
    const turned = String(stored) !== String(dims);
    if (turned) expect(stored).toEqual(dims.toReversed());
    const weights = turned ? swapped(values, new Float32Array(values.length), [dims[1] ?? 0, dims[0] ?? 0, 1]) : values;
    expect(Math.max(...scales)).toBeGreaterThan(0);
    return floatTensor(name, dims, weights);
  });
  return withConstants(graph, tensors);
}

/** Largest difference over largest value. */
export const ratio = (a: Float32Array, b: Float32Array) => {
  expect(a.length).toBe(b.length);
  let [difference, size] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    difference = Math.max(difference, Math.abs((a[i] as number) - (b[i] as number)));
    size = Math.max(size, Math.abs(b[i] as number));
  }
  expect(size).toBeGreaterThan(0);
  return difference / size;
};

/** Decibels that rounding leaves of weights spread evenly, at least. */
const FLOOR = { 8: 38, 4: 15, 2: 2 } as const;

export async function check(
  runtime: Runtime,
  { spec, feeds, node, weights, operator, lowest }: Layer,
  setting: WeightOnlySetting,
): Promise<void> {
  const graph = graphFrom(spec);
  const result = weightOnly(graph, new Map([[node, setting]]));
  const used = result.graph.nodes.map((n) => n.domain).includes("com.microsoft");
  expect(used).toBe(operator && setting.form === "operator");
  const float = simulated(graph, result, weights);
  for (const n of result.graph.nodes) {
    if (n.op === "DequantizeLinear" || n.domain !== "") expect(storedBits(result.graph, n)).toBe(setting.bits);
  }
  const expected = await run(runtime, float, feeds, "none");
  expect(ratio(await run(runtime, result.graph, feeds, "none"), expected)).toBeLessThan(1e-5);
  // ONNX Runtime fuses some DequantizeLinear with MatMul to a kernel that rounds activations to 8 bits.
  expect(ratio(await run(runtime, result.graph, feeds, "all"), expected)).toBeLessThan(used ? 1e-5 : 0.03);
  const { noise: error = 0, signal = 0, bytes } = result.layers.get(node) ?? { bytes: { before: 0, after: 0 } };
  expect(10 * Math.log10(signal / error)).toBeGreaterThan(lowest ?? FLOOR[setting.bits]);
  expect(bytes.after).toBeLessThan(bytes.before * (setting.bits === 8 ? 0.5 : 0.35));
}
