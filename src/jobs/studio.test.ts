import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { encodeModel } from "../core/onnx/encode.ts";
import { referenceKernel } from "../core/calibrate/kernel.ts";
import { DEFAULT_RECIPE, withLeftOut, withPin } from "../core/recipe.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { colouredImage, redOrBlue, SMALL_PREPROCESS } from "../testing/small-project.ts";
import { createEngine } from "./engine.ts";
import type { EngineCall, EnginePool } from "./engines.ts";
import type { Job } from "./evaluate.ts";
import type { EvaluateProgress, SourceFile } from "./protocol.ts";
import { createStudio, type StudioJobs } from "./studio.ts";

const preprocess = SMALL_PREPROCESS as Preprocess;
const job = <P>(progress: (value: P) => void = () => {}, signal = new AbortController().signal): Job<P> => ({
  signal,
  progress,
});

/** Two engines on the native runtime; every image that is run is counted by job. */
function countingPool(ran: Record<string, number>): EnginePool {
  const deps = { runtime: createNodeRuntime({ threads: 1 }), decode: decodeInNode, kernel: referenceKernel };
  const engines = [createEngine(deps), createEngine(deps)];
  const at = (index: number) =>
    (async (name, request, { signal, onProgress } = {}) => {
      const { samples = [] } = request as { samples?: readonly unknown[] };
      ran[name] = (ran[name] ?? 0) + samples.length;
      const run = engines[index]?.[name] as (request: unknown, context: unknown) => Promise<never>;
      return run(request, { signal: signal ?? new AbortController().signal, progress: onProgress ?? (() => {}) });
    }) as EngineCall;
  return { size: 2, at };
}

let files: Record<"model" | "calibration" | "validation", readonly SourceFile[]>;
beforeAll(async () => {
  const images = async (role: string, first: number, count: number): Promise<SourceFile[]> =>
    Promise.all(
      Array.from({ length: count }, async (_, i) => ({
        path: `set/${role}/${i % 2 === 1 ? "red" : "blue"}/${i}.png`,
        blob: await colouredImage(i % 2, first + i),
      })),
    );
  const model = new Blob([encodeModel(redOrBlue()) as Uint8Array<ArrayBuffer>]);
  files = {
    model: [{ path: "small.onnx", blob: model }],
    calibration: await images("calibration", 1, 40),
    validation: await images("validation", 1001, 8),
  };
});

let studio: StudioJobs;
let ran: Record<string, number>;
beforeEach(() => {
  ran = {};
  studio = createStudio({ engines: countingPool(ran), decode: decodeInNode });
});

async function open() {
  const { card } = await studio.openModel({ files: files.model }, job());
  const both = [...files.calibration, ...files.validation];
  const calibration = await studio.openData({ files: both, name: "set", role: "calibration" }, job());
  const validation = await studio.openData({ files: both, name: "set", role: "validation" }, job());
  return { inputs: { model: card.hash, calibration: calibration.hash, preprocess }, calibration, validation };
}

describe("opening", () => {
  it("gives each role its own part of a folder that holds both", async () => {
    const { calibration, validation } = await open();
    expect([calibration.samples.length, validation.samples.length]).toEqual([40, 8]);
    expect(validation.classes).toEqual(["blue", "red"]);
    expect(calibration.hash).not.toBe(validation.hash);
  });

  it("reads the card and guesses the preprocessing", async () => {
    const { card, guess, why } = await studio.openModel({ files: files.model }, job());
    expect(card).toMatchObject({ file: "small.onnx", opset: 13, parameters: 24 });
    expect([guess.width, guess.height, guess.layout]).toEqual([8, 8, "NCHW"]);
    expect(why).toContain("ImageNet");
  });

  it("is asked for again when a source is gone", async () => {
    const request = { model: "0", validation: "1", preprocess };
    await expect(studio.baseline(request, job())).rejects.toMatchObject({ code: "runtime/missing-source" });
  });
});

describe("a run", () => {
  it("tells what the original and the variant need on devices, once for each file", async () => {
    const { inputs } = await open();
    const { base, variant } = await studio.device({ ...inputs, recipe: DEFAULT_RECIPE }, job());
    const { bytes } = await studio.quantize({ ...inputs, recipe: DEFAULT_RECIPE }, job());
    expect(variant.bytes).toBe(bytes);
    expect(variant.work.macs).toBe(base.work.macs);
    expect(variant.work.arena.bytes).toBeLessThan(base.work.arena.bytes);
    const float = withPin(DEFAULT_RECIPE, "look", "float32");
    const again = await studio.device({ ...inputs, recipe: float }, job());
    expect(again.base).toBe(base);
    expect(again.variant.work.weights).toBeGreaterThan(variant.work.weights);
  });

  it("goes from images to a checked file", async () => {
    const { inputs, validation } = await open();
    const base = await studio.baseline({ model: inputs.model, validation: validation.hash, preprocess }, job());
    expect(base.results.map((r) => r.top[0])).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect((await studio.prepare(inputs, job())).difference).toBe(0);
    const { variant, layers } = await studio.quantize({ ...inputs, recipe: DEFAULT_RECIPE }, job());
    expect(layers.map(({ name, precision }) => `${name} ${precision}`)).toContain("look INT8");
    const request = { variant, validation: validation.hash, preprocess, inputs, recipe: DEFAULT_RECIPE };
    const streamed: string[] = [];
    const seen = job((p: EvaluateProgress) => streamed.push(...p.results.map((r) => r.id)));
    const measured = await studio.evaluate(request, seen);
    expect(streamed.toSorted()).toEqual(measured.results.map((r) => r.id));
    expect(measured.model).toBe(variant);
    const shared = { variant, inputs, recipe: DEFAULT_RECIPE, validation: validation.hash, base, comparison: null };
    const { onnx, check, recipe } = await studio.export({ ...shared, measured }, job());
    expect(check).toMatchObject({ samples: 8, difference: 0 });
    expect(onnx.size).toBe(measured.bytes);
    expect(JSON.parse(await recipe.text())).toMatchObject({
      model: { sha256: inputs.model },
      result: { sha256: variant },
    });
    const first = measured.results[0] ?? base.results[0];
    const other = { ...measured, results: [{ ...first, output: new Float32Array(2) }] } as typeof measured;
    await expect(studio.export({ ...shared, measured: other }, job())).rejects.toMatchObject({
      code: "export/differs",
    });
  });

  it("leaves samples out of calibration as the recipe says, and says so", async () => {
    const { inputs, calibration } = await open();
    const recipe = withLeftOut(DEFAULT_RECIPE, calibration.samples[3]?.id ?? "", true);
    const { notes, variant } = await studio.quantize({ ...inputs, recipe }, job());
    expect(notes.join()).toContain(calibration.samples[3]?.id);
    expect(ran["collect"]).toBe(39);
    expect((await studio.quantize({ ...inputs, recipe: DEFAULT_RECIPE }, job())).variant).not.toBe(variant);
    const request = { ...inputs, recipe: withLeftOut(recipe, "of another set.png", true), leftOut: [] };
    const other = await studio.quantize(request, job());
    expect([other.variant === variant, other.notes.join()]).toEqual([true, expect.stringContaining("1 more sample")]);
  });

  it("makes the same file from a set without a sample and from a recipe that leaves it out", async () => {
    const { inputs, calibration } = await open();
    const out = calibration.samples[5]?.id ?? "";
    const rest = files.calibration.filter(({ path }) => !path.endsWith(`/${out}`));
    const fewer = await studio.openData({ files: rest, name: "fewer", role: "calibration" }, job());
    expect(fewer.samples).toHaveLength(39);
    const whole = { ...inputs, calibration: fewer.hash };
    const [removed, left] = await Promise.all([
      studio.quantize({ ...whole, recipe: DEFAULT_RECIPE }, job()),
      studio.quantize({ ...inputs, recipe: withLeftOut(DEFAULT_RECIPE, out, true) }, job()),
    ]);
    expect(left.variant).toBe(removed.variant);
  });

  it("ranks the samples by the ranges they own, and compares a few validation samples", async () => {
    const { inputs, calibration, validation } = await open();
    const health = await studio.health({ ...inputs, recipe: DEFAULT_RECIPE }, job());
    expect(health).toMatchObject({ samples: 40, ids: calibration.samples.map(({ id }) => id) });
    expect(health.owners.length).toBeGreaterThan(0);
    const drift = await studio.drift({ ...inputs, recipe: DEFAULT_RECIPE, validation: validation.hash }, job());
    expect(drift).toMatchObject({ samples: 8, of: 8 });
    expect(drift.tensors.map(({ value }) => value).toSorted()).toEqual(
      health.ranges.map(({ value }) => value).toSorted(),
    );
  });

  it("calibrates once, whatever method, type or pin is chosen afterwards", async () => {
    const { inputs } = await open();
    await studio.calibrate(inputs, job());
    const before = { ...ran };
    const keys = new Set<string>();
    for (const recipe of [
      DEFAULT_RECIPE,
      { ...DEFAULT_RECIPE, calibration: { method: "entropy" as const, percentile: 99 } },
      { ...DEFAULT_RECIPE, activations: { type: "int8" as const, symmetric: true } },
      withPin(DEFAULT_RECIPE, "look", "float32"),
    ]) {
      keys.add((await studio.quantize({ ...inputs, recipe }, job())).variant);
    }
    expect(keys.size).toBe(4);
    expect(ran).toEqual(before);
    expect(ran["collect"]).toBe(40);
  });

  it("shares one calibration between jobs that ask at the same time", async () => {
    const { inputs } = await open();
    const recipe = DEFAULT_RECIPE;
    const tensor = { ...inputs, recipe, name: "r", kind: "activation" as const };
    const [view, report] = await Promise.all([
      studio.tensor(tensor, job()),
      studio.quantize({ ...inputs, recipe }, job()),
    ]);
    expect(ran["collect"]).toBe(40);
    expect(view.count).toBe(40 * 4 * 8 * 8);
    expect(view.owners?.max).toMatch(/^(red|blue)\/\d+\.png$/);
    expect(report.layers.some((layer) => layer.activation === "r")).toBe(true);
  });

  it("that is stopped keeps finished portions and comes to the same file", async () => {
    const { inputs } = await open();
    const stop = new AbortController();
    const until = job(({ done }: { done: number }) => void (done >= 36 && stop.abort()), stop.signal);
    await expect(studio.calibrate(inputs, until)).rejects.toMatchObject({ name: "AbortError" });
    const before = ran["collect"] ?? 0;
    const stopped = await studio.quantize({ ...inputs, recipe: DEFAULT_RECIPE }, job());
    // With 36 of 40 done, one engine at least has finished its first portion of 16.
    expect((ran["collect"] ?? 0) - before).toBeLessThanOrEqual(24);
    const fresh = createStudio({ engines: countingPool({}), decode: decodeInNode });
    await fresh.openModel({ files: files.model }, job());
    await fresh.openData({ files: files.calibration, name: "set", role: "calibration" }, job());
    expect((await fresh.quantize({ ...inputs, recipe: DEFAULT_RECIPE }, job())).variant).toBe(stopped.variant);
  });

  it("without data draws its own images and says so", async () => {
    const { inputs } = await open();
    const random = { ...inputs, calibration: "random" };
    expect(await studio.calibrate(random, job())).toMatchObject({ samples: 32, skipped: [] });
    const { notes } = await studio.quantize({ ...random, recipe: DEFAULT_RECIPE }, job());
    expect(notes[0]).toContain("Calibrated without data");
  });
});

describe("a quantized model", () => {
  it("is followed through the runtime's optimizer, layer by layer", async () => {
    const { inputs } = await open();
    const recipe = { ...DEFAULT_RECIPE, pins: [{ layer: "look", precision: "float32" as const }] };
    const integer = await studio.fusion({ ...inputs, recipe: DEFAULT_RECIPE }, job());
    const pinned = await studio.fusion({ ...inputs, recipe }, job());
    expect(integer.find(({ node }) => node === "look")).toMatchObject({
      op: "Conv",
      outcome: "integer",
      kernel: "QLinearConv",
    });
    expect(pinned.find(({ node }) => node === "look")).toMatchObject({
      op: "Conv",
      outcome: "float",
      kernel: "FusedConv",
    });
  });

  it("shows its weights without any calibration", async () => {
    const { inputs } = await open();
    const recipe = { ...DEFAULT_RECIPE, scheme: "weight-only" as const };
    const plain = { ...recipe, weights: { ...recipe.weights, biasCorrection: false } };
    const { layers } = await studio.quantize({ ...inputs, recipe: plain }, job());
    const name = layers.find((layer) => layer.name === "look")?.weight ?? "";
    const view = await studio.tensor({ ...inputs, recipe, name, kind: "weight" }, job());
    expect(view.bins.reduce((sum, n) => sum + n, 0)).toBe(view.count);
    expect(view.count).toBeGreaterThan(0);
    expect(ran["collect"]).toBeUndefined();
  });
});

describe("pictures", () => {
  it("are PNG, and null where an image does not decode", async () => {
    const broken = { path: "set/calibration/red/99.png", blob: new Blob(["no image"]) };
    const data = await studio.openData(
      { files: [...files.calibration, broken], name: "set", role: "calibration" },
      job(),
    );
    const samples = ["red/1.png", "red/99.png"];
    const pictures = await studio.thumbnails({ data: data.hash, samples, size: 4 }, job());
    expect(pictures.map((blob) => blob?.type)).toEqual(["image/png", undefined]);
    const small = await decodeInNode(pictures[0] as Blob, "thumbnail");
    expect([small.width, small.height]).toEqual([4, 4]);
  });

  it("show what the network sees, and its range", async () => {
    const { calibration } = await open();
    const request = { data: calibration.hash, sample: "red/1.png", preprocess };
    const { network, original, width, lo, hi } = await studio.preview(request, job());
    const seen = await decodeInNode(network as Blob, "network");
    expect(seen.data).toEqual((await decodeInNode(original as Blob, "original")).data);
    expect([width, lo, hi].map((x) => Math.round(x * 255))).toEqual([
      8 * 255,
      Math.min(...seen.data),
      Math.max(...seen.data),
    ]);
  });
});
