import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { noise } from "../../testing/build-model.ts";
import { graphOf } from "../graph/from-model.ts";
import type { Graph } from "../graph/graph.ts";
import { modelOf } from "../graph/to-model.ts";
import { decodeModel } from "../onnx/decode.ts";
import { encodeModel } from "../onnx/encode.ts";
import { ruleOf } from "../ops/index.ts";
import { passesFor, prepareGraph } from "./index.ts";

const MODELS = "../shared/data/models";
const files = existsSync(MODELS) ? readdirSync(MODELS).filter((f) => f.endsWith(".onnx")) : [];

async function run(bytes: Uint8Array, graph: Graph, batch: number): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(bytes, {
    intraOpNumThreads: 1,
    graphOptimizationLevel: "disabled",
  });
  const name = graph.inputs[0] ?? "";
  const dims = (graph.types.get(name)?.dims ?? []).map((d) => (typeof d === "number" ? d : batch));
  const data = noise(
    dims.reduce((a, b) => a * b, 1),
    7,
  );
  const result = await session.run({ [name]: new ort.Tensor("float32", data, dims) });
  await session.release();
  return result[graph.outputs[0] ?? ""]?.data as Float32Array;
}

function compare(a: Float32Array, b: Float32Array) {
  let [difference, magnitude] = [0, 0];
  a.forEach((x, i) => {
    difference = Math.max(difference, Math.abs(x - (b[i] as number)));
    magnitude = Math.max(magnitude, Math.abs(x));
  });
  return { difference, magnitude };
}

describe.skipIf(files.length === 0)("preparing a real model", () => {
  test.each(files)("does not change what %s computes", { timeout: 60_000 }, async (file) => {
    const bytes = new Uint8Array(readFileSync(join(MODELS, file)));
    const graph = graphOf(decodeModel(bytes, file));
    const { graph: prepared, opset } = prepareGraph(graph, 13);
    const encoded = encodeModel(modelOf(prepared));
    const before = await run(bytes, graph, 2);
    const after = await run(encoded, graph, 2);
    const { difference, magnitude } = compare(before, after);

    expect(after).toHaveLength(before.length);
    expect(magnitude).toBeGreaterThan(0);
    expect(difference / magnitude).toBeLessThan(1e-4);
    expect(opset.to).toBe(13);
    console.info(
      `${file}: ${graph.nodes.length} -> ${prepared.nodes.length} nodes, ${difference.toExponential(1)} of ${magnitude.toFixed(2)}`,
    );
  });

  test.each(files)("leaves nothing of %s for a second run", (file) => {
    const graph = graphOf(decodeModel(new Uint8Array(readFileSync(join(MODELS, file))), file));
    const { graph: prepared } = prepareGraph(graph, 13);
    for (const pass of passesFor(13)) expect(pass.run(prepared), pass.id).toBe(prepared);
  });

  test.each(files)("gives every Conv and Gemm of %s an integer rule", (file) => {
    const graph = graphOf(decodeModel(new Uint8Array(readFileSync(join(MODELS, file))), file));
    const { graph: prepared } = prepareGraph(graph, 13);
    const layers = prepared.nodes.filter((n) => n.op === "Conv" || n.op === "Gemm");
    expect(layers.filter((n) => ruleOf(n, prepared).kind !== "linear").map((n) => n.name)).toEqual([]);
    expect(
      prepared.nodes.filter((n) => ["BatchNormalization", "Shape", "Identity", "Dropout", "Constant"].includes(n.op)),
    ).toEqual([]);
  });
});
