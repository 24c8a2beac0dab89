import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { buildModel } from "../testing/build-model.ts";
import { modelOfSteps, randomSteps, type Step } from "../testing/random-model.ts";
import { n, w } from "../testing/zoo/zoo-model.ts";
import { calibrate, feedsOf, numbersOf, type Outputs, runOnce, sqnrOf } from "../testing/zoo/run-zoo.ts";
import { modelOf } from "./graph/to-model.ts";
import { encodeModel } from "./onnx/encode.ts";
import { openGraph, prepare, quantize } from "./pipeline.ts";
import { DEFAULT_RECIPE, PIN_PRECISIONS, type PinPrecision, type Recipe, withPin } from "./recipe.ts";
import { SCHEME_PRESETS, withScheme } from "./schemes.ts";
import { TARGET_IDS } from "./targets/ids.ts";

const runtime = createNodeRuntime({ threads: 1 });

interface Choice {
  readonly recipe: Recipe;
  /** Which node, counted round, and what it is pinned to. */
  readonly pins: readonly { readonly node: number; readonly precision: PinPrecision }[];
}

/** Any scheme on any target, with 8-bit integer layers as U8 by U8 or U8 by S7, which no processor here saturates. */
const choice: fc.Arbitrary<Choice> = fc
  .record({
    preset: fc.constantFrom(...SCHEME_PRESETS),
    target: fc.constantFrom(...TARGET_IDS),
    signed: fc.boolean(),
    granularity: fc.constantFrom("per-channel" as const, "per-tensor" as const),
    symmetric: fc.record({ activations: fc.boolean(), weights: fc.boolean() }),
    wide: fc.boolean(),
    pins: fc.array(fc.record({ node: fc.nat(20), precision: fc.constantFrom(...PIN_PRECISIONS) }), { maxLength: 3 }),
  })
  .map(({ preset, target, signed, granularity, symmetric, wide, pins }) => {
    const base = withScheme({ ...DEFAULT_RECIPE, target, calibration: MIN_MAX }, preset);
    if (base.scheme !== "static") return { recipe: base, pins };
    const activations = { type: wide ? ("uint16" as const) : ("uint8" as const), symmetric: symmetric.activations };
    const type = signed ? ("int8" as const) : ("uint8" as const);
    const weights = { ...base.weights, type, granularity, symmetric: symmetric.weights, reduceRange: signed };
    return { recipe: { ...base, activations, weights }, pins };
  });

const MIN_MAX = { method: "min-max", percentile: 99.99 } as const;

/**
 * What a file may differ from the same file computed without optimization, in steps of the coarsest output grid. Integer
 * kernels round once where the written graph rounds in float, and a difference of one step passes through later layers.
 */
const STEPS_APART = 12;

function largest(outputs: Outputs): number {
  return Object.values(outputs).reduce((a, t) => numbersOf(t).reduce((b, x) => Math.max(b, Math.abs(x)), a), 0);
}

function furthest(a: Outputs, b: Outputs): number {
  return Object.entries(a).reduce((worst, [name, t]) => {
    const other = numbersOf(b[name] as (typeof b)[string]);
    return numbersOf(t).reduce((w, x, i) => Math.max(w, Math.abs(x - (other[i] as number))), worst);
  }, 0);
}

async function checkGraph(steps: readonly Step[], { recipe, pins }: Choice): Promise<void> {
  const bytes = encodeModel(buildModel(modelOfSteps(steps)));
  const { graph } = prepare(openGraph(bytes, "random.onnx"));
  const sets = [1, 2].map((seed) => feedsOf(graph, seed));
  const feeds = sets[0] as (typeof sets)[number];
  const want = await runOnce(runtime, bytes, feeds);
  expect(sqnrOf(want, await runOnce(runtime, encodeModel(modelOf(graph)), feeds))).toBeGreaterThan(80);
  const pinned = pins.reduce((r, { node, precision }) => {
    const layer = graph.nodes[node % graph.nodes.length]?.name;
    return layer === undefined ? r : withPin(r, layer, precision);
  }, recipe);
  const result = quantize(graph, await calibrate(runtime, graph, sets), pinned);
  expect(result.layers.filter((l) => l.precision === "FP32" && (l.reason ?? "") === "")).toEqual([]);
  const have = await runOnce(runtime, result.bytes, feeds);
  expect(Object.values(have).flatMap(numbersOf).every(Number.isFinite)).toBe(true);
  const written = await runOnce(runtime, result.bytes, feeds, { optimization: "none" });
  const reach = Math.max(largest(want), largest(written));
  // Few bits and float16 overflow belong to the format; that both runs agree is asked of all.
  expect(furthest(have, written)).toBeLessThanOrEqual((STEPS_APART * reach) / 255 + 1e-6);
  if (recipe.scheme === "weight-only" && recipe.weights.type.endsWith("2")) return;
  if (sqnrFloor(pinned) !== null) expect(sqnrOf(want, have)).toBeGreaterThan(sqnrFloor(pinned) as number);
}

/** Random layers may cancel out to almost nothing, so only gross faults count. */
function sqnrFloor({ scheme, weights, pins }: Recipe): number | null {
  if (pins.some((p) => p.precision === "int4") || weights.type.endsWith("4")) return 0;
  return scheme === "float16" ? 30 : 8;
}

describe("random graphs", () => {
  it("under random recipes load, run, and compute what is written in them", async () => {
    const seed = Number(process.env["QSTUDIO_SEED"] ?? 20);
    const numRuns = Number(process.env["QSTUDIO_RUNS"] ?? 150);
    await fc.assert(fc.asyncProperty(randomSteps, choice, checkGraph), { seed, numRuns });
  }, 600_000);
});

/** What random graphs found, each as small as it got. */
describe("found before", () => {
  const step = (op: Step["op"], a = 1, pick = 0): Step => ({ op, a, b: 0, pick });
  const preset = (id: string): Recipe => {
    const found = SCHEME_PRESETS.find((p) => p.id === id);
    if (found === undefined) throw new Error(id);
    return withScheme({ ...DEFAULT_RECIPE, calibration: MIN_MAX }, found);
  };
  const cases: readonly [string, readonly Step[], Choice][] = [
    [
      "a Relu behind a layer pinned to integers in a weight-only file",
      [step("Conv"), step("Relu"), step("Conv")],
      { recipe: preset("w2"), pins: [{ node: 0, precision: "int16" }] },
    ],
    [
      "the same in a float16 file",
      [step("Add"), step("Relu"), step("Conv")],
      { recipe: preset("fp16"), pins: [{ node: 0, precision: "int8" }] },
    ],
    [
      "a pinned Relu behind an integer layer",
      [step("Conv"), step("Relu"), step("Conv")],
      { recipe: preset("u8u8"), pins: [{ node: 1, precision: "float16" }] },
    ],
    [
      "a Relu between an integer Gemm and an op that computes in float",
      [step("Flatten"), step("MatMul", 1, 1), step("Relu"), step("LayerNormalization"), step("MatMul", 1, 1)],
      { recipe: preset("u8u8"), pins: [] },
    ],
    [
      "a clamp whose lower end is not 0",
      [step("Conv"), step("Clip", 1, 2), step("Clip", 1, 3), step("Conv")],
      { recipe: preset("u8u8"), pins: [{ node: 1, precision: "int16" }] },
    ],
  ];
  it.each(cases)("%s", async (_, steps, chosen) => checkGraph(steps, chosen));

  it("a constant that is a bias, an operand and the weight of another layer keeps three forms", async () => {
    const spec = {
      inputs: { x: [8, 8] },
      outputs: ["y"],
      nodes: [
        n("Gemm", "x w b", "a", {}, "first"),
        n("Add", "a b", "c", {}, "shift"),
        n("Mul", "c w", "d", {}, "scale"),
        n("MatMul", "d w", "y", {}, "last"),
      ],
      constants: { w: w([8, 8], 8, 1), b: w([8], 8, 2) },
    };
    const bytes = encodeModel(buildModel(spec));
    const { graph } = prepare(openGraph(bytes, "shared.onnx"));
    const feeds = feedsOf(graph, 1);
    const stats = await calibrate(runtime, graph, [feeds]);
    for (const id of ["u8u8", "u8s8-7bit", "a16w8"]) {
      const { bytes: file } = quantize(graph, stats, preset(id));
      expect(sqnrOf(await runOnce(runtime, bytes, feeds), await runOnce(runtime, file, feeds))).toBeGreaterThan(20);
    }
  });
});
