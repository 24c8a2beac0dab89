import { beforeAll, describe, expect, it } from "vitest";
import { referenceKernel } from "../core/calibrate/kernel.ts";
import { valueInfo } from "../core/graph/value-info.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { withFields } from "../core/onnx/messages.ts";
import { TensorProto_DataType as T } from "../core/onnx/onnx_pb.ts";
import { DEFAULT_RECIPE } from "../core/recipe.ts";
import type { Tensor } from "../core/tensor.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { writeArrays } from "../platform/npz.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { createWasmRuntimeInNode } from "../platform/ort-web-node.ts";
import { createWasmKernel } from "../platform/kernel.ts";
import type { WebRuntime } from "../platform/ort-web.ts";
import { buildModel, floats, ints, type ModelSpec, noise } from "../testing/build-model.ts";
import { createEngine } from "./engine.ts";
import type { EnginePool } from "./engines.ts";
import type { Job } from "./evaluate.ts";
import type { SourceFile } from "./protocol.ts";
import { createStudio, type StudioJobs } from "./studio.ts";
import { engineCall } from "../testing/engine-call.ts";

const job: Job<unknown> = { signal: new AbortController().signal, progress: () => {} };

let web: WebRuntime;
beforeAll(async () => {
  web = await createWasmRuntimeInNode();
});

function poolOf(name: "web" | "native"): EnginePool {
  const parts =
    name === "web"
      ? { runtime: web, kernel: createWasmKernel(web.heap) }
      : { runtime: createNodeRuntime({ threads: 1 }), kernel: referenceKernel };
  const engine = createEngine({ ...parts, decode: decodeInNode });
  const call = engineCall(engine);
  return { size: 1, at: () => call };
}

type Elem = Readonly<Record<string, number>>;

/** The file of a model whose inputs have these element types; float32 where none is given. */
function fileOf(spec: ModelSpec, elem: Elem = {}): SourceFile {
  const model = buildModel(spec);
  const input = (model.graph?.input ?? []).map((info) =>
    info.name in elem ? valueInfo(info.name, { elem: elem[info.name] ?? 1, dims: spec.inputs[info.name] ?? [] }) : info,
  );
  const graph = withFields(model.graph as NonNullable<typeof model.graph>, { input });
  return { path: "m.onnx", blob: new Blob([encodeModel(withFields(model, { graph })) as Uint8Array<ArrayBuffer>]) };
}

async function opened(file: SourceFile, name: "web" | "native" = "web") {
  const studio = createStudio({ engines: poolOf(name), decode: decodeInNode });
  const { card, guess, kind } = await studio.openModel({ files: [file] }, job as never);
  return { studio, card, guess, kind };
}

async function withData(studio: StudioJobs, files: readonly SourceFile[]) {
  const calibration = await studio.openData({ files, name: "set", role: "calibration" }, job as never);
  return calibration.hash;
}

const TWO_INPUTS: ModelSpec = {
  inputs: { left: ["N", 6], right: ["N", 4] },
  outputs: { y: ["N", 3], z: ["N", 3] },
  nodes: [
    { op: "MatMul", name: "l", inputs: ["left", "wl"], outputs: ["a"] },
    { op: "MatMul", name: "r", inputs: ["right", "wr"], outputs: ["b"] },
    { op: "Add", name: "sum", inputs: ["a", "b"], outputs: ["y"] },
    { op: "Mul", name: "product", inputs: ["a", "b"], outputs: ["z"] },
  ],
  constants: { wl: floats([6, 3], noise(18, 1)), wr: floats([4, 3], noise(12, 2)) },
};

async function pairs(count: number): Promise<readonly SourceFile[]> {
  const sample = (i: number): Record<string, Tensor> => ({
    left: { dtype: "float32", dims: [6], data: noise(6, 10 + i) },
    right: { dtype: "float64", dims: [1, 4], data: Float64Array.from(noise(4, 50 + i)) },
  });
  return Promise.all(
    Array.from({ length: count }, async (_, i) => ({ path: `${i}.npz`, blob: await writeArrays(sample(i)) })),
  );
}

describe("a model with two inputs", () => {
  it("is run, quantized and exported on .npz files", async () => {
    const { studio, card, guess, kind } = await opened(fileOf(TWO_INPUTS));
    expect([kind, card.inputs.map(({ name }) => name)]).toEqual(["tensor", ["left", "right"]]);
    const data = await withData(studio, await pairs(5));
    const inputs = { model: card.hash, calibration: data, preprocess: guess };
    const base = await studio.baseline({ model: card.hash, validation: data, preprocess: guess }, job as never);
    const [left, right, wl, wr] = [noise(6, 10), noise(4, 50), noise(18, 1), noise(12, 2)];
    const dot = (x: Float32Array, w: Float32Array, column: number) =>
      x.reduce((sum, value, row) => sum + value * (w[3 * row + column] as number), 0);
    const wanted = [0, 1, 2].map((c) => dot(left, wl, c) + dot(right, wr, c));
    base.results[0]?.output.forEach((y, c) => expect(y).toBeCloseTo(wanted[c] as number, 5));
    expect((await studio.prepare(inputs, job as never)).samples).toBe(4);
    const { variant } = await studio.quantize({ ...inputs, recipe: DEFAULT_RECIPE }, job as never);
    const none = { validation: null, base: null, measured: null, comparison: null };
    const { check } = await studio.export({ ...none, variant, inputs, recipe: DEFAULT_RECIPE }, job as never);
    expect(check).toMatchObject({ samples: 5, difference: 0 });
  });

  it("names the inputs that a sample lacks, and those of another shape", async () => {
    const { studio, card, guess } = await opened(fileOf(TWO_INPUTS));
    const measure = async (arrays: Record<string, Tensor>) => {
      const data = await withData(studio, [{ path: "a.npz", blob: await writeArrays(arrays) }]);
      return studio.baseline({ model: card.hash, validation: data, preprocess: guess }, job as never);
    };
    const left: Tensor = { dtype: "float32", dims: [1, 6], data: new Float32Array(6) };
    await expect(measure({ left })).rejects.toMatchObject({
      code: "data/inputs",
      detail: { missing: "right", inputs: "left [N, 6], right [N, 4]" },
    });
    await expect(measure({ left, right: left })).rejects.toMatchObject({
      code: "data/shape",
      detail: { input: "right", have: "[1, 6]", want: "float32 [N, 4]" },
    });
  });

  it("refuses images and sounds by name", async () => {
    const { studio, card, guess } = await opened(fileOf(TWO_INPUTS));
    const data = await withData(studio, [{ path: "a.png", blob: new Blob(["no matter"]) }]);
    const run = studio.baseline({ model: card.hash, validation: data, preprocess: guess }, job as never);
    await expect(run).rejects.toMatchObject({
      code: "data/kind",
      text: { what: "a.png is an image, the model takes a tensor." },
    });
  });
});

const EMBEDDING: ModelSpec = {
  inputs: { input_ids: ["batch", "length"], attention_mask: ["batch", "length"] },
  outputs: { y: ["batch", 5] },
  nodes: [
    { op: "Gather", name: "look", inputs: ["table", "input_ids"], outputs: ["e"] },
    { op: "Cast", name: "cast", inputs: ["attention_mask"], outputs: ["m"], attrs: { to: 1 } },
    { op: "Unsqueeze", name: "wide", inputs: ["m", "last"], outputs: ["w"] },
    { op: "Mul", name: "hide", inputs: ["e", "w"], outputs: ["h"] },
    { op: "ReduceMean", name: "mean", inputs: ["h"], outputs: ["p"], attrs: { axes: [1], keepdims: 0 } },
    { op: "MatMul", name: "decide", inputs: ["p", "head"], outputs: ["y"] },
  ],
  constants: {
    table: floats([40, 8], noise(320, 3)),
    head: floats([8, 5], noise(40, 4)),
    last: ints([2]),
  },
};

describe("integers", () => {
  it("a model of token ids is calibrated without data, inside its table", async () => {
    const { studio, card, guess } = await opened(fileOf(EMBEDDING, { input_ids: T.INT64, attention_mask: T.INT64 }));
    const inputs = { model: card.hash, calibration: "random", preprocess: guess };
    expect(await studio.calibrate(inputs, job as never)).toMatchObject({ samples: 32, skipped: [] });
    const { notes } = await studio.quantize({ ...inputs, recipe: DEFAULT_RECIPE }, job as never);
    expect(notes[0]).toContain("Calibrated without data");
  });
});

describe("random data", () => {
  const runs = async (spec: ModelSpec, elem: Elem = {}) => {
    const { studio, card, guess } = await opened(fileOf(spec, elem), "native");
    const request = { model: card.hash, validation: "random", preprocess: guess };
    return (await studio.baseline(request, job as never)).results;
  };

  it.each<[string, ModelSpec, Elem, number]>([
    ["rank 1", { inputs: { x: [7] }, outputs: ["y"], nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] }, {}, 7],
    [
      "rank 5",
      { inputs: { x: [1, 2, 3, 2, 2] }, outputs: ["y"], nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] },
      {},
      24,
    ],
    [
      "a zero dimension",
      { inputs: { x: [0, 4] }, outputs: ["y"], nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] },
      {},
      0,
    ],
    [
      "halves",
      {
        inputs: { x: [2, 3] },
        outputs: ["y"],
        nodes: [{ op: "Cast", inputs: ["x"], outputs: ["y"], attrs: { to: 1 } }],
      },
      { x: T.FLOAT16 },
      6,
    ],
    [
      "booleans",
      { inputs: { x: [5] }, outputs: ["y"], nodes: [{ op: "Cast", inputs: ["x"], outputs: ["y"], attrs: { to: 1 } }] },
      { x: T.BOOL },
      5,
    ],
  ])("fits %s", async (_, spec, elem, length) => {
    const results = await runs(spec, elem);
    expect([results.length, results[0]?.output.length]).toEqual([32, length]);
  });

  it("tries sizes until the model runs", async () => {
    const results = await runs({
      inputs: { x: ["N", "T"] },
      outputs: ["y"],
      nodes: [{ op: "MatMul", inputs: ["x", "w"], outputs: ["y"] }],
      constants: { w: floats([64, 2], noise(128, 1)) },
    });
    expect(results[0]?.output.length).toBe(2);
  });
});
