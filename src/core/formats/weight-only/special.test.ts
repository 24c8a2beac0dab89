import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../../platform/ort-node.ts";
import { floats, ints, type ModelSpec } from "../../../testing/build-model.ts";
import { check, fed, graphFrom, layer, PLAIN, random, ratio, run } from "../../../testing/weight-layers.ts";
import { floatAttr } from "../../onnx/attributes.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { floatToHalf } from "../../onnx/half.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { floatsOf, makeTensor } from "../../onnx/tensor-data.ts";
import { modelOf } from "../../graph/to-model.ts";
import type { WeightOnlySetting } from "./setting.ts";
import { refuseWeightOnly } from "./refuse.ts";
import { weightOnly } from "./weight-only.ts";

const runtime = createNodeRuntime({ threads: 1 });
const W8: WeightOnlySetting = { ...PLAIN, bits: 8 };
const QDQ: WeightOnlySetting = { ...PLAIN, form: "qdq" };
const CHANNEL: WeightOnlySetting = { ...PLAIN, bits: 8, granularity: "per-channel", form: "qdq" };

/** 8 bits stay close to the float graph whatever else the layer does. */
async function closeToFloat(spec: ModelSpec, setting: WeightOnlySetting, ops: readonly string[], at = ["layer"]) {
  const graph = graphFrom(spec);
  const result = weightOnly(graph, new Map(at.map((name) => [name, setting])));
  expect(result.graph.nodes.map((n) => n.op)).toEqual(ops);
  const feeds = fed(...((spec.inputs["x"] ?? []) as number[]));
  const expected = await run(runtime, graph, feeds);
  for (const mode of ["none", "all"] as const) {
    expect(ratio(await run(runtime, result.graph, feeds, mode), expected)).toBeLessThan(0.03);
  }
  return result;
}

function gemm(bias: readonly number[] | null, attrs: Record<string, unknown> = {}, x = [3, 101]): ModelSpec {
  const { spec } = layer("Gemm", x, [101, 23], { attrs });
  const [node] = spec.nodes;
  const nodes = node && bias ? [{ ...node, inputs: ["x", "w", "b"] }] : spec.nodes;
  return { ...spec, nodes, constants: { ...spec.constants, ...(bias && { b: random(bias, 12) }) } };
}

describe("Gemm", () => {
  test("a bias of one value per output goes into the operator", async () => {
    const { graph } = await closeToFloat(gemm([23]), W8, ["MatMulNBits"]);
    expect(graph.nodes[0]?.inputs).toEqual(["x", "w_Q8", "w_scales", "w_zero_points", "", "b"]);
    await closeToFloat(gemm([1, 23]), W8, ["MatMulNBits"]);
  });

  test("any other bias is added behind it", async () => {
    await closeToFloat(gemm([3, 23]), W8, ["MatMulNBits", "Add"]);
    await closeToFloat(gemm([3, 1]), W8, ["MatMulNBits", "Add"]);
  });

  test("a computed bias is added behind it", async () => {
    const spec = gemm([3, 23]);
    const nodes = [
      { op: "Relu", inputs: ["b"], outputs: ["c"] },
      ...spec.nodes.map((n) => ({ ...n, inputs: ["x", "w", "c"] })),
    ];
    await closeToFloat({ ...spec, nodes }, W8, ["Relu", "MatMulNBits", "Add"]);
  });

  test("factors and a transposed input stay, with the weight from DequantizeLinear, and a note says so", async () => {
    for (const attrs of [{ alpha: floatAttr("", 0.5) }, { beta: floatAttr("", 2) }]) {
      const { notes } = await closeToFloat(gemm([23], attrs), W8, ["DequantizeLinear", "Gemm"]);
      expect(notes).toEqual(["MatMulNBits has neither transA nor alpha and beta: DequantizeLinear instead. (layer)"]);
    }
    await closeToFloat(gemm([23], { transA: 1 }, [101, 3]), W8, ["DequantizeLinear", "Gemm"]);
  });
});

describe("fallbacks", () => {
  test("a vector times a matrix is left to MatMul", async () => {
    const { spec } = layer("MatMul", [101], [101, 23]);
    await closeToFloat(spec, W8, ["DequantizeLinear", "MatMul"]);
  });

  test("embeddings whose rows do not fill bytes use DequantizeLinear", () => {
    const spec: ModelSpec = {
      inputs: {},
      outputs: ["y"],
      nodes: [{ op: "Gather", name: "layer", inputs: ["w", "i"], outputs: ["y"] }],
      constants: { w: random([31, 51], 5), i: ints([0, 30]) },
    };
    for (const [bits, op] of [
      [8, "GatherBlockQuantized"],
      [4, "Gather"],
      [2, "Gather"],
    ] as const) {
      const { graph, notes } = weightOnly(graphFrom(spec), new Map([["layer", { ...PLAIN, bits }]]));
      expect(graph.nodes.at(-1)?.op).toBe(op);
      expect(notes.length).toBe(bits === 8 ? 0 : 1);
    }
  });

  test("a kernel with fewer inputs than a block has one scale per output channel, and a note says so", async () => {
    const { spec } = layer("Conv", [1, 20, 6, 5], [23, 20, 3, 3]);
    const { graph, notes } = await closeToFloat(spec, { ...QDQ, bits: 8 }, ["DequantizeLinear", "Conv"]);
    expect(graph.types.get("w_scale")?.dims).toEqual([23]);
    expect(graph.opsets.get("")).toBe(13);
    expect(notes).toEqual(["Fewer inputs than one block: one scale per output channel instead. (layer)"]);
  });
});

describe("shared weights", () => {
  const spec = (second: string): ModelSpec => ({
    inputs: { x: [4, 64] },
    outputs: ["y"],
    nodes: [
      { op: "MatMul", name: "a", inputs: ["x", "w"], outputs: ["h"] },
      { op: second, name: "b", inputs: ["h", "w"], outputs: ["y"] },
    ],
    constants: { w: random([64, 64], 3) },
  });

  test("are stored once", async () => {
    const operator = await closeToFloat(spec("MatMul"), W8, ["MatMulNBits", "MatMulNBits"], ["a", "b"]);
    expect([...operator.graph.constants.keys()]).toEqual(["w_Q8", "w_scales", "w_zero_points"]);
    const qdq = await closeToFloat(spec("Gemm"), CHANNEL, ["DequantizeLinear", "MatMul", "Gemm"], ["a", "b"]);
    expect([...qdq.graph.constants.keys()]).toEqual(["w_quantized", "w_scale", "w_zero_point"]);
  });

  test("stay in float for a layer that was not asked for", async () => {
    const { graph } = await closeToFloat(spec("MatMul"), W8, ["MatMulNBits", "MatMul"], ["a"]);
    expect([...graph.constants.keys()]).toEqual(["w", "w_Q8", "w_scales", "w_zero_points"]);
  });

  test("are stored apart for layers with settings of their own", () => {
    const layers = new Map([
      ["a", W8],
      ["b", { ...PLAIN, bits: 4 as const }],
    ]);
    const { graph } = weightOnly(graphFrom(spec("MatMul")), layers);
    expect([...graph.constants.keys()]).toContain("w_Q8");
    expect([...graph.constants.keys()]).toContain("w_Q4");
  });

  test("two bits that are turned around are turned once", () => {
    const layers = new Map(["a", "b"].map((name) => [name, { ...QDQ, bits: 2 as const }]));
    const { graph } = weightOnly(graphFrom(spec("MatMul")), layers);
    expect(graph.nodes.map((n) => n.op)).toEqual(["DequantizeLinear", "Transpose", "MatMul", "MatMul"]);
  });
});

describe("operator sets", () => {
  const { spec } = layer("Conv", [1, 35, 6, 5], [23, 35, 3, 3]);
  test.each([
    ["8 bits per channel stay at 13", CHANNEL, 13],
    ["8 bits in blocks need 21", { ...QDQ, bits: 8 }, 21],
    ["4 bits need 21", { ...CHANNEL, bits: 4 }, 21],
    ["2 bits need 25", { ...CHANNEL, bits: 2 }, 25],
  ] as const)("%s", (_title, setting, opset) => {
    const { graph } = weightOnly(graphFrom(spec), new Map([["layer", setting]]));
    expect(graph.opsets.get("")).toBe(opset);
    expect(graph.opsets.has("com.microsoft")).toBe(false);
  });

  test("operators need their domain and no newer operator set", () => {
    const { graph } = weightOnly(graphFrom(gemm(null)), new Map([["layer", PLAIN]]));
    expect(graph.opsets.get("")).toBe(13);
    expect(graph.opsets.get("com.microsoft")).toBe(1);
  });
});

describe("float16 weights", () => {
  const halves = (dims: readonly number[], seed: number) =>
    makeTensor("", T.FLOAT16, dims, Uint16Array.from(floatsOf(random(dims, seed)), floatToHalf));
  const spec: ModelSpec = {
    inputs: { x: [3, 101] },
    outputs: ["y"],
    nodes: [
      { op: "Cast", name: "down", inputs: ["x"], outputs: ["h"], attrs: { to: T.FLOAT16 } },
      { op: "MatMul", name: "layer", inputs: ["h", "w"], outputs: ["p"] },
      { op: "Cast", name: "up", inputs: ["p"], outputs: ["y"], attrs: { to: T.FLOAT } },
    ],
    constants: { w: halves([101, 23], 7) },
  };

  test("keep their results in float16, in every form", async () => {
    await closeToFloat(spec, { ...W8, form: "qdq" }, ["Cast", "DequantizeLinear", "MatMul", "Cast"]);
    const { graph } = await closeToFloat(spec, W8, ["Cast", "MatMulNBits", "Cast"]);
    expect(graph.types.get("w_scales")?.elem).toBe(T.FLOAT16);
  });
});

describe("refuseWeightOnly", () => {
  const refused = (spec: ModelSpec, setting = PLAIN) => {
    const graph = graphFrom(spec);
    const node = graph.nodes.find((n) => n.name === "layer") as (typeof graph.nodes)[number];
    return refuseWeightOnly(setting)(node, graph);
  };

  test("takes layers that shrink", () => {
    expect(refused(gemm([23]))).toBeNull();
    expect(refused(layer("LSTM", [4, 2, 19], [1, 68, 19]).spec)).toBeNull();
  });

  test("says what has no weights", () => {
    const { spec } = layer("Relu", [3, 4], [1]);
    expect(refused(spec)).toMatch(/^It has no weights of its own; weight-only quantization takes MatMul, Gemm, /);
  });

  test("says when weights are computed", () => {
    const spec: ModelSpec = {
      inputs: { x: [4, 4] },
      outputs: ["y"],
      nodes: [{ op: "MatMul", name: "layer", inputs: ["x", "x"], outputs: ["y"] }],
    };
    expect(refused(spec)).toBe(
      "Its weights are computed while the model runs, so they cannot be quantized beforehand.",
    );
  });

  test("says when weights are too few, and leaves such a layer alone with a note", () => {
    const { spec } = layer("MatMul", [3, 8], [8, 4]);
    const why = "Its weights take 128 bytes; as integers they would take 34, and scales and nodes more than the rest.";
    expect(refused(spec)).toBe(why);
    const graph = graphFrom(spec);
    const result = weightOnly(graph, new Map([["layer", PLAIN]]));
    expect(result.graph.nodes).toEqual(graph.nodes);
    expect(result.layers.size).toBe(0);
    expect(result.notes).toEqual([`Left in float. ${why} (layer)`]);
  });

  test("says when a weight is not float", () => {
    const spec: ModelSpec = {
      inputs: { x: [1] },
      outputs: ["y"],
      nodes: [{ op: "Gather", name: "layer", inputs: ["w", "x"], outputs: ["y"] }],
      constants: {
        w: ints(
          Array.from({ length: 400 }, (_, i) => i),
          [20, 20],
        ),
      },
    };
    expect(refused(spec)).toBe("Its weights are int64; only float32 and float16 weights can be quantized.");
  });

  test("takes the weights of a recurrent layer that gain, and leaves the rest", () => {
    const base = layer("LSTM", [4, 2, 1], [1, 68, 1], { attrs: { hidden_size: 17 } });
    const nodes = base.spec.nodes.map((n) => ({ ...n, inputs: ["x", "w", "r"] }));
    const spec = { ...base.spec, nodes, constants: { ...base.spec.constants, r: random([1, 68, 17], 2) }, opset: 14 };
    const { graph } = weightOnly(graphFrom(spec), new Map([["layer", CHANNEL]]));
    expect(graph.nodes.at(-1)?.inputs).toEqual(["x", "w", "r_DequantizeLinear_Output"]);
  });
});

describe("extreme weights", () => {
  const values = (of: (row: number, column: number) => number) =>
    floats(
      [64, 23],
      Array.from({ length: 64 * 23 }, (_, i) => of(Math.floor(i / 23), i % 23)),
    );
  test.each([
    ["blocks of zeros", values((row, column) => (row < 32 && column < 9 ? 0 : Math.sin(row * 23 + column)))],
    ["blocks of negative numbers", values((row, column) => -1 - ((row * 7 + column) % 11) / 10)],
    ["outliers", values((row, column) => (row === column ? 50 : Math.sin(row * 23 + column)))],
  ])("%s run as their integers say", async (_title, w) => {
    for (const form of ["operator", "qdq"] as const) {
      for (const symmetric of [true, false]) {
        const l = layer("MatMul", [3, 64], [64, 23], { operator: true });
        const spec = { ...l.spec, constants: { w } };
        await check(runtime, { ...l, spec, lowest: 2 }, { ...PLAIN, form, symmetric });
      }
    }
  });
});

test("the same graph and settings give the same bytes", () => {
  const bytes = () =>
    encodeModel(modelOf(weightOnly(graphFrom(gemm([23])), new Map([["layer", { ...PLAIN, rounding: "hqq" }]])).graph));
  expect(bytes()).toEqual(bytes());
});
