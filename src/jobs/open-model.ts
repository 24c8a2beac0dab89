/** @file Open a model: its bytes checked, its card filled, and a first guess at its preprocessing. */
import { graphOf } from "../core/graph/from-model.ts";
import type { Graph } from "../core/graph/graph.ts";
import { inspect } from "../core/graph/inspect.ts";
import { type ModelInputs, inputsOf } from "../core/graph/inputs.ts";
import { checkModel } from "../core/graph/support.ts";
import { inferTypes } from "../core/graph/types.ts";
import type { ModelCard } from "../core/model-card.ts";
import { decodeModel } from "../core/onnx/decode.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { attachExternalData, externalFiles } from "../core/onnx/external.ts";
import type { ModelProto } from "../core/onnx/onnx_pb.ts";
import { elemName } from "../core/onnx/elem.ts";
import { guessFor } from "../core/samples/guess.ts";
import { rememberBlob } from "../platform/blob-parts.ts";
import { sha256 } from "../platform/hash.ts";
import type { Desk } from "./desk.ts";
import type { ModelSource } from "./engines.ts";
import type { Job } from "./evaluate.ts";
import { externalBytes, LARGE, mainFile, openLarge } from "./large-model.ts";
import type { Progress, SourceFile, StudioApi } from "./protocol.ts";

type Request = StudioApi["openModel"]["request"];
type Result = StudioApi["openModel"]["result"];

/** @throws StudioError `model/*` */
export async function openModelJob(desk: Desk, { files }: Request, job: Job<Progress>): Promise<Result> {
  job.progress({ stage: "open", done: 0, total: 1, unit: "models" });
  const large = await largeOf(desk, files);
  if (large !== null) return large;
  const read = await readModel(files);
  checkModel(read.graph, read.file);
  const { source, input, classes } = runnable(read);
  const { key, file, graph } = read;
  const card = cardOf(read);
  desk.models.put(key, { key, file, graph, source, card, channels: input.image?.channels ?? null, classes });
  const { preprocess, why } = guessFor(input, { modelName: file, producer: card.producer });
  job.progress({ stage: "open", done: 1, total: 1, unit: "models" });
  return { card, guess: preprocess, why, kind: input.primary.kind, large: false };
}

/** A model whose weights, beside it, are more than a tab should hold; null for any other. */
async function largeOf(desk: Desk, files: readonly SourceFile[]): Promise<Result | null> {
  const main = mainFile(files);
  const all = files.reduce((sum, { blob }) => sum + blob.size, 0);
  if (all - main.blob.size <= LARGE || main.blob.size > LARGE) return null;
  const bytes = await bytesOf(main.blob);
  const model = decodeModel(bytes, main.path);
  if (externalBytes(model, files) <= LARGE) return null;
  const opened = await openLarge(model, bytes, files);
  desk.large.put(opened.card.hash, { file: opened.card.file, files });
  return opened;
}

export function cardOf({ key, file, bytes, model }: ReadModel): ModelCard {
  return inspect(model, { name: file, hash: key, bytes: bytes.length });
}

/** A model as it was dropped, with its external data in place. */
export interface ReadModel {
  /** SHA-256 of `bytes`. */
  readonly key: string;
  readonly file: string;
  /** The file; with external data, the model in one piece. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same by reference: the dropped file itself where it is whole, so that nothing is copied. */
  readonly blob: Blob;
  readonly model: ModelProto;
  readonly graph: Graph;
}

/**
 * @param files the .onnx and what was dropped with it
 * @throws StudioError `model/not-onnx`, `model/truncated`, `model/external-data`
 */
export async function readModel(files: readonly SourceFile[]): Promise<ReadModel> {
  const main = mainFile(files);
  const file = main.path.slice(main.path.lastIndexOf("/") + 1);
  const own = await bytesOf(main.blob);
  const written = decodeModel(own, file);
  const isWhole = externalFiles(written).length === 0;
  const model = isWhole ? written : attachExternalData(written, await beside(main, files));
  const bytes = isWhole ? own : (encodeModel(model) as Uint8Array<ArrayBuffer>);
  const blob = isWhole ? main.blob : new Blob([bytes]);
  return { key: await sha256(bytes), file, bytes, blob, model, graph: inferTypes(graphOf(model)) };
}

/** Bytes of the files beside the model, by path relative to it. */
async function beside(main: SourceFile, files: readonly SourceFile[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = main.path.slice(0, main.path.lastIndexOf("/") + 1);
  const found = new Map<string, Uint8Array>();
  for (const { path, blob } of files) {
    found.set(path.startsWith(folder) ? path.slice(folder.length) : path, await bytesOf(blob));
  }
  return found;
}

/** Bytes read at a time. */
const SLICE = 2 << 20;

/** Slice by slice: asked for all at once, a large file is gathered in pieces and then copied into one. */
async function bytesOf(blob: Blob): Promise<Uint8Array<ArrayBuffer>> {
  if (blob.size <= SLICE) return new Uint8Array(await blob.arrayBuffer());
  const bytes = new Uint8Array(blob.size);
  for (let at = 0; at < blob.size; at += SLICE) {
    bytes.set(new Uint8Array(await blob.slice(at, at + SLICE).arrayBuffer()), at);
  }
  rememberBlob(bytes.buffer, blob);
  return bytes;
}

export interface Runnable {
  readonly source: ModelSource;
  readonly input: ModelInputs;
  /** Classes its first output tells apart, or null when its shape does not say. */
  readonly classes: number | null;
}

/** What an engine needs to run a model. @throws StudioError `model/inputs` */
export function runnable({ key, file, blob, graph }: ReadModel): Runnable {
  const input = inputsOf(graph);
  const [output = ""] = graph.outputs;
  const outputs = graph.outputs.filter((name) => isComparable(graph, name));
  return {
    source: { key, file, blob, inputs: input, output, outputs },
    input,
    classes: classesOf(graph, output),
  };
}

/** Floats; rounding may flip an index or a flag, so other types cannot prove anything. */
function isComparable(graph: Graph, output: string): boolean {
  return COMPARABLE.has(elemName(graph.types.get(output)?.elem ?? 0));
}

const COMPARABLE = new Set(["float32", "float16", "float64"]);

/** Size of the last axis of a `[N, classes]` output. */
function classesOf(graph: Graph, output: string): number | null {
  const dims = graph.types.get(output)?.dims;
  const last = dims?.length === 2 ? dims[1] : undefined;
  return typeof last === "number" ? last : null;
}
