/** @file Runs models under Node for tests: calibration data from noise, and the graph that ONNX Runtime makes of a model. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { createCollector } from "../core/calibrate/collect.ts";
import { referenceKernel } from "../core/calibrate/kernel.ts";
import type { CalibrationStats } from "../core/calibrate/stats.ts";
import { withOutputs } from "../core/graph/edit.ts";
import { graphOf } from "../core/graph/from-model.ts";
import type { Graph } from "../core/graph/graph.ts";
import { modelOf } from "../core/graph/to-model.ts";
import { decodeModel } from "../core/onnx/decode.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { meanAxes } from "../core/quantize/mean-axes.ts";
import { tapsOf } from "../core/quantize/taps.ts";
import type { Runtime } from "../core/runtime.ts";
import { float32, sizeOf, type Tensor } from "../core/tensor.ts";

/** Reproducible values in [-1, 1). */
export function noise(dims: readonly number[], seed = 1): Tensor {
  let state = seed;
  const next = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 30 - 1;
  return float32(dims, Float32Array.from({ length: sizeOf(dims) }, next));
}

export async function calibrateGraph(
  graph: Graph,
  runtime: Runtime,
  inputs: readonly Tensor[],
): Promise<CalibrationStats> {
  const taps = tapsOf(graph);
  const collector = createCollector(taps, referenceKernel, meanAxes(graph));
  const session = await runtime.load(encodeModel(modelOf(withOutputs(graph, taps))));
  const input = graph.inputs[0] as string;
  for (const [i, tensor] of inputs.entries()) {
    const observed = new Set<string>();
    await session.observe({ [input]: tensor }, taps, (name, data, dims) => {
      observed.add(name);
      collector.add(name, data, dims, i, 1);
    });
    if (taps.includes(input) && !observed.has(input))
      collector.add(input, tensor.data as Float32Array, tensor.dims, i, 1);
  }
  await session.release();
  return collector.stats();
}

/** The graph after ONNX Runtime's own optimization: what really runs. */
export async function optimizedGraph(model: Uint8Array): Promise<Graph> {
  const folder = await mkdtemp(join(tmpdir(), "qstudio-"));
  const path = join(folder, "optimized.onnx");
  try {
    const session = await ort.InferenceSession.create(model, {
      graphOptimizationLevel: "extended",
      optimizedModelFilePath: path,
      logSeverityLevel: 3,
    });
    await session.release();
    return graphOf(decodeModel(await readFile(path), "optimized.onnx"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

export function opCounts(graph: Graph): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { op } of graph.nodes) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}
