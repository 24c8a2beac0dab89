/** @file A made-up network and image set for working on the interface without a runtime. */
import type { SampleResult } from "../core/evaluate/evaluation.ts";
import type { Fate } from "../core/fusion/fusion-map.ts";
import type { ModelCard } from "../core/model-card.ts";
import type { Precision } from "../core/precision.ts";
import type { PinPrecision, Recipe } from "../core/recipe.ts";
import type { Dataset, Role } from "../core/samples/dataset.ts";
import type { LayerRow, TensorView } from "../jobs/protocol.ts";
import { nameByRecipe } from "../state/variant-name.ts";

/** Numbers in [0, 1) that depend only on `seed`. */
export function random(seed: number): () => number {
  let s = seed >>> 0 || 1;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return (s >>> 0) / 2 ** 32;
  };
}

export const hashText = (text: string) => [...text].reduce((h, c) => (Math.imul(h, 31) + c.charCodeAt(0)) >>> 0, 7);

export const CLASSES = ["clean", "scratch", "dent", "stain", "crack", "hole", "blister"] as const;
const SEGMENTS = ["ordinary", "ordinary", "low-light", "motion-blur", "sensor-noise", "rare-class"] as const;

export function fakeCard(file: string, bytes: number): ModelCard {
  return {
    file,
    hash: `model-${hashText(file)}`,
    bytes,
    ir: 8,
    opset: 13,
    domains: [{ domain: "ai.onnx", version: 13 }],
    producer: "pytorch 2.3.0",
    inputs: [{ name: "image", type: "float32", shape: ["N", 3, 48, 48] }],
    outputs: [{ name: "logits", type: "float32", shape: ["N", CLASSES.length] }],
    parameters: Math.round(bytes / 4.05),
    macs: 38_400_000,
    ops: [
      { op: "Conv", count: 52 },
      { op: "Clip", count: 35 },
      { op: "Add", count: 10 },
      { op: "GlobalAveragePool", count: 1 },
      { op: "Flatten", count: 1 },
      { op: "Gemm", count: 1 },
    ],
    predictedBytes: { int8: bytes * 0.275, int4: bytes * 0.16, fp16: bytes * 0.505 },
    float: [
      {
        op: "Softmax",
        nodes: ["/head/Softmax"],
        reason: "Its result feeds no integer kernel, so rounding it only adds noise.",
      },
    ],
    notes: ["The batch dimension is dynamic and was read as 1."],
  };
}

export function fakeDataset(name: string, role: Role, count: number): Dataset {
  const samples = Array.from({ length: count }, (_, i) => {
    const label = i % CLASSES.length;
    const segment = SEGMENTS[i % SEGMENTS.length] ?? "ordinary";
    return { id: `${role}/${CLASSES[label]}/${CLASSES[label]}-${String(i + 1).padStart(3, "0")}.jpg`, label, segment };
  });
  return {
    hash: `data-${role}-${hashText(name)}-${count}`,
    name,
    samples,
    classes: CLASSES,
    skipped: [{ id: `${role}/clean/notes.txt`, reason: "Not an image this page can decode." }],
    labelSource: "labels.csv",
  };
}

function fakePrecision(recipe: Recipe, pin: PinPrecision | undefined): Precision {
  const pinned = { float32: "FP32", float16: "FP16", int16: "INT16", int8: "INT8", int4: "W4" } as const;
  if (pin !== undefined) return pinned[pin];
  return nameByRecipe(recipe).precision ?? "INT8";
}

/** Method and pins change the numbers a little, so that the interface has something to show. */
export function fakeLayers(recipe: Recipe): readonly LayerRow[] {
  const rows: LayerRow[] = [];
  const penalty = recipe.weights.granularity === "per-tensor" ? 9 : recipe.calibration.method === "min-max" ? 4 : 0;
  for (let i = 0; i < 53; i++) {
    const r = random(i * 7919 + 3);
    const isGemm = i === 52;
    const depthwise = i % 3 === 1;
    const name = isGemm
      ? "/classifier/classifier.1/Gemm"
      : `/features/features.${Math.ceil(i / 3)}/conv/conv.${i % 3}/conv.${i % 3}.0/Conv`;
    const channels = 16 * (1 + Math.floor(i / 6));
    const pin = recipe.pins.find((p) => p.layer === name)?.precision;
    const pinned = pin !== undefined;
    const kept = recipe.taskAware && recipe.scheme === "static" && !pinned && (i === 51 || i === 50);
    const precision = kept ? "FP32" : fakePrecision(recipe, pin);
    const float = precision === "FP32";
    const parameters = isGemm ? 1280 * 7 + 7 : depthwise ? channels * 9 : channels * channels * 3;
    const size = Math.max(3, 48 >> Math.floor(i / 12));
    rows.push({
      name,
      op: isGemm ? "Gemm" : "Conv",
      shape: isGemm ? [1, 7] : [1, channels, size, size],
      precision,
      reason: kept ? "Its output joins values of different size." : float ? "Pinned to FP32 by you." : null,
      pinned,
      ...(kept && { kept }),
      pinnable: true,
      parameters,
      macs: parameters * size * size,
      bytes: { before: parameters * 4, after: float ? parameters * 4 : parameters + channels * 8 },
      sqnr: float ? null : 41 - (depthwise ? 12 : 0) - r() * 9 - penalty - (i === 4 ? 11 : 0),
      clipped: float ? null : recipe.calibration.method === "min-max" ? 0 : r() * r() * 0.002,
      activation: `${name}_output_0`,
      weight: name.replace("/Conv", ".weight").replaceAll("/", ".").slice(1),
    });
  }
  return rows;
}

/** Every integer layer finds its kernel but one. */
export function fakeFates(recipe: Recipe): readonly Fate[] {
  return fakeLayers(recipe).map(({ name, op, precision }, i): Fate => {
    const integer = (precision === "INT8" || precision === "DYN8") && i !== 7;
    const kernel = op === "Gemm" ? "QGemm" : "QLinearConv";
    if (integer) return { node: name, op, outcome: "integer", kernel, reason: `${kernel} computes on the integers.` };
    const reason = i === 7 ? "The Clip after it cuts values that the quantizer does not." : "Its weights are float.";
    return { node: name, op, outcome: "float", kernel: op, reason };
  });
}

const METHODS = ["min-max", "moving-average", "percentile", "entropy", "mse"] as const;

export function fakeTensor(name: string, kind: "activation" | "weight", recipe: Recipe): TensorView {
  const r = random(hashText(name));
  const limit = kind === "weight" ? 1 : 16;
  const bins = new Float64Array(4096);
  const spread = 0.04 + r() * 0.08;
  for (let i = 0; i < 120_000; i++) {
    const gauss = (r() + r() + r() + r() - 2) * 1.7;
    const x =
      kind === "weight" ? gauss * spread * 1.4 : Math.max(0, gauss * spread * 2 + (r() < 0.002 ? r() * 0.7 : 0));
    const bin = Math.floor((Math.min(0.97, Math.max(-0.97, x)) + 1) * 2048);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const share = { "min-max": 1, "moving-average": 0.82, percentile: 0.6, entropy: 0.44, mse: 0.52 };
  const max = limit * 0.9;
  const min = kind === "weight" ? -limit * 0.7 : 0;
  const keep = kind === "weight" ? 1 : share[recipe.calibration.method];
  const range = { lo: min * keep, hi: max * keep };
  return {
    name,
    kind,
    min,
    max,
    count: 120_000,
    limit,
    bins,
    range,
    scale: (range.hi - range.lo) / 255,
    zero: kind === "weight" ? 0 : Math.round((-range.lo / (range.hi - range.lo)) * 255),
    clipped: kind === "weight" ? 0 : (1 - keep) * 0.004,
    sqnr: 34 - (1 - keep) * 4 + r(),
    methods:
      kind === "weight"
        ? []
        : METHODS.map((id) => ({
            id,
            title: id,
            clipped: (1 - share[id]) * 0.004,
            lo: min * share[id],
            hi: max * share[id],
            sqnr: 30 + 9 * share[id] * (1.3 - share[id]) * 2,
          })),
    owners: kind === "weight" ? null : { min: "calibration/dent/dent-010.jpg", max: "calibration/hole/hole-006.jpg" },
    channels:
      kind === "weight"
        ? Array.from({ length: 96 }, () => {
            const hi = limit * 0.9 * Math.exp(-2.5 * r());
            return { lo: -hi * (0.6 + 0.4 * r()), hi, scale: hi / 127 };
          })
        : [],
  };
}

/** One sample's made-up answer; INT8 (`noise` > 0) differs from FP32 on the unsure ones. */
export function fakeResult(sample: Dataset["samples"][number], noise: number, variant: string): SampleResult {
  const r = random(hashText(sample.id));
  const n = random(hashText(sample.id + variant));
  const hard = sample.segment === "ordinary" ? 1 : sample.segment === "rare-class" ? 0.3 : 0.62;
  const output = Float32Array.from(CLASSES, (_, c) => (c === sample.label ? 2.4 * hard + r() * 2 : r() * 2.6));
  for (let c = 0; c < output.length; c++) output[c] = (output[c] ?? 0) + (n() - 0.5) * noise;
  const total = output.reduce((a, x) => a + Math.exp(2 * x), 0);
  const top = [...output.keys()].sort((a, b) => (output[b] ?? 0) - (output[a] ?? 0)).slice(0, 5);
  const { id, label, segment } = sample;
  return {
    id,
    ...(label !== undefined && { label }),
    ...(segment !== undefined && { segment }),
    top,
    confidence: top.map((c) => Math.exp(2 * (output[c] ?? 0)) / total),
    output,
  };
}
