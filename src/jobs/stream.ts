/**
 * @file Quantize a model whose weights do not fit in memory together: weight-only, weight by weight, from files to
 * files. It is neither run nor compared here, as no runtime in a browser could hold it.
 */
import { StudioError } from "../core/errors.ts";
import { quantizeStreamed, type Streamed, type StreamInput } from "../core/stream/quantize-streamed.ts";
import { blobSink, blobSource } from "../platform/weight-blobs.ts";
import type { Desk } from "./desk.ts";
import { macrotask } from "./engine/macrotask.ts";
import type { Job } from "./evaluate.ts";
import { mainFile } from "./large-model.ts";
import type { Progress, StreamedFiles, StudioApi } from "./protocol.ts";

/** @throws StudioError `model/*`, `recipe/unsupported`, `recipe/unknown-layer` */
export function streamQuantize(input: Omit<StreamInput, "breathe">, job: Job<Progress>): Promise<Streamed> {
  const progress = ({ done, total }: { done: number; total: number }) =>
    job.progress({ stage: "quantize", done, total, unit: "layers" });
  return quantizeStreamed({ ...input, breathe: macrotask }, { signal: job.signal, progress });
}

/** From dropped files to files. @throws StudioError as `streamQuantize`, and `runtime/missing-source` */
export async function streamJob(
  desk: Desk,
  { model, recipe, name }: StudioApi["stream"]["request"],
  job: Job<Progress>,
): Promise<StreamedFiles> {
  const large = desk.large.peek(model);
  if (large === undefined) throw new StudioError("runtime/missing-source", { kind: "model" });
  const main = mainFile(large.files);
  const dataName = `${name}.data`;
  const sink = await (desk.deps.sink ?? blobSink)(dataName);
  const bytes = new Uint8Array(await main.blob.arrayBuffer());
  const source = blobSource(large.files);
  const input = { bytes, file: main.path, recipe, source, sink };
  const { bytes: made, layers, notes } = await streamQuantize(input, job).finally(() => sink.blob());
  const onnx = new Blob([made as Uint8Array<ArrayBuffer>]);
  return { onnx, data: await sink.blob(), dataName, layers, notes };
}
