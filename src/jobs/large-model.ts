/** @file Opening a model whose weights do not fit in memory: its graph is read, its weights stay in their files. */
import { inspect } from "../core/graph/inspect.ts";
import { inputsOf } from "../core/graph/inputs.ts";
import { checkModel } from "../core/graph/support.ts";
import { StudioError } from "../core/errors.ts";
import { graphOf } from "../core/graph/from-model.ts";
import { inferTypes } from "../core/graph/types.ts";
import type { ModelCard } from "../core/model-card.ts";
import { externalFiles } from "../core/onnx/external.ts";
import type { ModelProto } from "../core/onnx/onnx_pb.ts";
import { guessFor } from "../core/samples/guess.ts";
import { attachSmall } from "../core/stream/open.ts";
import { sha256 } from "../platform/hash.ts";
import { blobSource, findBlob } from "../platform/weight-blobs.ts";
import type { SourceFile, StudioApi } from "./protocol.ts";

/** With more bytes of external data than this, a model is streamed. */
export const LARGE = 1e9;

/** The .onnx of a drop. */
export function mainFile(files: readonly SourceFile[]): SourceFile {
  const main = files.find(({ path }) => /\.onnx$/i.test(path)) ?? files[0];
  if (main === undefined) throw new Error("internal: a model was opened without files");
  return main;
}

/** Bytes of the files that hold weights of the model, as far as they were dropped with it. */
export function externalBytes(model: ModelProto, files: readonly SourceFile[]): number {
  const blobs = new Set(externalFiles(model).map((location) => findBlob(files, location)));
  return [...blobs].reduce((sum, blob) => sum + (blob?.size ?? 0), 0);
}

/** @throws StudioError `model/*` */
export async function openLarge(
  written: ModelProto,
  bytes: Uint8Array<ArrayBuffer>,
  files: readonly SourceFile[],
): Promise<StudioApi["openModel"]["result"]> {
  for (const location of externalFiles(written)) {
    if (findBlob(files, location) === undefined) {
      throw new StudioError("model/external-data", { tensor: location, location });
    }
  }
  const main = mainFile(files);
  const file = main.path.slice(main.path.lastIndexOf("/") + 1);
  const model = await attachSmall(written, blobSource(files));
  const graph = inferTypes(graphOf(model));
  checkModel(graph, file);
  const size = bytes.length + externalBytes(written, files);
  const card: ModelCard = inspect(model, { name: file, bytes: size, hash: await keyOf(bytes, files) });
  const { preprocess: guess, why } = guessFor(inputsOf(graph), { modelName: file, producer: card.producer });
  const notes = [
    ...card.notes,
    "The SHA-256 is of the .onnx and of the sizes of its data files, which are not read whole.",
  ];
  return { card: { ...card, notes }, guess, why, kind: inputsOf(graph).primary.kind, large: true };
}

/** Of the graph and the sizes of what lies beside it: reading gigabytes only to name them would take longer than using them. */
async function keyOf(bytes: Uint8Array<ArrayBuffer>, files: readonly SourceFile[]): Promise<string> {
  const beside = files.map(({ path, blob }) => `${path} ${blob.size}`).toSorted();
  const text = new TextEncoder().encode(JSON.stringify([await sha256(bytes), beside]));
  return sha256(text);
}
