/**
 * @file A studio worker without a worker: plausible made-up answers, delays and failures, for working on
 * the interface. Reached by `?fake` in development only; the production build does not contain it.
 */
import { StudioError } from "../core/errors.ts";
import type { Evaluation } from "../core/evaluate/evaluation.ts";
import type { Recipe } from "../core/recipe.ts";
import type { Dataset } from "../core/samples/dataset.ts";
import type { EvaluateProgress, Progress, Stage, StudioApi } from "../jobs/protocol.ts";
import type { Call, CallOptions } from "../rpc/types.ts";
import {
  CLASSES,
  fakeCard,
  fakeDataset,
  fakeFates,
  fakeLayers,
  fakeResult,
  fakeTensor,
  hashText,
} from "./fake-data.ts";

type Jobs = {
  [K in keyof StudioApi]: (
    request: StudioApi[K]["request"],
    options: CallOptions<StudioApi[K]["progress"]>,
  ) => Promise<StudioApi[K]["result"]>;
};

/** Milliseconds per unit of work; `?fake=slow` shows the running states longer. */
const PACE = globalThis.location?.search.includes("slow") ? 60 : 6;

const datasets = new Map<string, Dataset>();
const models = new Map<string, { file: string; bytes: number }>();

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)), { once: true });
  });
}

async function count(stage: Stage, total: number, unit: string, { signal, onProgress }: CallOptions<Progress>) {
  for (let done = 1; done <= total; done++) {
    await sleep(PACE, signal);
    onProgress?.({ stage, done, total, unit });
  }
}

async function answer(
  stage: "baseline" | "evaluate",
  data: string,
  noise: number,
  variant: string,
  { signal, onProgress }: CallOptions<EvaluateProgress>,
): Promise<Evaluation> {
  const samples = datasets.get(data)?.samples ?? [];
  const results = [];
  for (let i = 0; i < samples.length; i += 4) {
    await sleep(PACE * 4, signal);
    const part = samples.slice(i, i + 4).map((s) => fakeResult(s, noise, variant));
    results.push(...part);
    onProgress?.({ stage, done: results.length, total: samples.length, unit: "images", results: part });
  }
  return { model: variant, bytes: 0, runtime: "made up", results };
}

function noiseOf(recipe: Recipe): number {
  const method = { "min-max": 1.1, "moving-average": 0.8, percentile: 0.55, entropy: 0.7, mse: 0.5 };
  const coarse = recipe.weights.granularity === "per-tensor" ? 1.4 : 0;
  return (method[recipe.calibration.method] + coarse) * 0.95 ** recipe.pins.length;
}

function variantOf(recipe: Recipe): { variant: string; bytes: number } {
  const layers = fakeLayers(recipe);
  const bytes = layers.reduce((sum, layer) => sum + layer.bytes.after, 60_000);
  return { variant: `variant-${hashText(JSON.stringify(recipe))}`, bytes };
}

/** A flat picture with a spot, different for every sample. */
async function picture(id: string, size: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("internal: no canvas");
  const hue = (hashText(id) % 60) + 190;
  context.fillStyle = `hsl(${hue} 12% 58%)`;
  context.fillRect(0, 0, size, size);
  context.fillStyle = `hsl(${hue} 16% 30%)`;
  const h = hashText(`${id}!`);
  context.fillRect(((h % 60) / 100) * size, (((h >> 6) % 60) / 100) * size, size / 3, size / (2 + (h % 9)));
  return canvas.convertToBlob({ type: "image/png" });
}

const jobs: Jobs = {
  async openModel({ files }, options) {
    const file = files.find((f) => f.path.endsWith(".onnx")) ?? files[0];
    await count("open", 10, "MB", options);
    if (file === undefined || !file.path.endsWith(".onnx"))
      throw new StudioError("model/not-onnx", { file: file?.path ?? "" });
    const card = fakeCard(file.path, file.blob.size);
    models.set(card.hash, { file: file.path, bytes: card.bytes });
    const guess = {
      preset: "unit",
      resize: { mode: "none" },
      width: 48,
      height: 48,
      channels: "RGB",
      layout: "NCHW",
      scale: 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    } as const;
    return {
      card,
      guess: { ...guess, mean: [...guess.mean], std: [...guess.std] },
      why: "Three channels first and a fixed 48 × 48 input; values 0..1 are the commonest for small models.",
      kind: "image",
    };
  },
  async openData({ name, role }, options) {
    await count("open", 30, "files", options);
    const data = fakeDataset(name, role, role === "calibration" ? 112 : 540);
    datasets.set(data.hash, data);
    return data;
  },
  async preview({ sample }, { signal }) {
    await sleep(60, signal);
    return {
      original: await picture(sample, 192),
      network: await picture(sample, 48),
      width: 48,
      height: 48,
      text: "48 × 48",
      lo: -2,
      hi: 2,
    };
  },
  async thumbnails({ samples, size }, { signal }) {
    await sleep(40, signal);
    return Promise.all(samples.map((id) => picture(id, size)));
  },
  async prepare(_inputs, options) {
    await count("prepare", 8, "passes", options);
    return {
      passes: [
        { id: "fold-batch-norm", title: "BatchNorm folded into Conv", nodes: 52 },
        { id: "remove-identity", title: "Identity and Dropout removed", nodes: 1 },
      ],
      opset: { from: 10, to: 13 },
      nodes: { from: 153, to: 100 },
      difference: 3.8e-6,
      magnitude: 18.2,
      samples: 8,
    };
  },
  baseline: (request, options) => answer("baseline", request.validation, 0, "fp32", options),
  async calibrate({ calibration }, options) {
    const samples = datasets.get(calibration)?.samples.length ?? 0;
    await count("calibrate", samples, "samples", options);
    return { key: "stats", samples, tensors: 64, skipped: [] };
  },
  async quantize({ recipe }, options) {
    await count("quantize", 53, "layers", { ...options, onProgress: () => {} });
    const notes = ["The weight scale of 2 channels was widened so that their int32 bias cannot overflow."];
    return { ...variantOf(recipe), layers: fakeLayers(recipe), notes, recipe };
  },
  async fusion({ recipe }, { signal }) {
    await sleep(80, signal);
    return fakeFates(recipe);
  },
  async tensor({ name, kind, recipe }, { signal }) {
    await sleep(50, signal);
    return fakeTensor(name, kind, recipe);
  },
  async evaluate({ variant, validation, recipe }, options) {
    const result = await answer("evaluate", validation, noiseOf(recipe), variant, options);
    return { ...result, bytes: variantOf(recipe).bytes };
  },
  async saturation(_request, options) {
    await count("simulate", 8, "samples", options);
    const layers = [1, 2, 3].map((i) => ({
      node: `/features/${i}/Conv`,
      op: "Conv",
      risk: 0.1 / i,
      share: i === 3 ? 0 : 0.004 / i,
      sqnr: i === 3 ? null : 20 + 8 * i,
    }));
    return { samples: 8, layers, agreement: 0.875, sqnr: 12.4, remedy: "Quantize with U8 weights." };
  },
  async export({ recipe, validation }, options) {
    await count("verify", 20, "samples", options);
    const text = (value: unknown) => new Blob([JSON.stringify(value, null, 2)], { type: "application/json" });
    const check = { samples: 20, difference: 0, runtime: "made up" };
    return { onnx: new Blob(["made up"]), recipe: text(recipe), report: text({ validation, classes: CLASSES }), check };
  },
};

export const fakeStudio: Call<StudioApi> = (job, request, options) => jobs[job](request, options ?? {});
