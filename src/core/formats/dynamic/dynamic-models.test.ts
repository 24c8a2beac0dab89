/** Dynamic INT8 on a real transformer. Its signal front end, whose logarithm needs small values, stays in float. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../../platform/ort-node.ts";
import { createWasmRuntimeInNode } from "../../../platform/ort-web-node.ts";
import { clipsIn } from "../../../testing/speech.ts";
import { graphOf } from "../../graph/from-model.ts";
import type { Graph } from "../../graph/graph.ts";
import { modelOf } from "../../graph/to-model.ts";
import { inferTypes } from "../../graph/types.ts";
import { decodeModel } from "../../onnx/decode.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { prepareGraph } from "../../prepare/index.ts";
import type { Runtime } from "../../runtime.ts";
import type { Tensor } from "../../tensor.ts";
import { dynamicRefusal } from "./refusal.ts";
import { toDynamic } from "./to-dynamic.ts";

const FILE = "../shared/data/models/kwt1-speech-commands-12.onnx";
const SPEECH = "../shared/data/kws/validation";

async function classes(runtime: Runtime, graph: Graph, clips: readonly Tensor[]): Promise<number[]> {
  const session = await runtime.load(encodeModel(modelOf(graph)));
  const found: number[] = [];
  for (const clip of clips) {
    const logits = (await session.run({ audio: clip }))[graph.outputs[0] as string]?.data as Float32Array;
    expect(logits.every(Number.isFinite)).toBe(true);
    found.push(logits.indexOf(Math.max(...logits)));
  }
  await session.release();
  return found;
}

const agreeing = (a: readonly number[], b: readonly number[]) => a.filter((x, i) => x === b[i]).length;

describe.skipIf(!existsSync(FILE) || !existsSync(SPEECH))("a transformer in dynamic INT8", () => {
  test("agrees with FP32 on every clip while its front end stays in float", async () => {
    const graph = prepareGraph(inferTypes(graphOf(decodeModel(readFileSync(FILE), FILE))), 13).graph;
    const takes = graph.nodes.filter((n) => dynamicRefusal(n, graph) === null).map((n) => n.name);
    expect(takes.length).toBe(78);
    // Two of the Fourier transform, the mel filters and the cosine transform.
    expect(takes.slice(0, 4)).toEqual(["MatMul_6", "MatMul_9", "MatMul_13", "MatMul_18"]);
    const weights = { type: "uint8", granularity: "per-channel", symmetric: true, reduceRange: false } as const;
    const { graph: dynamic } = toDynamic(graph, new Set(takes.slice(4)), { weights });
    const clips = clipsIn(SPEECH);
    const float = await classes(createNodeRuntime(), graph, clips);
    for (const runtime of [createNodeRuntime(), await createWasmRuntimeInNode()])
      expect(agreeing(float, await classes(runtime, dynamic, clips))).toBe(47);
  });
});
