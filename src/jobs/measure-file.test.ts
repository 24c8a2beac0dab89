import { beforeAll, describe, expect, it } from "vitest";
import { referenceKernel } from "../core/calibrate/kernel.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { DEFAULT_RECIPE } from "../core/recipe.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { buildModel, floats, noise } from "../testing/build-model.ts";
import { colouredImage, redOrBlue, SMALL_PREPROCESS } from "../testing/small-project.ts";
import { createEngine } from "./engine.ts";

import type { Job } from "./evaluate.ts";
import type { SourceFile } from "./protocol.ts";
import { createStudio, type StudioJobs } from "./studio.ts";
import { engineCall } from "../testing/engine-call.ts";

const job: Job<unknown> = { signal: new AbortController().signal, progress: () => {} };
const preprocess = SMALL_PREPROCESS as Preprocess;

function newStudio(): StudioJobs {
  const deps = { runtime: createNodeRuntime({ threads: 1 }), decode: decodeInNode, kernel: referenceKernel };
  const engine = createEngine(deps);
  const call = engineCall(engine);
  return createStudio({ engines: { size: 1, at: () => call }, decode: decodeInNode });
}

const fileOf = (path: string, model: ReturnType<typeof redOrBlue>): SourceFile => ({
  path,
  blob: new Blob([encodeModel(model) as Uint8Array<ArrayBuffer>]),
});

let images: readonly SourceFile[];
beforeAll(async () => {
  const image = async (i: number) => ({
    path: `val/${i % 2 === 1 ? "red" : "blue"}/${i}.png`,
    blob: await colouredImage(i % 2, 100 + i),
  });
  images = await Promise.all(Array.from({ length: 8 }, (_, i) => image(i)));
});

async function opened() {
  const studio = newStudio();
  const { card } = await studio.openModel({ files: [fileOf("small.onnx", redOrBlue())] }, job as never);
  const set = await studio.openData({ files: images, name: "val", role: "validation" }, job as never);
  return { studio, shared: { model: card.hash, validation: set.hash, preprocess } };
}

/** A model of two classes with these input and output sizes. */
function other(channels: number, classes: number) {
  return buildModel({
    inputs: { x: ["N", channels, 8, 8] },
    outputs: { y: ["N", classes] },
    nodes: [
      { op: "GlobalAveragePool", name: "mean", inputs: ["x"], outputs: ["m"] },
      { op: "Flatten", name: "flat", inputs: ["m"], outputs: ["f"] },
      { op: "Gemm", name: "decide", inputs: ["f", "g"], outputs: ["y"] },
    ],
    constants: { g: floats([channels, classes], noise(channels * classes, 3)) },
  });
}

describe("measuring a file", () => {
  it("gives a quantized file the answers it had as a variant, with its scheme", async () => {
    const { studio, shared } = await opened();
    const inputs = { model: shared.model, calibration: "random", preprocess };
    const request = { inputs, recipe: DEFAULT_RECIPE, preprocess, validation: shared.validation };
    const { variant } = await studio.quantize({ ...inputs, recipe: DEFAULT_RECIPE }, job as never);
    const measured = await studio.evaluate({ ...request, variant }, job as never);
    const exported = { ...request, variant, base: null, measured: null, comparison: null, validation: null };
    const { onnx } = await studio.export(exported, job as never);
    const file = await studio.measureFile({ ...shared, files: [{ path: "q.onnx", blob: onnx }] }, job as never);
    expect(file).toMatchObject({ file: "q.onnx", bytes: onnx.size });
    expect(file.scheme).toBe("Static QDQ, uint8 activations, int8 weights per channel");
    expect(file.evaluation.results).toEqual(measured.results);
  });

  it("takes any model with the same inputs and outputs, quantized or not", async () => {
    const { studio, shared } = await opened();
    const file = await studio.measureFile({ ...shared, files: [fileOf("float.onnx", other(3, 2))] }, job as never);
    expect([file.scheme, file.lint]).toEqual([null, []]);
    expect(file.evaluation.results).toHaveLength(8);
  });

  it("refuses other inputs or outputs before anything is run, and says which", async () => {
    const { studio, shared } = await opened();
    const measure = (file: SourceFile) => studio.measureFile({ ...shared, files: [file] }, job as never);
    await expect(measure(fileOf("grey.onnx", other(1, 2)))).rejects.toMatchObject({
      code: "compare/inputs",
      detail: { file: "grey.onnx", have: "x: float32 [N, 1, 8, 8]", want: "x: float32 [N, 3, 8, 8]" },
    });
    await expect(measure(fileOf("five.onnx", other(3, 5)))).rejects.toMatchObject({ code: "compare/outputs" });
    await expect(measure({ path: "no.onnx", blob: new Blob(["no"]) })).rejects.toMatchObject({
      code: "model/not-onnx",
    });
  });
});
