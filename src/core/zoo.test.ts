import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { createWasmRuntimeInNode } from "../platform/ort-web-node.ts";
import { buildModel, floats } from "../testing/build-model.ts";
import { ZOO } from "../testing/zoo/index.ts";
import { calibrate, feedsOf, numbersOf, type Outputs, runOnce, sqnrOf } from "../testing/zoo/run-zoo.ts";
import type { ZooModel } from "../testing/zoo/zoo-model.ts";
import { modelOf } from "./graph/to-model.ts";
import { encodeModel } from "./onnx/encode.ts";
import { openGraph, prepare, quantize } from "./pipeline.ts";
import { DEFAULT_RECIPE, PIN_PRECISIONS, type Recipe, withPin } from "./recipe.ts";
import type { Runtime } from "./runtime.ts";
import { SCHEME_PRESETS, withScheme } from "./schemes.ts";
import { forTarget } from "./targets/index.ts";

/**
 * dB that a file must keep of the float model, by recipe. Wide: a wrong zero point, axis or range falls below 0. U8 by S8
 * saturates on x86 without VNNI, where these tests may run too.
 */
const FLOORS: Readonly<Record<string, number>> = {
  u8s8: 5,
  u8u8: 25,
  "u8s8-7bit": 22,
  s8s8: 5,
  a16w8: 33,
  dynamic: 33,
  w8: 35,
  w4: 9,
  "w4-hqq": 9,
  "w4-qdq": 9,
  w2: 0,
  fp16: 55,
  qnn: 5,
  tensorrt: 2,
  microcontroller: 5,
  "mixed pins": 5,
};

const BASE: Recipe = { ...DEFAULT_RECIPE, calibration: { method: "min-max", percentile: 99.99 } };
const RECIPES: readonly (readonly [string, Recipe])[] = [
  ...SCHEME_PRESETS.map((preset) => [preset.id, withScheme(BASE, preset)] as const),
  ...(["qnn", "tensorrt", "microcontroller"] as const).map((id) => [id, forTarget(BASE, id)] as const),
];

const native = createNodeRuntime({ threads: 1 });
let web: Runtime;
beforeAll(async () => {
  web = await createWasmRuntimeInNode();
});

/** A line of the table printed at the end: layers that changed, and the worst quality. */
const lines: string[] = [];
afterAll(() => console.log(`${lines.length} models of the zoo, dB by recipe:\n${lines.join("\n")}`));

interface Opened {
  readonly zoo: ZooModel;
  readonly graph: ReturnType<typeof prepare>["graph"];
  readonly stats: Awaited<ReturnType<typeof calibrate>>;
  readonly feeds: ReturnType<typeof feedsOf>;
  readonly want: Outputs;
}

async function open(zoo: ZooModel): Promise<Opened> {
  const bytes = encodeModel(buildModel(zoo.spec));
  const graph = openGraph(bytes, "zoo.onnx");
  const sets = [1, 2, 3].map((seed) => feedsOf(graph, seed, zoo.sizes));
  const [feeds = {}] = sets;
  const want = await runOnce(native, bytes, feeds);
  const prepared = prepare(graph).graph;
  const again = await runOnce(native, encodeModel(modelOf(prepared)), feeds);
  // Sums in another order: 1e-4 of the values is 80 dB.
  expect(sqnrOf(want, again)).toBeGreaterThan(80);
  return { zoo, graph: prepared, feeds, want, stats: await calibrate(native, prepared, sets) };
}

/** Every second layer pinned, all precisions in turn. */
function pinned({ graph }: Opened): Recipe {
  const u8u8 = RECIPES.find(([id]) => id === "u8u8")?.[1] ?? BASE;
  return graph.nodes.reduce((recipe, node, i) => {
    const precision = PIN_PRECISIONS[(i >> 1) % PIN_PRECISIONS.length];
    return i % 2 === 0 || precision === undefined ? recipe : withPin(recipe, node.name, precision);
  }, u8u8);
}

async function check(model: Opened, name: string, recipe: Recipe, runtime: Runtime): Promise<string> {
  const { bytes, layers } = quantize(model.graph, model.stats, recipe);
  const unexplained = layers.filter((layer) => layer.precision === "FP32" && (layer.reason ?? "") === "");
  expect(unexplained, `${name}: layers in float without a reason`).toEqual([]);
  const have = await runOnce(runtime, bytes, model.feeds);
  const values = Object.values(have).flatMap(numbersOf);
  expect(values.every(Number.isFinite), `${name}: an output is not finite`).toBe(true);
  const changed = layers.filter((layer) => layer.precision !== "FP32").length;
  if (model.zoo.discrete) return `${name} ${changed}/${layers.length}`;
  const sqnr = sqnrOf(model.want, have);
  expect(sqnr, `${name} keeps too little`).toBeGreaterThan(FLOORS[name] ?? 0);
  return `${name} ${changed}/${layers.length} ${sqnr === Infinity ? "=" : sqnr.toFixed(0)}`;
}

describe("every model under every scheme", () => {
  it.each(ZOO.map((zoo) => [zoo.id, zoo] as const))("%s", async (id, zoo) => {
    const model = await open(zoo);
    const results: string[] = [];
    for (const [name, recipe] of [...RECIPES, ["mixed pins", pinned(model)] as const]) {
      results.push(await check(model, name, recipe, native));
    }
    lines.push(`${id}: ${results.join(" | ")}`);
  });
});

describe("in WebAssembly", () => {
  const sample = ["channel shuffle", "LSTM classifier", "Loop with weights", "tokens through", "everything in float16"];
  it.each(ZOO.filter(({ id }) => sample.some((s) => id.startsWith(s))).map((zoo) => [zoo.id, zoo] as const))(
    "%s",
    async (_, zoo) => {
      const model = await open(zoo);
      for (const [name, recipe] of RECIPES) await check(model, name, recipe, web);
    },
  );
});

describe("names", () => {
  it("a model with duplicate node names, which ONNX Runtime refuses, comes out with names of their own", async () => {
    const bytes = encodeModel(
      buildModel({
        inputs: { x: ["N", 4] },
        outputs: ["y"],
        nodes: [
          { op: "MatMul", name: "same", inputs: ["x", "w"], outputs: ["a"] },
          { op: "MatMul", name: "same", inputs: ["a", "w"], outputs: ["y"] },
        ],
        constants: { w: floats([4, 4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]) },
      }),
    );
    await expect(native.load(bytes)).rejects.toMatchObject({ code: "runtime/load" });
    const { graph } = prepare(openGraph(bytes, "m.onnx"));
    const feeds = feedsOf(graph, 1);
    const result = quantize(graph, await calibrate(native, graph, [feeds]), BASE);
    const [x, y] = [numbersOf(feeds["x"] as never), await runOnce(native, result.bytes, feeds)];
    numbersOf(y["y"] as never).forEach((value, i) => expect(value).toBeCloseTo(x[i] as number, 1));
  });
});
