import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../platform/ort-node.ts";
import { executedOutcomes, finalGraph } from "../../testing/executed.ts";
import { FIXTURES } from "../../testing/fusion-fixtures.ts";
import { Qdq } from "../../testing/qdq.ts";
import { calibrateGraph, noise } from "../../testing/run-model.ts";
import { graphOf } from "../graph/from-model.ts";
import { inferTypes } from "../graph/types.ts";
import { decodeModel } from "../onnx/decode.ts";
import { encodeModel } from "../onnx/encode.ts";
import type { ModelProto } from "../onnx/onnx_pb.ts";
import { openGraph, prepare, quantize } from "../pipeline.ts";
import { DEFAULT_RECIPE, type Recipe } from "../recipe.ts";
import { fusionMap } from "./fusion-map.ts";

/** Nodes whose predicted outcome is not what the runtime did, and how many nodes there are. */
async function compare(bytes: Uint8Array) {
  const graph = inferTypes(graphOf(decodeModel(bytes, "model.onnx")));
  const truth = executedOutcomes(graph, await finalGraph(bytes));
  const map = fusionMap(graph);
  const wrong = map.filter(({ node, outcome }) => truth.get(node) !== outcome);
  const lines = wrong.map(({ node, outcome }) => `${node}: predicted ${outcome}, but ${truth.get(node)}`);
  return { nodes: map.length, wrong: lines, map };
}

const mapOf = (model: ModelProto) => fusionMap(inferTypes(graphOf(model)));
const fateOf = (model: ModelProto, node: string) => mapOf(model).find((fate) => fate.node === node);

describe("the fusion map of a small graph agrees with ONNX Runtime on every node:", () => {
  for (const [name, make] of Object.entries(FIXTURES)) {
    test(name, async () => {
      const { wrong, map } = await compare(encodeModel(make()));
      expect(wrong).toEqual([]);
      for (const { reason } of map) expect(reason).toMatch(/\.$/);
    });
  }
});

const MODELS = "../shared/data/models";
const CASES = [
  { file: "mnist-8.onnx", shape: [1, 1, 28, 28] },
  { file: "resnet20-cifar10.onnx", shape: [1, 3, 32, 32] },
  { file: "resnet20-cifar10-bn.onnx", shape: [1, 3, 32, 32] },
  { file: "squeezenet1.1-7.onnx", shape: [1, 3, 224, 224] },
  { file: "mobilenetv2-7.onnx", shape: [1, 3, 224, 224] },
  { file: "kwt1-speech-commands-12.onnx", shape: [1, 16000] },
  { file: "yolox_nano.onnx", shape: [1, 3, 416, 416] },
] as const;

const { weights } = DEFAULT_RECIPE;
const RECIPES: Readonly<Record<string, Recipe>> = {
  default: DEFAULT_RECIPE,
  "without task rules": { ...DEFAULT_RECIPE, taskAware: false },
  U8U8: { ...DEFAULT_RECIPE, weights: { ...weights, type: "uint8" } },
  S8S8: { ...DEFAULT_RECIPE, activations: { type: "int8", symmetric: false } },
  "per tensor": { ...DEFAULT_RECIPE, weights: { ...weights, granularity: "per-tensor" } },
  U16: { ...DEFAULT_RECIPE, activations: { type: "uint16", symmetric: false } },
};

describe.skipIf(!existsSync(MODELS))(
  "the fusion map of a real model agrees with ONNX Runtime on 99 % of its nodes",
  () => {
    const runtime = createNodeRuntime();
    for (const { file, shape } of CASES) {
      test(file, { timeout: 120_000 }, async () => {
        const { graph } = prepare(openGraph(readFileSync(`${MODELS}/${file}`), file));
        const stats = await calibrateGraph(graph, runtime, [noise(shape, 1)]);
        for (const [name, recipe] of Object.entries(RECIPES)) {
          const { nodes, wrong } = await compare(quantize(graph, stats, recipe).bytes);
          expect(wrong.length / nodes, `${name}: ${wrong.slice(0, 5).join("; ")}`).toBeLessThanOrEqual(0.01);
        }
      });
    }
  },
);

describe("the reason", () => {
  test("of a fused convolution names the kernel", () => {
    expect(fateOf(FIXTURES["Conv, uint8 by int8"]!(), "y_node")).toEqual({
      node: "y_node",
      op: "Conv",
      outcome: "integer",
      kernel: "QLinearConv",
      reason: "QLinearConv computes on the integers.",
    });
  });

  test("of a convolution with a wider Clip names the Clip", () => {
    const fate = fateOf(FIXTURES["Conv and Clip, range wider than the Clip"]!(), "y_node");
    expect(fate?.outcome).toBe("float");
    expect(fate?.reason).toContain("The Clip after it cuts values that the quantizer does not");
  });

  test("of a scaled bias names beta", () => {
    expect(fateOf(FIXTURES["Gemm, beta 2"]!(), "y_node")?.reason).toContain("beta is not 1");
  });

  test("of an operator without integer kernel says so", () => {
    expect(fateOf(FIXTURES["Erf"]!(), "y_node")).toMatchObject({ outcome: "float", kernel: "Erf" });
    expect(fateOf(FIXTURES["Erf"]!(), "y_node")?.reason).toBe(
      "Erf has no integer kernel in ONNX Runtime's CPU provider.",
    );
  });

  test("of a float graph is that nothing around it is quantized", () => {
    const model = new Qdq({ x: [2, 8] }).op("Tanh", ["x"], "y").model("y");
    expect(mapOf(model)).toEqual([
      { node: "y_node", op: "Tanh", outcome: "float", kernel: "Tanh", reason: "Nothing around it is quantized." },
    ]);
  });
});
