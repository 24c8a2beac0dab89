/** float16 on real models: what calibration saw decides which nodes stay in FP32, and nothing becomes "not a number". */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createNodeRuntime } from "../../../platform/ort-node.ts";
import { createWasmRuntimeInNode } from "../../../platform/ort-web-node.ts";
import { noise } from "../../../testing/build-model.ts";
import { clipsIn } from "../../../testing/speech.ts";
import { withOutputs } from "../../graph/edit.ts";
import { graphOf } from "../../graph/from-model.ts";
import type { Graph } from "../../graph/graph.ts";
import { inferTypes } from "../../graph/types.ts";
import { modelOf } from "../../graph/to-model.ts";
import { decodeModel } from "../../onnx/decode.ts";
import { encodeModel } from "../../onnx/encode.ts";
import { halfToFloat } from "../../onnx/half.ts";
import { TensorProto_DataType as T } from "../../onnx/onnx_pb.ts";
import { prepareGraph } from "../../prepare/index.ts";
import type { Runtime } from "../../runtime.ts";
import { float32, type Tensor } from "../../tensor.ts";
import { convertHalf } from "./convert.ts";
import type { Range } from "./hazards.ts";
import { floatValues } from "./ops.ts";
import { halfRefusal } from "./refusal.ts";
import { toHalf } from "./to-half.ts";

const MODELS = "../shared/data/models";
const SPEECH = "../shared/data/kws";
const native = createNodeRuntime();

/** Lowest and highest of every float value over some inputs. */
async function rangesOf(graph: Graph, inputs: readonly Tensor[]): Promise<Map<string, Range>> {
  const made = graph.nodes.flatMap((n) => n.outputs).filter((name) => floatValues(graph).has(name));
  const session = await native.load(encodeModel(modelOf(withOutputs(graph, made))), { optimization: "none" });
  const ranges = new Map<string, Range>();
  for (const input of inputs) {
    await session.observe({ [graph.inputs[0] as string]: input }, made, (name, data) => {
      const { lo, hi } = ranges.get(name) ?? { lo: Infinity, hi: -Infinity };
      ranges.set(name, {
        lo: data.reduce((a, x) => Math.min(a, x), lo),
        hi: data.reduce((a, x) => Math.max(a, x), hi),
      });
    });
  }
  await session.release();
  return ranges;
}

/** First outputs, whatever float type the model takes and gives. */
async function answers(runtime: Runtime, graph: Graph, inputs: readonly Tensor[]): Promise<Float32Array[]> {
  const session = await runtime.load(encodeModel(modelOf(graph)));
  const name = graph.inputs[0] as string;
  const isHalf = graph.types.get(name)?.elem === T.FLOAT16;
  const results: Float32Array[] = [];
  for (const input of inputs) {
    const bits = () => convertHalf(input.data as Float32Array, "float16").bits;
    const feed: Tensor = isHalf ? { dtype: "float16", dims: input.dims, data: bits() } : input;
    const { data } = (await session.run({ [name]: feed }))[graph.outputs[0] as string] as Tensor;
    results.push(data instanceof Float32Array ? data : Float32Array.from(data as Uint16Array, halfToFloat));
  }
  await session.release();
  return results;
}

const sizeOf = (graph: Graph) => encodeModel(modelOf(graph)).length;

/** dB */
function sqnr(x: Float32Array, y: Float32Array): number {
  const noise = x.reduce((sum, v, i) => sum + (v - (y[i] as number)) ** 2, 0);
  return 10 * Math.log10(x.reduce((sum, v) => sum + v * v, 0) / noise);
}

const top = (x: Float32Array) => x.indexOf(Math.max(...x));
const agreeing = (a: readonly Float32Array[], b: readonly Float32Array[]) =>
  a.filter((x, i) => top(x) === top(b[i] as Float32Array)).length;

function opened(file: string): Graph {
  return prepareGraph(inferTypes(graphOf(decodeModel(readFileSync(`${MODELS}/${file}`), file))), 13).graph;
}

function refusals(graph: Graph, ranges: ReadonlyMap<string, Range>): Map<string, string> {
  return new Map(
    graph.nodes.flatMap((node) => {
      const reason = halfRefusal(node, graph, (value) => ranges.get(value));
      return reason === null ? [] : [[node.name, reason] as const];
    }),
  );
}

const allBut = (graph: Graph, refused: ReadonlyMap<string, string>) =>
  new Set(graph.nodes.map((n) => n.name).filter((name) => !refused.has(name)));

describe.skipIf(!existsSync(SPEECH))("a transformer with its signal front end in the graph", () => {
  const graph = existsSync(SPEECH) ? opened("kwt1-speech-commands-12.onnx") : undefined;

  test("keeps its logarithm and what leads there in FP32, and answers like FP32 on every clip", async () => {
    if (graph === undefined) throw new Error("no model");
    const refused = refusals(graph, await rangesOf(graph, clipsIn(`${SPEECH}/calibration`).slice(0, 12)));
    expect([...refused.keys()]).toEqual(["MatMul_13", "Max_14", "Reshape_15", "Log_16"]);
    expect(refused.get("Log_16")).toBe(
      "It takes the logarithm of values down to 1e-12; float16 loses digits under 6.1e-5 and ends at 6e-8.",
    );
    const { graph: half, notes } = toHalf(graph, allBut(graph, refused), { type: "float16", keepIo: true });
    expect(half.nodes.filter((n) => n.op === "Cast").length).toBe(4);
    expect(notes[0]).toBe(
      "W183_speech_features_magnitude_rdf_tmel_MatMul: 1883 values too small for float16 became 0.",
    );
    expect(sizeOf(half) / sizeOf(graph)).toBeLessThan(0.53);
    const clips = clipsIn(`${SPEECH}/validation`);
    const float = await answers(native, graph, clips);
    for (const runtime of [native, await createWasmRuntimeInNode()]) {
      const answer = await answers(runtime, half, clips);
      expect(answer.every((logits) => logits.every(Number.isFinite))).toBe(true);
      expect(agreeing(float, answer)).toBe(47);
    }
  });

  test("is not risked where calibration saw nothing, and still answers with numbers", async () => {
    if (graph === undefined) throw new Error("no model");
    const refused = refusals(graph, new Map());
    expect(refused.get("Log_16")).toBe(
      "Log leaves the range of float16 easily, and calibration saw none of its values.",
    );
    const { graph: half } = toHalf(graph, allBut(graph, refused), { type: "float16", keepIo: true });
    const clips = clipsIn(`${SPEECH}/validation`).slice(0, 12);
    const answer = await answers(native, half, clips);
    expect(answer.every((logits) => logits.every(Number.isFinite))).toBe(true);
    expect(agreeing(await answers(native, graph, clips), answer)).toBe(12);
  });
});

describe.skipIf(!existsSync(MODELS))("a classifier in float16", () => {
  for (const file of ["mobilenetv2-7.onnx", "squeezenet1.1-7.onnx"]) {
    for (const keepIo of [true, false]) {
      test(`${file} answers like FP32 with ${keepIo ? "float32" : "float16"} inputs and outputs`, async () => {
        const graph = opened(file);
        const images = [1, 2, 3].map((seed) => float32([1, 3, 224, 224], noise(3 * 224 * 224, seed)));
        const refused = refusals(graph, await rangesOf(graph, images));
        expect([...refused.values()].filter((reason) => !reason.includes("int64"))).toEqual([]);
        const { graph: half } = toHalf(graph, allBut(graph, refused), { type: "float16", keepIo });
        expect(half.nodes.filter((n) => n.op === "Cast").length).toBe(keepIo ? 2 : 0);
        expect(sizeOf(half) / sizeOf(graph)).toBeLessThan(0.51);
        const float = await answers(native, graph, images);
        for (const runtime of [native, await createWasmRuntimeInNode()]) {
          const answer = await answers(runtime, half, images);
          expect(agreeing(float, answer)).toBe(3);
          expect(Math.min(...float.map((x, i) => sqnr(x, answer[i] as Float32Array)))).toBeGreaterThan(40);
        }
      });
    }
  }
});
