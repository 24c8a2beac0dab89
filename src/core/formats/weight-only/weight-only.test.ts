import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../../platform/ort-node.ts";
import { ints } from "../../../testing/build-model.ts";
import { check, fed, graphFrom, type Layer, layer, PLAIN, random } from "../../../testing/weight-layers.ts";
import { attrInt } from "../../onnx/attributes.ts";
import type { WeightOnlySetting } from "./setting.ts";
import { weightOnly } from "./weight-only.ts";

const runtime = createNodeRuntime({ threads: 1 });

/** Odd sizes, so that blocks and bytes are not filled. */
const LAYERS: readonly Layer[] = [
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

const SETTINGS: readonly WeightOnlySetting[] = ([8, 4, 2] as const).flatMap((bits) =>
  (["per-channel", "per-tensor", "block"] as const).flatMap((granularity) =>
    [true, false].flatMap((symmetric) =>
      [true, false].map((signed): WeightOnlySetting => ({ ...PLAIN, bits, granularity, symmetric, signed })),
    ),
  ),
);

const described = ({ bits, signed, symmetric, granularity, form }: WeightOnlySetting) =>
  `${form}, ${signed ? "int" : "uint"}${bits} ${granularity}${symmetric ? " symmetric" : ""}`;

describe.each(LAYERS)("$title", (l) => {
  test.each(SETTINGS.map((s) => [described({ ...s, form: "qdq" }), { ...s, form: "qdq" as const }]))(
    "runs as its weights say: %s",
    (_title, setting) => check(runtime, l, setting),
  );
  const settings = l.operator ? SETTINGS : SETTINGS.slice(0, 1);
  test.each(settings.map((s) => [described(s), s]))("runs as its weights say: %s", (_title, setting) =>
    check(runtime, l, setting),
  );
  test("runs with refined weights of 4 bits", () => check(runtime, l, { ...PLAIN, rounding: "hqq" }));
});

describe("MatMulNBits", () => {
  test.each([16, 32, 64, 128, 256])("takes blocks of %i at every width", async (blockSize) => {
    for (const bits of [8, 4, 2] as const) {
      const l = layer("MatMul", [2, 301], [301, 9], { operator: true });
      await check(runtime, l, { ...PLAIN, bits, blockSize, symmetric: bits === 4 });
    }
  });

  test("has one scale per output when per channel, repeated for every block of 256", () => {
    const { spec } = layer("MatMul", [2, 300], [300, 9]);
    const { graph } = weightOnly(graphFrom(spec), new Map([["layer", { ...PLAIN, granularity: "per-channel" }]]));
    const [node] = graph.nodes;
    expect(node && attrInt(node, "block_size", 0)).toBe(256);
    expect(graph.types.get("w_Q4")?.dims).toEqual([9, 2, 128]);
    expect(graph.types.get("w_scales")?.dims).toEqual([18]);
    expect(graph.types.get("w_zero_points")?.dims).toEqual([9, 1]);
  });
});
