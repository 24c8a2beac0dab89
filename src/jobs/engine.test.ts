import { create, toBinary } from "@bufbuild/protobuf";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { referenceKernel } from "../core/calibrate/kernel.ts";
import type { CalibrationStats } from "../core/calibrate/stats.ts";
import { StudioError } from "../core/errors.ts";
import { ModelProtoSchema } from "../core/onnx/onnx_pb.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { presetFor } from "../core/samples/presets.ts";
import { assembleDataset } from "../core/samples/assemble.ts";
import { decodeError, type Decode } from "../platform/decode.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { readEntries } from "../platform/files-node.ts";
import { createWasmKernel } from "../platform/kernel.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { createWasmRuntimeInNode } from "../platform/ort-web-node.ts";
import type { WebRuntime } from "../platform/ort-web.ts";
import { imageInputs } from "../testing/model-inputs.ts";
import { createEngine, type Engine } from "./engine.ts";
import type { EngineSample, IndexedResult, RunRequest } from "./engine-protocol.ts";

const FLOAT = 1;

/** x [batch, 3, 1, 2] -> y [batch, 6] = x flattened, r = relu(x), s = sum over everything, l = log(x). */
function model(batch: number | "N"): Blob {
  const value = (name: string, dims: readonly (number | string)[]) => {
    const dim = dims.map((n) => ({
      value:
        typeof n === "number"
          ? { case: "dimValue" as const, value: BigInt(n) }
          : { case: "dimParam" as const, value: n },
    }));
    return { name, type: { value: { case: "tensorType" as const, value: { elemType: FLOAT, shape: { dim } } } } };
  };
  const node = (opType: string, output: string, attribute: { name: string; i: bigint; type: number }[] = []) => {
    return { opType, input: ["x"], output: [output], attribute };
  };
  const message = create(ModelProtoSchema, {
    irVersion: 7n,
    opsetImport: [{ domain: "", version: 13n }],
    graph: {
      name: "engine-test",
      node: [
        node("Flatten", "y"),
        node("Relu", "r"),
        node("ReduceSum", "s", [{ name: "keepdims", i: 0n, type: 2 }]),
        node("Log", "l"),
      ],
      input: [value("x", [batch, 3, 1, 2])],
      output: [value("y", [batch, 6]), value("r", [batch, 3, 1, 2]), value("s", []), value("l", [batch, 3, 1, 2])],
    },
  });
  return new Blob([toBinary(ModelProtoSchema, message) as Uint8Array<ArrayBuffer>]);
}

const PREPROCESS: Preprocess = {
  resize: { mode: "none" },
  width: 2,
  height: 1,
  channels: "RGB",
  layout: "NCHW",
  scale: 1,
  mean: [100, 100, 100],
  std: [1, 1, 1],
};

/** The blob holds the six bytes of a 2 x 1 image as text; "broken" does not decode. */
const decodeText: Decode = async (blob, file) => {
  const text = await blob.text();
  if (text === "broken") throw decodeError(file, "no pixels");
  const data = Uint8Array.from(text.split(" "), Number);
  return { width: data.length / 3, height: 1, data };
};

const PICTURES = ["110 120 130 140 150 160", "90 1 2 3 4 250", "101 101 101 101 101 101"];

function samplesOf(texts: readonly string[]): EngineSample[] {
  return texts.map((text, index) => ({ index, id: `${index}.png`, blob: new Blob([text]), label: index % 2 }));
}

function request(batch: number | null, texts: readonly string[] = PICTURES): RunRequest {
  return { model: "m", inputs: imageInputs(batch, 1, 2), data: "d", samples: samplesOf(texts), preprocess: PREPROCESS };
}

function stop(): { signal: AbortSignal; progress: () => void } {
  return { signal: new AbortController().signal, progress: () => undefined };
}

async function evaluated(engine: Engine, run: RunRequest, output = "y") {
  const results: IndexedResult[] = [];
  const progress = (value: { results: readonly IndexedResult[] }) => results.push(...value.results);
  const { skipped } = await engine.evaluate({ ...run, output }, { ...stop(), progress });
  return { results, skipped };
}

async function collected(engine: Engine, run: RunRequest, taps = ["r", "y"]): Promise<CalibrationStats> {
  return (await engine.collect({ ...run, passes: [taps] }, stop())).stats;
}

async function opened(batch: number | "N", decode: Decode = decodeText): Promise<Engine> {
  const engine = createEngine({ runtime: web, decode, kernel: createWasmKernel(web.heap) });
  await engine.load({ key: "m", bytes: model(batch), file: "m.onnx" }, stop() as never);
  return engine;
}

async function refusal(work: Promise<unknown>): Promise<StudioError> {
  const error = await work.catch((e: unknown) => e);
  if (error instanceof StudioError) return error;
  throw new Error(`expected a StudioError, got ${String(error)}`);
}

let web: WebRuntime;
beforeAll(async () => {
  web = await createWasmRuntimeInNode();
});

describe("loading", () => {
  test("names the file that is refused", async () => {
    const engine = createEngine({ runtime: web, decode: decodeText, kernel: referenceKernel });
    const load = engine.load({ key: "m", bytes: new Blob(["text"]), file: "cat.onnx" }, stop() as never);
    expect((await refusal(load)).text.what).toBe("ONNX Runtime could not load cat.onnx.");
  });

  test("a model that is not loaded, or was released, is a missing source", async () => {
    const engine = await opened("N");
    await engine.release({ key: "m" }, stop() as never);
    const error = await refusal(evaluated(engine, request(null)));
    expect([error.code, error.text.what]).toEqual(["runtime/missing-source", "The model was no longer in the worker."]);
  });
});

describe("evaluating", () => {
  test("answers with the raw output, the best classes and their softmax", async () => {
    const { results } = await evaluated(await opened("N"), request(null));
    expect(results.map(({ index }) => index)).toEqual([0, 1, 2]);
    const [first] = results;
    expect(first?.result.id).toBe("0.png");
    expect(first?.result.label).toBe(0);
    expect([...(first?.result.output ?? [])]).toEqual([10, 40, 20, 50, 30, 60]);
    expect(first?.result.top).toEqual([5, 3, 1, 4, 2]);
    expect(first?.result.confidence[0]).toBeCloseTo(1 / (1 + Math.exp(-10) + Math.exp(-20)), 9);
  });

  test.each([2, 3, 4])("a fixed batch of %i gives the same answers, the short one included", async (batch) => {
    const single = await evaluated(await opened("N"), request(null));
    expect(await evaluated(await opened(batch), request(batch))).toEqual(single);
  });

  test.each([null, 2])("an image that does not decode is left out and named (batch %s)", async (batch) => {
    const texts = ["broken", PICTURES[0] ?? "", "broken", PICTURES[1] ?? "", PICTURES[2] ?? "", "broken"];
    const { results, skipped } = await evaluated(await opened(batch ?? "N"), request(batch, texts));
    expect(results.map(({ index }) => index)).toEqual([1, 3, 4]);
    expect(skipped).toEqual(["0.png", "2.png", "5.png"].map((id) => ({ id, reason: "does not decode: no pixels" })));
  });

  test("a value that is not a number names the image and the output", async () => {
    const error = await refusal(evaluated(await opened("N"), request(null), "l"));
    expect([error.code, error.detail["file"], error.detail["output"]]).toEqual(["baseline/nan", "1.png", "l"]);
  });

  test("an image of another size is left out by name, and the others go on", async () => {
    const { results, skipped } = await evaluated(await opened("N"), request(null, ["1 2 3", PICTURES[0] ?? ""]));
    expect(results.map(({ index }) => index)).toEqual([1]);
    expect(skipped).toMatchObject([
      {
        id: "0.png",
        reason: expect.stringMatching(/^is 1 × 1, the model takes 2 × 1/) as string,
        error: { code: "data/size" },
      },
    ]);
  });

  test("a model that takes another shape is a failed run and names the image", async () => {
    const error = await refusal(evaluated(await opened(2), request(null)));
    expect([error.code, error.detail["file"]]).toEqual(["runtime/run", "0.png"]);
  });

  test("an image is decoded once per data set and size, whatever the mean", async () => {
    let decoded = 0;
    const engine = await opened("N", (blob, file) => (decoded++, decodeText(blob, file)));
    await evaluated(engine, request(null));
    await evaluated(engine, { ...request(null), preprocess: { ...PREPROCESS, mean: [0, 0, 0] } });
    expect(decoded).toBe(3);
    await evaluated(engine, { ...request(null), data: "another" });
    expect(decoded).toBe(6);
  });

  test("Stop is heard between images", async () => {
    const engine = await opened("N");
    const controller = new AbortController();
    let seen = 0;
    const progress = () => {
      seen++;
      setTimeout(() => controller.abort());
    };
    const many = Array.from({ length: 500 }, () => PICTURES[0] ?? "");
    const run = engine.evaluate({ ...request(null, many), output: "y" }, { signal: controller.signal, progress });
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    expect(seen).toBeLessThan(500);
  });
});

describe("collecting", () => {
  test("finds each value's extremes and the images they come from", async () => {
    const stats = await collected(await opened("N"), request(null));
    expect(stats.get("y")).toMatchObject({ count: 18, samples: 3, min: -99, max: 150, minSample: 1, maxSample: 1 });
    expect(stats.get("r")).toMatchObject({ count: 18, samples: 3, min: 0, max: 150 });
  });

  test.each([2, 3, 4])("a fixed batch of %i gives the statistics of single images", async (batch) => {
    expect(await collected(await opened(batch), request(batch))).toEqual(
      await collected(await opened("N"), request(null)),
    );
  });

  test("indices stay those of the data set where an image of a batch is left out", async () => {
    const texts = [PICTURES[0] ?? "", "broken", PICTURES[1] ?? ""];
    const stats = await collected(await opened(2), request(2, texts));
    expect(stats.get("y")).toMatchObject({ count: 12, samples: 2, minSample: 2, maxSample: 2 });
  });

  test("a value without batch axis counts for every image of its batch", async () => {
    const stats = await collected(await opened(2), request(2, PICTURES.slice(0, 2)), ["s"]);
    expect(stats.get("s")).toMatchObject({ count: 1, samples: 2, min: -40, max: -40 });
  });

  test("what is not finite names the value and the image", async () => {
    for (const batch of [null, 2]) {
      const error = await refusal(collected(await opened(batch ?? "N"), request(batch), ["y", "l"]));
      expect([error.code, error.detail["tensor"], error.detail["file"]]).toEqual([
        "calibrate/non-finite",
        "l",
        "1.png",
      ]);
    }
  });

  test("the native runtime and the reference kernel see the same", async () => {
    const engine = createEngine({ runtime: createNodeRuntime(), decode: decodeText, kernel: referenceKernel });
    await engine.load({ key: "m", bytes: model("N"), file: "m.onnx" }, stop() as never);
    expect(await collected(engine, request(null))).toEqual(await collected(await opened("N"), request(null)));
  });
});

const DATA = "../shared/data";
describe.skipIf(!existsSync(DATA))("real images", () => {
  test("MNIST through the whole engine is right on at least 99 of 100", async () => {
    const entries = await readEntries(`${DATA}/mnist/calibration`);
    const text = await readFile(`${DATA}/mnist/calibration/labels.csv`, "utf8");
    const paths = entries.map(({ path }) => path);
    const options = { source: "mnist", role: "validation", csv: { path: "labels.csv", text } } as const;
    const { samples, entries: at } = assembleDataset(paths, options);
    const engine = createEngine({ runtime: web, decode: decodeInNode, kernel: createWasmKernel(web.heap) });
    const bytes = new Blob([await readFile(`${DATA}/models/mnist-8.onnx`)]);
    await engine.load({ key: "mnist", bytes, file: "mnist-8.onnx" }, stop() as never);
    const preprocess = presetFor("mnist", { channels: 1, height: 28, width: 28, layout: "NCHW" });
    const run: RunRequest = {
      model: "mnist",
      inputs: imageInputs(1, 28, 28, "Input3"),
      data: "d",
      samples: samples.map((sample, index) => ({
        ...sample,
        index,
        blob: entries[at.get(sample.id) ?? -1]?.blob as Blob,
      })),
      preprocess: preprocess as Preprocess,
    };
    const { results, skipped } = await evaluated(engine, run, "Plus214_Output_0");
    expect([results.length, skipped.length]).toEqual([100, 0]);
    expect(results.filter(({ result }) => result.top[0] === result.label).length).toBeGreaterThanOrEqual(99);
  });
});
