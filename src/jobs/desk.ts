/**
 * @file Everything the studio has open and has worked out, by key. A stage is kept under exactly what it
 * depends on, so that changing a pin or a range finds its calibration, and changing the method its run.
 */
import { StudioError } from "../core/errors.ts";
import type { ImageTruth } from "../core/evaluate/detection/box.ts";
import type { Plain, StressRow } from "../core/evaluate/stress/row.ts";
import type { Fate } from "../core/fusion/fusion-map.ts";
import type { Graph } from "../core/graph/graph.ts";
import type { ModelCard } from "../core/model-card.ts";
import type { Dataset } from "../core/samples/dataset.ts";
import type { Prices } from "../core/sensitivity/plan-error.ts";
import type { SensitivityReport } from "../core/sensitivity/report.ts";
import type { AnswerStore } from "../platform/answer-store.ts";
import type { Decode } from "../platform/decode.ts";
import type { OpenSink } from "../platform/weight-blobs.ts";
import type { Entry } from "../platform/zip.ts";
import { type Collected } from "./collect.ts";
import { createEngines, type EnginePool, type Engines, type ModelSource } from "./engines.ts";
import { type Measurement, type SampleSet, sampleSetOf } from "./evaluate.ts";
import { createMemo, type Memo } from "./memo.ts";
import type { LabelSet } from "./labels/label-set.ts";
import type { DeviceCost, Inputs, LayerRow, PrepareReport, SourceFile } from "./protocol.ts";
import { RANDOM, randomData, randomKey } from "./random-data.ts";

/** What a platform lends to the jobs. */
export interface StudioDeps {
  readonly engines: EnginePool;
  readonly decode: Decode;
  /** A file that grows outside of memory; parts of a blob where the platform lends none. */
  readonly sink?: OpenSink;
  /** Where answers outlive the visit; nowhere, where the platform lends nothing. */
  readonly answers?: AnswerStore;
}

export interface OpenModel {
  /** SHA-256 of the file; of the file with its external data where it has some. */
  readonly key: string;
  readonly file: string;
  readonly graph: Graph;
  readonly source: ModelSource;
  readonly card: ModelCard;
  /** Channels its image input fixes, or null. */
  readonly channels: number | null;
  /** Classes its first output tells apart, or null when its shape does not say. */
  readonly classes: number | null;
}

/** A model whose weights stay in their files. */
export interface LargeModel {
  readonly file: string;
  readonly files: readonly SourceFile[];
}

export interface OpenData {
  readonly dataset: Dataset;
  readonly blobs: ReadonlyMap<string, Blob>;
  /** SHA-256 of each sample's bytes, by id; not of random data. */
  readonly contents?: ReadonlyMap<string, string>;
  /** What is marked on a sample, by id; only of sets with boxes. */
  readonly boxesOf?: (id: string) => ImageTruth | undefined;
  /** Masks, numbers and pictures that lay beside the samples. */
  readonly labels?: readonly LabelSet[];
}

/** A prepared model: the graph that is quantized, and the sessions that prove and calibrate it. */
export interface Prepared {
  readonly graph: Graph;
  readonly report: Pick<PrepareReport, "passes" | "opset" | "nodes">;
  readonly source: ModelSource;
  /** The same with every observed value as an output. */
  readonly tapped: ModelSource;
  readonly taps: readonly string[];
  /** The taps in groups that fit in memory together. */
  readonly passes: readonly (readonly string[])[];
  /** Values whose channel means are collected, with the axis of their channels. */
  readonly means: readonly (readonly [string, number])[];
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
  /** By the same kind of key; a model is in one of the two. */
  readonly large: Memo<LargeModel>;
  readonly data: Memo<OpenData>;
  /** What archives hold: one that serves both roles is unpacked once. */
  readonly archives: Memo<readonly Entry[]>;
  readonly prepared: Memo<Prepared>;
  readonly proofs: Memo<PrepareReport>;
  /** Statistics as far as they got; `calibrated` holds the finished ones, and the ones being made. */
  readonly collected: Memo<Collected>;
  readonly calibrated: Memo<Collected>;
  readonly variants: Memo<Variant>;
  /** How the layers of a variant run, by the key of the variant. */
  readonly fates: Memo<readonly Fate[]>;
  /** What models need on devices, by the key of the model or variant. */
  readonly costs: Memo<DeviceCost>;
  readonly sensitivity: Memo<SensitivityReport>;
  /** What each rounding of a studied model costs, by the same key: sets of pins are priced from it. */
  readonly prices: Memo<Prices>;
  /** Scores on corrupted samples, and on the same samples as they are. */
  readonly stressed: Memo<StressRow>;
  readonly plainStress: Memo<Plain>;
  readonly measured: Memo<Measurement>;
}

export function createDesk(deps: StudioDeps): Desk {
  return {
    deps,
    engines: createEngines(deps.engines),
    models: createMemo(2),
    large: createMemo(2),
    data: createMemo(6),
    archives: createMemo(2),
    prepared: createMemo(2),
    proofs: createMemo(4),
    // A calibration is a few megabytes whatever the number of images.
    collected: createMemo(4),
    calibrated: createMemo(4),
    variants: createMemo(8),
    fates: createMemo(8),
    costs: createMemo(32),
    sensitivity: createMemo(8),
    prices: createMemo(8),
    stressed: createMemo(256),
    plainStress: createMemo(8),
    measured: createMemo(12),
  };
}

/** @throws StudioError `runtime/missing-source` when the model is not open (any more) */
export function modelOf(desk: Desk, key: string): OpenModel {
  const model = desk.models.peek(key);
  if (model === undefined) throw new StudioError("runtime/missing-source", { kind: "model" });
  return model;
}

/** What random data must fit. */
export type RunOf = Pick<Inputs, "model" | "preprocess">;

/**
 * @param key of an opened set, or "random", which needs the model and the preprocessing to know what to draw
 * @throws StudioError `runtime/missing-source` when the set is not open (any more)
 */
export async function dataOf(desk: Desk, key: string, run?: RunOf): Promise<OpenData> {
  if (key === RANDOM && run !== undefined) {
    const { source } = modelOf(desk, run.model);
    const { preprocess } = run;
    return desk.data.get(randomKey(source, preprocess), () => randomData(desk.engines, source, preprocess));
  }
  const data = desk.data.peek(key);
  if (data === undefined) throw new StudioError("runtime/missing-source", { kind: "samples" });
  return data;
}

export async function sampleSet(desk: Desk, key: string, run: RunOf): Promise<SampleSet> {
  const { dataset, blobs } = await dataOf(desk, key, run);
  return sampleSetOf(dataset, blobs, run.preprocess);
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
