import { describe, expect, test } from "vitest";
import { StudioError } from "../errors.ts";
import { externalTensor, type Place } from "../onnx/external.ts";
import { decodeModel } from "../onnx/decode.ts";
import { encodeModel } from "../onnx/encode.ts";
import { withFields } from "../onnx/messages.ts";
import type { ModelProto } from "../onnx/onnx_pb.ts";
import { isExternal } from "../onnx/tensor-data.ts";
import { attachExternalData } from "../onnx/external.ts";
import { openGraph, prepare, quantize } from "../pipeline.ts";
import { DEFAULT_RECIPE, type Recipe } from "../recipe.ts";
import type { JobContext } from "../runtime.ts";
import { buildModel, floats } from "../../testing/build-model.ts";
import { quantizeStreamed } from "./quantize-streamed.ts";
import { createWriter } from "./store.ts";
import type { StreamProgress } from "./stream-weights.ts";

const wave = (length: number, seed: number) =>
  Array.from({ length }, (_, i) => Math.sin(i * 0.7 + seed) * Math.exp(Math.cos(i * 0.013 * seed)));

/** An embedding, two products of which the first weight is used twice, a Conv-free tail, and a bias that stays. */
function net(): ModelProto {
  return buildModel({
    inputs: { x: [2, 64] },
    outputs: ["y"],
    nodes: [
      { op: "MatMul", inputs: ["x", "w"], outputs: ["a"], name: "first" },
      { op: "Relu", inputs: ["a"], outputs: ["r"] },
      { op: "MatMul", inputs: ["r", "w"], outputs: ["b"], name: "again" },
      { op: "Mul", inputs: ["b", "plain"], outputs: ["c"] },
      { op: "Gemm", inputs: ["c", "v", "bias"], outputs: ["y"], name: "last", attrs: { transB: 1 } },
    ],
    constants: {
      w: floats([64, 64], wave(4096, 1)),
      plain: floats([2, 64], wave(128, 2)),
      v: floats([32, 64], wave(2048, 3)),
      bias: floats([32], wave(32, 4)),
    },
  });
}

/** The same model with every constant in one file of external data, each at an odd place. */
function outside(model: ModelProto): { readonly bytes: Uint8Array; readonly data: Uint8Array } {
  const { graph } = model;
  if (graph === undefined) throw new Error("built without a graph");
  const pieces: number[] = [7];
  const initializer = graph.initializer.map((t) => {
    const place = { location: "net.data", offset: pieces.length, length: t.rawData.length };
    pieces.push(...t.rawData, 9);
    return externalTensor(t, place);
  });
  const bytes = encodeModel(withFields(model, { graph: withFields(graph, { initializer }) }));
  return { bytes, data: Uint8Array.from(pieces) };
}

function sinkOf() {
  const written: number[] = [];
  const sink = { location: "out.data", write: async (bytes: Uint8Array) => void written.push(...bytes) };
  return { sink, bytes: () => Uint8Array.from(written) };
}

const QUIET: JobContext<StreamProgress> = { signal: new AbortController().signal, progress: () => {} };
const breathe = async () => {};

async function stream(recipe: Recipe, job = QUIET, small = 0) {
  const { bytes, data } = outside(net());
  const reads: Place[] = [];
  const source = {
    read: async (place: Place) => {
      reads.push(place);
      return data.slice(place.offset, place.offset + place.length);
    },
  };
  const out = sinkOf();
  const result = await quantizeStreamed({ bytes, file: "net", recipe, source, sink: out.sink, breathe, small }, job);
  return { ...result, reads, data: out.bytes() };
}

const weightOnly = (weights: Partial<Recipe["weights"]>): Recipe => ({
  ...DEFAULT_RECIPE,
  scheme: "weight-only",
  weights: { ...DEFAULT_RECIPE.weights, granularity: "block", ...weights },
});

function constantsOf(model: ModelProto) {
  return new Map(model.graph?.initializer.map((t) => [t.name, [...t.rawData]]));
}

describe("weights that are streamed", () => {
  const cases: [string, Recipe][] = [
    ["INT4 operators", weightOnly({ type: "int4" })],
    ["INT8 operators with zero points", weightOnly({ type: "uint8", symmetric: false })],
    ["INT8 with DequantizeLinear", weightOnly({ type: "int8", form: "qdq", granularity: "per-channel" })],
    ["INT4 refined", weightOnly({ type: "int4", rounding: "hqq" })],
  ];
  test.each(cases)("have the bytes that they have in memory: %s", async (_title, recipe) => {
    const inMemory = quantize(prepare(openGraph(encodeModel(net()), "net")).graph, new Map(), recipe);
    const streamed = await stream(recipe);
    const written = decodeModel(streamed.bytes, "out");
    const files = new Map([["out.data", streamed.data]]);
    const whole = attachExternalData(written, files);
    expect(constantsOf(whole)).toEqual(constantsOf(decodeModel(inMemory.bytes, "whole")));
    expect(whole.graph?.node.map((n) => [n.opType, n.input, n.output])).toEqual(
      decodeModel(inMemory.bytes, "whole").graph?.node.map((n) => [n.opType, n.input, n.output]),
    );
    expect(streamed.layers.map(({ name, precision, bytes }) => [name, precision, bytes])).toEqual(
      inMemory.layers.map(({ name, precision, bytes }) => [name, precision, bytes]),
    );
  });

  test("are read once each, and only what is large stays outside", async () => {
    const { bytes, reads } = await stream(weightOnly({ type: "int4" }), QUIET, 256);
    expect(reads.map(({ length }) => length).sort((a, b) => b - a)).toEqual([16384, 8192, 512, 128]);
    const external = decodeModel(bytes, "out")
      .graph?.initializer.filter(isExternal)
      .map((t) => t.name);
    expect(external).toEqual(expect.arrayContaining(["w_Q4", "v_Q4", "plain"]));
    expect(external).not.toContain("w");
  });

  test("report every layer and hear Stop between two", async () => {
    const seen: number[] = [];
    const stop = new AbortController();
    const progress = ({ done }: { done: number }) => {
      seen.push(done);
      if (done === 2) stop.abort();
    };
    await expect(stream(weightOnly({ type: "int4" }), { signal: stop.signal, progress })).rejects.toMatchObject({
      name: "AbortError",
    });
    expect(seen).toEqual([0, 2]);
  });

  test("are refused for schemes that would run the model", async () => {
    const error = await stream(DEFAULT_RECIPE).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(StudioError);
    expect((error as StudioError).code).toBe("recipe/unsupported");
  });
});

describe("createWriter", () => {
  test("begins tensors at multiples of 64 bytes, large ones at pages", async () => {
    const { sink, bytes } = sinkOf();
    const writer = createWriter(sink);
    expect(await writer.append(3, [Uint8Array.of(1, 2), Uint8Array.of(3)])).toEqual({
      location: "out.data",
      offset: 0,
      length: 3,
    });
    expect((await writer.append(1, [Uint8Array.of(4)])).offset).toBe(64);
    expect([...bytes().subarray(0, 4), bytes()[64], bytes().length]).toEqual([1, 2, 3, 0, 4, 65]);
    expect((await writer.append(1 << 20, [new Uint8Array(1 << 10)])).offset).toBe(4096);
  });
});
