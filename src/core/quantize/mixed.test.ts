import { describe, expect, it } from "vitest";
import { opCounts, optimizedGraph } from "../../testing/run-model.ts";
import { CNN, fidelity, MIN_MAX, opened, quantized, U8U8, weights } from "../../testing/quantized.ts";
import { DEFAULT_RECIPE, type PinPrecision, type Recipe, withPin } from "../recipe.ts";
import { SCHEME_PRESETS, withScheme } from "../schemes.ts";
import { TARGETS, forTarget } from "../targets/index.ts";

const pinned = (layers: Readonly<Record<string, PinPrecision>>, recipe: Recipe = U8U8) =>
  Object.entries(layers).reduce((r, [layer, precision]) => withPin(r, layer, precision), recipe);
const precisionOf = (layers: readonly { name: string; precision: string }[], name: string) =>
  layers.find((layer) => layer.name === name)?.precision;

describe("pins to FP32", () => {
  it("stay float in the runtime, which would quantize a float Conv between scalar Q/DQ by itself", async () => {
    const { bytes } = await quantized(CNN, pinned({ conv2: "float32" }));
    const ops = opCounts(await optimizedGraph(bytes));
    expect(ops["QLinearConv"]).toBe(1);
    expect((ops["Conv"] ?? 0) + (ops["FusedConv"] ?? 0)).toBe(1);
  });

  it("stay float for Gemm too", async () => {
    const chain = opened({
      inputs: { x: ["N", 6] },
      outputs: ["y"],
      nodes: [
        { op: "Gemm", name: "a", inputs: ["x", "wa", "ba"], outputs: ["p"] },
        { op: "Gemm", name: "b", inputs: ["p", "wb", "bb"], outputs: ["q"] },
        { op: "Gemm", name: "c", inputs: ["q", "wc", "bc"], outputs: ["y"] },
      ],
      constants: {
        wa: weights([6, 6], 1),
        ba: weights([6], 2),
        wb: weights([6, 6], 3),
        bb: weights([6], 4),
        wc: weights([6, 6], 5),
        bc: weights([6], 6),
      },
    });
    const { bytes } = await quantized(chain, pinned({ b: "float32" }), [2, 6]);
    const ops = opCounts(await optimizedGraph(bytes));
    expect(ops["QGemm"]).toBe(2);
    expect((ops["Gemm"] ?? 0) + (ops["FusedGemm"] ?? 0)).toBe(1);
  });
});

describe("a precision per layer", () => {
  it("puts one convert between INT8 and INT16, and the file stays close to float", async () => {
    const { graph, layers, bytes, input } = await quantized(CNN, pinned({ conv2: "int16" }));
    expect(precisionOf(layers, "conv2")).toBe("INT16");
    const wide = graph.nodes.filter((n) => n.domain === "com.microsoft" && n.op === "QuantizeLinear");
    expect(wide.map((n) => n.outputs[0])).toEqual(["p_uint16_QuantizeLinear_Output"]);
    expect(await fidelity(CNN, bytes, input)).toBeGreaterThan(30);
  });

  it("keeps INT8, INT16, INT4, FP16 and FP32 beside each other in one file that runs", async () => {
    const pins = { conv1: "int8", conv2: "int16", fc: "int4", gap: "float16", add: "float32" } as const;
    const { layers, bytes, input } = await quantized(CNN, pinned(pins));
    expect(["conv1", "conv2", "gap", "add"].map((name) => precisionOf(layers, name))).toEqual([
      "INT8",
      "INT16",
      "FP16",
      "FP32",
    ]);
    expect(await fidelity(CNN, bytes, input)).toBeGreaterThan(15);
  });

  it("a pin that asks for what cannot be says so and changes nothing", async () => {
    const { notes, layers } = await quantized(CNN, pinned({ flat: "int4" }));
    expect(notes.filter((n) => n.startsWith("The pin on flat does nothing"))).toHaveLength(1);
    const without = await quantized(CNN, U8U8);
    expect(layers.map((l) => l.precision)).toEqual(without.layers.map((l) => l.precision));
  });
});

describe("16-bit activations", () => {
  it("use the domain below opset 21, take the whole range, and beat 8 bits", async () => {
    const a16: Recipe = { ...MIN_MAX, activations: { type: "uint16", symmetric: false } };
    const { graph, bytes, input, layers } = await quantized(CNN, a16);
    expect(layers.filter((l) => l.precision === "INT16").length).toBeGreaterThan(5);
    const q = graph.nodes.filter((n) => n.op === "QuantizeLinear");
    expect(new Set(q.map((n) => n.domain))).toEqual(new Set(["com.microsoft"]));
    const eight = await quantized(CNN, U8U8);
    expect(await fidelity(CNN, bytes, input)).toBeGreaterThan((await fidelity(CNN, eight.bytes, eight.input)) + 3);
  });
});

describe("targets", () => {
  it.each(TARGETS.map((t) => t.id))("%s gives a file that runs", async (id) => {
    const { bytes, input } = await quantized(CNN, forTarget(MIN_MAX, id));
    expect(await fidelity(CNN, bytes, input)).toBeGreaterThan(8);
  });

  it("TensorRT keeps Relu without rounding between it and its layer, with zero point 0", async () => {
    const { graph, params } = await quantized(CNN, forTarget(MIN_MAX, "tensorrt"));
    const relu = graph.nodes.find((n) => n.name === "relu1");
    expect(relu?.inputs).toEqual(["c1"]);
    expect([...params.values.values()].every((a) => a.type === "int8" && a.zero[0] === 0)).toBe(true);
  });

  it("a microcontroller gets the scale of its pooling's input on the output", async () => {
    const { params } = await quantized(CNN, forTarget(MIN_MAX, "microcontroller"));
    expect(params.values.get("p")?.scale).toEqual(params.values.get("r1")?.scale);
    expect([...params.values.values()].every((a) => a.type === "int8")).toBe(true);
  });

  it("one scale serves all inputs of a Concat where the target wants it", async () => {
    const joined = opened({
      inputs: { x: ["N", 3, 8, 8] },
      outputs: ["y"],
      nodes: [
        { op: "Conv", name: "a", inputs: ["x", "wa"], outputs: ["p"] },
        { op: "Conv", name: "b", inputs: ["x", "wb"], outputs: ["q"] },
        { op: "Concat", name: "cat", inputs: ["p", "q"], outputs: ["c"], attrs: { axis: 1 } },
        { op: "Conv", name: "d", inputs: ["c", "wd"], outputs: ["y"] },
      ],
      constants: { wa: weights([2, 3, 1, 1], 1), wb: weights([2, 3, 1, 1], 2, 4), wd: weights([2, 4, 1, 1], 3) },
    });
    const shared = await quantized(joined, forTarget(MIN_MAX, "qnn"));
    const scales = ["p", "q", "c"].map((v) => shared.params.values.get(v)?.scale[0]);
    expect(new Set(scales).size).toBe(1);
    const apart = await quantized(joined, MIN_MAX);
    expect(apart.params.values.get("p")?.scale[0]).not.toBe(apart.params.values.get("q")?.scale[0]);
  });
});

describe("scheme presets", () => {
  it.each(SCHEME_PRESETS.map((p) => p.id))("%s gives a file that runs and is not silently float", async (id) => {
    const preset = SCHEME_PRESETS.find((p) => p.id === id);
    if (preset === undefined) throw new Error("no preset");
    const { layers, bytes, input } = await quantized(CNN, withScheme(DEFAULT_RECIPE, preset));
    expect(layers.filter((l) => l.precision !== "FP32").length).toBeGreaterThan(0);
    expect(layers.filter((l) => l.precision === "FP32").every((l) => l.reason !== null)).toBe(true);
    expect(await fidelity(CNN, bytes, input)).toBeGreaterThan(5);
  });
});
