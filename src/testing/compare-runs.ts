/** @file Runs a model in ONNX Runtime for tests that compare what two graphs compute. Node only. */
import * as ort from "onnxruntime-node";
import { graphOf } from "../core/graph/from-model.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import type { ModelProto } from "../core/onnx/onnx_pb.ts";
import { noise } from "./build-model.ts";

export interface RunResult {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** First output for pseudo-random inputs in (-1, 1); symbolic sizes become `batch`. The graph runs exactly as written. */
export async function runOnNoise(model: ModelProto, batch = 2): Promise<RunResult> {
  const graph = graphOf(model);
  const options = { intraOpNumThreads: 1, graphOptimizationLevel: "disabled" } as const;
  const session = await ort.InferenceSession.create(encodeModel(model), options);
  const feeds = Object.fromEntries(
    graph.inputs.map((name, i) => {
      const dims = (graph.types.get(name)?.dims ?? []).map((d) => (typeof d === "number" ? d : batch));
      const count = dims.reduce((a, b) => a * b, 1);
      return [name, new ort.Tensor("float32", noise(count, i + 1), dims)];
    }),
  );
  const output = (await session.run(feeds))[graph.outputs[0] ?? ""];
  await session.release();
  return { dims: output?.dims ?? [], data: output?.data as Float32Array };
}

/** Largest difference and largest value of two runs, after checking that their shapes agree. */
export async function compareRuns(before: ModelProto, after: ModelProto, batch = 2) {
  const [a, b] = [await runOnNoise(before, batch), await runOnNoise(after, batch)];
  if (String(a.dims) !== String(b.dims)) throw new Error(`shapes differ: [${a.dims.join()}] and [${b.dims.join()}]`);
  let [difference, magnitude] = [0, 0];
  a.data.forEach((x, i) => {
    difference = Math.max(difference, Math.abs(x - (b.data[i] as number)));
    magnitude = Math.max(magnitude, Math.abs(x));
  });
  return { difference, magnitude };
}
