import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../platform/ort-node.ts";
import { calibrateGraph, noise, opCounts, optimizedGraph } from "../../testing/run-model.ts";
import { openGraph, prepare, quantize } from "../pipeline.ts";
import { DEFAULT_RECIPE } from "../recipe.ts";

const MODELS = "../shared/data/models";

/** Linear layers of each classifier and the shape it takes. */
const CASES = [
  { file: "mobilenetv2-7.onnx", shape: [1, 3, 224, 224], convs: 52, gemms: 1 },
  { file: "squeezenet1.1-7.onnx", shape: [1, 3, 224, 224], convs: 26, gemms: 0 },
  { file: "mnist-8.onnx", shape: [1, 1, 28, 28], convs: 2, gemms: 1 },
  { file: "resnet20-cifar10.onnx", shape: [1, 3, 32, 32], convs: 19, gemms: 1 },
  { file: "resnet20-cifar10-bn.onnx", shape: [1, 3, 32, 32], convs: 19, gemms: 1 },
];

describe.skipIf(!existsSync(MODELS))("in ONNX Runtime's optimized graph", () => {
  const runtime = createNodeRuntime();
  for (const { file, shape, convs, gemms } of CASES) {
    test(`every Conv and Gemm of ${file} is an integer kernel and nothing is rounded twice`, async () => {
      const { graph } = prepare(openGraph(readFileSync(`${MODELS}/${file}`), file));
      const stats = await calibrateGraph(graph, runtime, [noise(shape, 1), noise(shape, 2)]);
      const { bytes, layers } = quantize(graph, stats, DEFAULT_RECIPE);
      const ops = opCounts(await optimizedGraph(bytes));
      expect(ops["QLinearConv"]).toBe(convs);
      expect(ops["QGemm"] ?? 0).toBe(gemms);
      for (const op of ["Conv", "FusedConv", "Gemm", "MatMul", "Relu", "Clip"]) expect(ops[op]).toBeUndefined();
      for (const layer of layers) expect(layer.precision === "INT8" || layer.reason !== null).toBe(true);
    });
  }
});
