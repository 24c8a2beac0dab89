import { expect, it } from "vitest";
import { referenceKernel } from "../core/calibrate/kernel.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { DEFAULT_RECIPE } from "../core/recipe.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { engineCall } from "../testing/engine-call.ts";
import { colouredImage, redOrBlue, SMALL_PREPROCESS } from "../testing/small-project.ts";
import { createEngine } from "./engine.ts";
import { createStudio } from "./studio.ts";

const job = { signal: new AbortController().signal, progress: () => {} };

it("tells the error that each layer makes at the output for one sample, worst first, and their sum is the sample's own", async () => {
  const deps = { runtime: createNodeRuntime({ threads: 1 }), decode: decodeInNode, kernel: referenceKernel };
  const engine = engineCall(createEngine(deps));
  const studio = createStudio({ engines: { size: 1, at: () => engine }, decode: decodeInNode });
  const model = new Blob([encodeModel(redOrBlue()) as Uint8Array<ArrayBuffer>]);
  const { card } = await studio.openModel({ files: [{ path: "small.onnx", blob: model }] }, job);
  const files = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => ({
      path: `set/${i % 2 ? "red" : "blue"}/${i}.png`,
      blob: await colouredImage(i % 2, i),
    })),
  );
  const set = { files, name: "set" };
  const calibration = (await studio.openData({ ...set, role: "calibration" }, job)).hash;
  const data = (await studio.openData({ ...set, role: "validation" }, job)).hash;
  const preprocess = SMALL_PREPROCESS as Preprocess;
  const inputs = { model: card.hash, calibration, preprocess };
  const of = (sample: string) => studio.sampleLayers({ ...inputs, recipe: DEFAULT_RECIPE, data, sample }, job);
  const layers = await of("blue/0.png");
  expect(layers.map(({ error }) => error)).toEqual(layers.map(({ error }) => error).toSorted((a, b) => b - a));
  expect(layers.map(({ name }) => name)).toContain("look");
  const { variant } = await studio.quantize({ ...inputs, recipe: DEFAULT_RECIPE }, job);
  const request = { validation: data, preprocess };
  const base = await studio.baseline({ model: card.hash, ...request }, job);
  const other = await studio.evaluate({ variant, inputs, recipe: DEFAULT_RECIPE, ...request }, job);
  const [a, b] = [base, other].map(({ results }) => results.find(({ id }) => id === "blue/0.png")?.output ?? []);
  const energy = (values: Iterable<number>) => [...values].reduce((sum, x) => sum + x * x, 0);
  const real = energy(Float64Array.from(a ?? [], (x, i) => x - (b?.[i] ?? 0))) / energy(a ?? []);
  const sum = layers.reduce((total, { error }) => total + error, 0);
  // Errors of layers add up on average over samples; of a single one they may lie on either side, and are of its size.
  expect(sum / real).toBeGreaterThan(0.1);
  expect(sum / real).toBeLessThan(10);
  expect((await of("red/1.png")).map(({ error }) => error)).not.toEqual(layers.map(({ error }) => error));
  await expect(of("gone.png")).rejects.toMatchObject({ code: "runtime/missing-source" });
});
