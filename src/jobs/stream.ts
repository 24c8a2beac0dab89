/**
 * @file Quantize a model whose weights do not fit in memory together: weight-only, weight by weight, from files to
 * files. It is neither run nor compared here, as no runtime in a browser could hold it.
 */
import type { Recipe } from "../core/recipe.ts";
import { quantizeStreamed, type Streamed, type StreamInput } from "../core/stream/quantize-streamed.ts";
import { blobSink, blobSource } from "../platform/weight-blobs.ts";
import { macrotask } from "./engine/macrotask.ts";
import type { Job } from "./evaluate.ts";
import type { Progress, SourceFile } from "./protocol.ts";

/** With more bytes of external data than this, a model is streamed. */
export const LARGE = 1e9;

/** @throws StudioError `model/*`, `recipe/unsupported`, `recipe/unknown-layer` */
export function streamQuantize(input: Omit<StreamInput, "breathe">, job: Job<Progress>): Promise<Streamed> {
  const progress = ({ done, total }: { done: number; total: number }) =>
    job.progress({ stage: "quantize", done, total, unit: "layers" });
  return quantizeStreamed({ ...input, breathe: macrotask }, { signal: job.signal, progress });
}

export interface StreamedFiles extends Omit<Streamed, "bytes"> {
  readonly onnx: Blob;
  /** To be saved beside the .onnx, under this name. */
  readonly data: Blob;
  readonly dataName: string;
}

/**
 * From dropped files to blobs.
 * @param files the .onnx and its external data
 * @param name of the .onnx that is made
 */
export async function streamBlobs(
  files: readonly SourceFile[],
  { recipe, name }: { readonly recipe: Recipe; readonly name: string },
  job: Job<Progress>,
): Promise<StreamedFiles> {
  const main = files.find(({ path }) => /\.onnx$/i.test(path)) ?? files[0];
  if (main === undefined) throw new Error("internal: a model was streamed without files");
  const dataName = `${name}.data`;
  const sink = blobSink(dataName);
  const bytes = new Uint8Array(await main.blob.arrayBuffer());
  const source = blobSource(files);
  const { bytes: made, ...rest } = await streamQuantize({ bytes, file: main.path, recipe, source, sink }, job);
  return { ...rest, onnx: new Blob([made as Uint8Array<ArrayBuffer>]), data: sink.blob(), dataName };
}
