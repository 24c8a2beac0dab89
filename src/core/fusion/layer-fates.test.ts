import { expect, test } from "vitest";
import { createNodeRuntime } from "../../platform/ort-node.ts";
import { buildModel, floats, noise as numbers } from "../../testing/build-model.ts";
import { calibrateGraph, noise } from "../../testing/run-model.ts";
import { encodeModel } from "../onnx/encode.ts";
import { openGraph, prepare, quantize } from "../pipeline.ts";
import { DEFAULT_RECIPE, type Recipe } from "../recipe.ts";
import { integerShare } from "./integer-share.ts";
import { layerFates } from "./layer-fates.ts";

const FILE = encodeModel(
  buildModel({
    inputs: { x: [1, 16] },
    outputs: ["y"],
    nodes: [
      { op: "MatMul", inputs: ["x", "w"], outputs: ["h"] },
      { op: "Tanh", inputs: ["h"], outputs: ["t"] },
      { op: "MatMul", inputs: ["t", "v"], outputs: ["y"] },
    ],
    constants: { w: floats([16, 32], numbers(512, 1)), v: floats([32, 8], numbers(256, 2)) },
  }),
);

async function fatesOf(recipe: Recipe) {
  const { graph } = prepare(openGraph(FILE, "two.onnx"));
  const stats = await calibrateGraph(graph, createNodeRuntime(), [noise([1, 16], 1)]);
  const { bytes, layers } = quantize(graph, stats, recipe);
  const names = layers.map(({ name }) => name);
  const fates = layerFates(bytes, names);
  expect(fates.map(({ node }) => node)).toEqual(names);
  return fates;
}

const { weights } = DEFAULT_RECIPE;
const SCHEMES: readonly (readonly [string, Recipe, string, number])[] = [
  ["static", DEFAULT_RECIPE, "MatMulIntegerToFloat", 2],
  ["dynamic", { ...DEFAULT_RECIPE, scheme: "dynamic" }, "DynamicQuantizeMatMul", 2],
  [
    "weight-only",
    { ...DEFAULT_RECIPE, scheme: "weight-only", weights: { ...weights, type: "int4" } },
    "MatMulNBits",
    2,
  ],
  ["FP16", { ...DEFAULT_RECIPE, scheme: "float16" }, "MatMul", 0],
];

for (const [scheme, recipe, kernel, integer] of SCHEMES) {
  test(`every layer of a ${scheme} file has its fate, under its own name`, async () => {
    const fates = await fatesOf(recipe);
    expect(fates[0]?.kernel).toBe(kernel);
    expect(integerShare(fates)).toEqual({ integer, total: 2 });
  });
}
