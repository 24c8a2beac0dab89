/**
 * @file Everything the studio has open and has worked out, by key. A stage is kept under exactly what it
 * depends on, so that changing a pin or a range finds its calibration, and changing the method its run.
 */
import { StudioError } from "../core/errors.ts";
import type { Graph } from "../core/graph/graph.ts";
import type { ModelCard } from "../core/model-card.ts";
import type { Dataset, Sample } from "../core/samples/dataset.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { Decode } from "../platform/decode.ts";
import { sha256 } from "../platform/hash.ts";
import type { Entry } from "../platform/zip.ts";
import { type Collected } from "./collect.ts";
import { createEngines, type EnginePool, type Engines, type ModelSource } from "./engines.ts";
import type { Measurement, SampleSet } from "./evaluate.ts";
import { createMemo, type Memo } from "./memo.ts";
import { encodePng } from "./png.ts";
import type { LayerRow, PrepareReport } from "./protocol.ts";
import { RANDOM, RANDOM_IMAGES, randomPixels } from "./random-data.ts";

/** What a platform lends to the jobs. */
export interface StudioDeps {
  readonly engines: EnginePool;
  readonly decode: Decode;
}

export interface OpenModel {
  /** SHA-256 of the file; of the file with its external data where it has some. */
  readonly key: string;
  readonly file: string;
  readonly graph: Graph;
  readonly source: ModelSource;
  readonly card: ModelCard;
  /** Channels the input fixes, or null. */
  readonly channels: number | null;
  /** Classes its first output tells apart, or null when its shape does not say. */
  readonly classes: number | null;
}

export interface OpenData {
  readonly dataset: Dataset;
  readonly blobs: ReadonlyMap<string, Blob>;
}

/** A prepared model: the graph that is quantized, and the sessions that prove and calibrate it. */
export interface Prepared {
  readonly graph: Graph;
  readonly report: Pick<PrepareReport, "passes" | "opset" | "nodes">;
  readonly source: ModelSource;
  /** The same with every observed value as an output. */
  readonly tapped: ModelSource;
  readonly taps: readonly string[];
}

/** A quantized model. */
export interface Variant {
  /** SHA-256 of the file. */
  readonly key: string;
  readonly source: ModelSource;
  readonly layers: readonly LayerRow[];
  readonly notes: readonly string[];
}

export interface Desk {
  readonly deps: StudioDeps;
  readonly engines: Engines;
  readonly models: Memo<OpenModel>;
  readonly data: Memo<OpenData>;
  /** What archives hold: one that serves both roles is unpacked once. */
  readonly archives: Memo<readonly Entry[]>;
  readonly prepared: Memo<Prepared>;
  readonly proofs: Memo<PrepareReport>;
  /** Statistics as far as they got; `calibrated` holds the finished ones, and the ones being made. */
  readonly collected: Memo<Collected>;
  readonly calibrated: Memo<Collected>;
  readonly variants: Memo<Variant>;
  readonly measured: Memo<Measurement>;
}

export function createDesk(deps: StudioDeps): Desk {
  return {
    deps,
    engines: createEngines(deps.engines),
    models: createMemo(2),
    data: createMemo(6),
    archives: createMemo(2),
    prepared: createMemo(2),
    proofs: createMemo(4),
    // A calibration is a few megabytes whatever the number of images.
    collected: createMemo(4),
    calibrated: createMemo(4),
    variants: createMemo(8),
    measured: createMemo(12),
  };
}

/** @throws StudioError `runtime/missing-source` when the model is not open (any more) */
export function modelOf(desk: Desk, key: string): OpenModel {
  const model = desk.models.peek(key);
  if (model === undefined) throw new StudioError("runtime/missing-source", { kind: "model" });
  return model;
}

/**
 * @param key of an opened set, or "random", which needs the preprocessing to know how large to draw
 * @throws StudioError `runtime/missing-source` when the set is not open (any more)
 */
export async function dataOf(desk: Desk, key: string, preprocess?: Preprocess): Promise<OpenData> {
  if (key === RANDOM && preprocess !== undefined) {
    const { width, height } = preprocess;
    return desk.data.get(`${RANDOM} ${width}x${height}`, () => randomData(width, height));
  }
  const data = desk.data.peek(key);
  if (data === undefined) throw new StudioError("runtime/missing-source", { kind: "images" });
  return data;
}

export async function sampleSet(desk: Desk, key: string, preprocess: Preprocess): Promise<SampleSet> {
  const { dataset, blobs } = await dataOf(desk, key, preprocess);
  const entry = (sample: Sample, index: number) => ({ ...sample, index, blob: blobs.get(sample.id) as Blob });
  return { data: dataset.hash, preprocess, samples: dataset.samples.map(entry) };
}

async function randomData(width: number, height: number): Promise<OpenData> {
  const blobs = new Map<string, Blob>();
  for (let i = 0; i < RANDOM_IMAGES; i++) {
    blobs.set(`random-${String(i).padStart(2, "0")}.png`, await encodePng(randomPixels(i, width, height)));
  }
  // The pixels follow from these words; their compressed bytes may differ between machines.
  const words = `${RANDOM} images, version 1, ${RANDOM_IMAGES} of ${width} x ${height}`;
  const samples = [...blobs.keys()].map((id) => ({ id }));
  const hash = await sha256(words);
  return { blobs, dataset: { hash, name: RANDOM, samples, classes: [], skipped: [], labelSource: "none" } };
}

/** A key from parts that are plain data; the order in which fields were written does not matter. */
export function keyOf(...parts: readonly unknown[]): string {
  return JSON.stringify(parts, (_key, value: unknown) => (isPlain(value) ? sorted(value) : value));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
