import { expect, test } from "vitest";
import { StudioError } from "../core/errors.ts";
import { decodeModel } from "../core/onnx/decode.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { attachExternalData, externalTensor } from "../core/onnx/external.ts";
import { withFields } from "../core/onnx/messages.ts";
import { openGraph, prepare, quantize } from "../core/pipeline.ts";
import { DEFAULT_RECIPE } from "../core/recipe.ts";
import { schemeById, withScheme } from "../core/schemes.ts";
import { crc32 } from "../platform/crc32.ts";
import { buildModel, floats } from "../testing/build-model.ts";
import { createDesk } from "./desk.ts";
import { externalBytes, openLarge } from "./large-model.ts";
import { streamJob } from "./stream.ts";

// Above the megabyte from which weights stay in their file.
const K = 640;
const weight = floats(
  [K, K],
  Array.from({ length: K * K }, (_, i) => Math.sin(i * 0.37) / 4),
);
const net = buildModel({
  inputs: { x: ["N", K] },
  outputs: ["y"],
  nodes: [
    { op: "MatMul", inputs: ["x", "w"], outputs: ["a"], name: "product" },
    { op: "Relu", inputs: ["a"], outputs: ["y"] },
  ],
  constants: { w: weight },
});
const place = { location: "net.data", offset: 0, length: weight.rawData.length };
const graph = net.graph as NonNullable<typeof net.graph>;
const outside = withFields(graph, { initializer: graph.initializer.map((t) => externalTensor(t, place)) });
const written = withFields(net, { graph: outside });
const bytes = encodeModel(written) as Uint8Array<ArrayBuffer>;
const files = [
  { path: "nets/net.onnx", blob: new Blob([bytes]) },
  { path: "nets/net.data", blob: new Blob([weight.rawData as Uint8Array<ArrayBuffer>]) },
];
const recipe = withScheme(DEFAULT_RECIPE, schemeById("w4") as NonNullable<ReturnType<typeof schemeById>>);
const job = { signal: new AbortController().signal, progress: () => {} };

function desk() {
  const engines = { size: 1, at: () => () => Promise.reject(new Error("nothing may run")) };
  return createDesk({ engines: engines as never, decode: () => Promise.reject(new Error("nothing to decode")) });
}

test("its card tells all but the weights, which stay where they are", async () => {
  expect(externalBytes(written, files)).toBe(weight.rawData.length);
  const { card, large } = await openLarge(written, bytes, files);
  expect(large).toBe(true);
  expect([card.file, card.bytes, card.parameters]).toEqual(["net.onnx", bytes.length + weight.rawData.length, K * K]);
  expect(card.predictedBytes.int4).toBeLessThan(card.bytes / 6);
});

test("a data file that is missing is named when the model is opened", async () => {
  const error = await openLarge(written, bytes, files.slice(0, 1)).catch((e: unknown) => e);
  expect((error as StudioError).code).toBe("model/external-data");
  expect((error as StudioError).message).toContain("net.data");
});

test("is made weight by weight, with the weights that would be made in memory", async () => {
  const open = desk();
  open.large.put("key", { file: "net.onnx", files });
  const made = await streamJob(open, { model: "key", recipe, name: "net.w4.onnx" }, job);
  const data = new Uint8Array(await made.data.arrayBuffer());
  const onnx = decodeModel(new Uint8Array(await made.onnx.arrayBuffer()), "net.w4.onnx");
  const whole = attachExternalData(onnx, new Map([[made.dataName, data]]));
  const inMemory = quantize(prepare(openGraph(encodeModel(net), "net")).graph, new Map(), recipe);
  const weights = (model: ReturnType<typeof decodeModel>) =>
    new Map(model.graph?.initializer.map(({ name, rawData }) => [name, crc32(rawData)]));
  expect(weights(whole)).toEqual(weights(decodeModel(inMemory.bytes, "memory")));
  expect(made.layers.map(({ name, precision }) => [name, precision])).toContainEqual(["product", "W4"]);
});

test("a model that was closed asks to be opened again", async () => {
  const error = await streamJob(desk(), { model: "gone", recipe, name: "net.w4.onnx" }, job).catch((e: unknown) => e);
  expect((error as StudioError).code).toBe("runtime/missing-source");
});
