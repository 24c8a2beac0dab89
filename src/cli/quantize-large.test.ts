import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeModel } from "../core/onnx/decode.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { attachExternalData, externalFiles, externalTensor } from "../core/onnx/external.ts";
import { withFields } from "../core/onnx/messages.ts";
import { openGraph, prepare, quantize } from "../core/pipeline.ts";
import { DEFAULT_RECIPE, type Recipe } from "../core/recipe.ts";
import { float32 } from "../core/tensor.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { buildModel, floats } from "../testing/build-model.ts";
import { isLarge, quantizeLarge } from "./quantize-large.ts";

const K = 64;
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
const recipe: Recipe = {
  ...DEFAULT_RECIPE,
  scheme: "weight-only",
  weights: { ...DEFAULT_RECIPE.weights, type: "uint4", symmetric: false, granularity: "block" },
};

let folder = "";
let path = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "large-"));
  path = join(folder, "net.onnx");
  const place = { location: "net.data", offset: 8, length: weight.rawData.length };
  const { graph } = net;
  if (graph === undefined) throw new Error("built without a graph");
  const outside = withFields(graph, { initializer: graph.initializer.map((t) => externalTensor(t, place)) });
  await writeFile(path, encodeModel(withFields(net, { graph: outside })));
  await writeFile(join(folder, "net.data"), Buffer.concat([Buffer.alloc(8), weight.rawData]));
});
afterAll(() => rm(folder, { recursive: true }));

const said: string[] = [];
const io = { out: (text: string) => void said.push(text), err: () => {}, interactive: false };

test("a model is large by the size of what lies beside it", async () => {
  expect([await isLarge(path, 16_000), await isLarge(path, 17_000), await isLarge(path)]).toEqual([true, false, false]);
});

test("a file and its weights are written, equal to those made in memory, and run", async () => {
  const out = join(folder, "w4.onnx");
  expect(await quantizeLarge(path, { recipe, out, small: 0 }, io)).toBe(0);
  const written = decodeModel(await readFile(out), "w4");
  expect(externalFiles(written)).toEqual(["w4.onnx.data"]);
  const files = new Map([["w4.onnx.data", new Uint8Array(await readFile(`${out}.data`))]]);
  const whole = encodeModel(attachExternalData(written, files));
  const { bytes } = quantize(prepare(openGraph(encodeModel(net), "net")).graph, new Map(), recipe);
  const feeds = {
    x: float32(
      [1, K],
      Float32Array.from({ length: K }, (_, i) => Math.cos(i)),
    ),
  };
  const answers = await Promise.all(
    [encodeModel(net), bytes, whole].map(async (model) => {
      const session = await createNodeRuntime().load(model);
      const { y } = await session.run(feeds);
      return Array.from((y?.data ?? new Float32Array(0)) as Float32Array);
    }),
  );
  expect(answers[2]).toEqual(answers[1]);
  const [exact = [], , rounded = []] = answers;
  const noise = exact.reduce((sum, x, i) => sum + (x - (rounded[i] ?? 0)) ** 2, 0);
  const signal = exact.reduce((sum, x) => sum + x * x, 0);
  expect(10 * Math.log10(signal / noise)).toBeGreaterThan(15);
  expect(said.join("")).toContain("1 INT4 weights");
});

test("external data that is missing is named", async () => {
  await rm(join(folder, "net.data"));
  await expect(quantizeLarge(path, { recipe, out: join(folder, "none.onnx"), small: 0 }, io)).rejects.toMatchObject({
    code: "model/external-data",
    detail: { location: "net.data" },
  });
});
