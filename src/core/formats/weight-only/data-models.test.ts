import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../../platform/ort-node.ts";
import { noise, opCounts } from "../../../testing/run-model.ts";
import { run } from "../../../testing/weight-layers.ts";
import { modelOf } from "../../graph/to-model.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { openGraph, prepare } from "../../pipeline.ts";
import { refuseWeightOnly } from "./refuse.ts";
import type { WeightOnlySetting } from "./setting.ts";
import { weightOnly } from "./weight-only.ts";

const MODELS = "../shared/data/models";

const CHANNEL: WeightOnlySetting = {
  bits: 8,
  signed: true,
  symmetric: true,
  granularity: "per-channel",
  blockSize: 32,
  rounding: "nearest",
  form: "operator",
};
const BLOCK: WeightOnlySetting = { ...CHANNEL, granularity: "block", symmetric: false };

/**
 * What is taken, the largest share of the float file that may be left, and the lowest SQNR of the output on noise, dB.
 * Four bits per channel are too few for the depthwise kernels of MobileNetV2: no more is asked than that it runs.
 */
const CASES = [
  { file: "kwt1-speech-commands-12.onnx", setting: BLOCK, ops: { MatMul: 40, Gemm: 38 }, share: 0.34, least: 30 },
  {
    file: "kwt1-speech-commands-12.onnx",
    setting: { ...BLOCK, bits: 4 },
    ops: { MatMul: 40, Gemm: 38 },
    share: 0.21,
    least: 9,
  },
  { file: "mobilenetv2-7.onnx", setting: CHANNEL, ops: { Conv: 52, Gemm: 1 }, share: 0.27, least: 18 },
  { file: "mobilenetv2-7.onnx", setting: { ...CHANNEL, bits: 4 }, ops: { Conv: 52, Gemm: 1 }, share: 0.14, least: -6 },
] as const;

const SHAPES: Readonly<Record<string, readonly number[]>> = {
  "kwt1-speech-commands-12.onnx": [1, 16000],
  "mobilenetv2-7.onnx": [1, 3, 224, 224],
};

function decibels(float: Float32Array, other: Float32Array): number {
  let [signal, error] = [0, 0];
  float.forEach((x, i) => {
    signal += x * x;
    error += (x - (other[i] as number)) ** 2;
  });
  return 10 * Math.log10(signal / error);
}

describe.skipIf(!existsSync(MODELS))("models", () => {
  const runtime = createNodeRuntime({ threads: 1 });
  for (const { file, setting, ops, share, least } of CASES) {
    test(`${file} with weights of ${setting.bits} bits loads, runs and shrinks`, { timeout: 60_000 }, async () => {
      const { graph } = prepare(openGraph(readFileSync(`${MODELS}/${file}`), file));
      const refuse = refuseWeightOnly(setting);
      const taken = graph.nodes.filter((n) => refuse(n, graph) === null);
      expect(opCounts({ ...graph, nodes: taken })).toEqual(ops);
      const result = weightOnly(graph, new Map(taken.map((n) => [n.name, setting])));
      expect([...result.layers.keys()]).toEqual(taken.map((n) => n.name));
      const [before, after] = [graph, result.graph].map((g) => encodeModel(modelOf(g)).length) as [number, number];
      expect(after / before).toBeLessThan(share);
      const x = { [graph.inputs[0] as string]: noise(SHAPES[file] ?? [], 1) };
      const float = await run(runtime, graph, x, "all");
      expect(decibels(float, await run(runtime, result.graph, x, "all"))).toBeGreaterThan(least);
    });
  }
});
