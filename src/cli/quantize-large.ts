/** @file `qstudio quantize` for models too large to hold in memory: weight by weight, from files to files. */
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { StudioError } from "../core/errors.ts";
import { decodeModel } from "../core/onnx/decode.ts";
import { externalFiles } from "../core/onnx/external.ts";
import type { Recipe } from "../core/recipe.ts";
import type { Streamed } from "../core/stream/quantize-streamed.ts";
import type { Job } from "../jobs/evaluate.ts";
import type { Progress } from "../jobs/protocol.ts";
import { LARGE } from "../jobs/large-model.ts";
import { streamQuantize } from "../jobs/stream.ts";
import { fileSink, fileSource } from "../platform/weight-files.ts";
import { EXIT } from "./failure.ts";
import { writeOut } from "./inputs.ts";
import type { Io } from "./io.ts";
import { progressLine } from "./progress.ts";
import { countsText } from "./quantize-text.ts";
import { bytesText, plural } from "./text.ts";

/** Whether a model has more external data than `limit` bytes. @throws StudioError `cli/file`, `model/not-onnx` */
export async function isLarge(path: string, limit = LARGE): Promise<boolean> {
  const file = await stat(path).catch(() => null);
  // A file of its own size is read whole elsewhere; here only what lies beside it counts.
  if (file === null || !file.isFile() || file.size > limit) return false;
  const locations = externalFiles(decodeModel(await readFile(path), basename(path)));
  const sizes = await Promise.all(locations.map((location) => sizeOf(join(dirname(path), location))));
  return sizes.reduce((sum, size) => sum + size, 0) > limit;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

export interface LargeTask {
  readonly recipe: Recipe;
  /** The .onnx to write; its weights go to the same name with `.data`. */
  readonly out: string;
  /** See `openStreamed`. */
  readonly small?: number;
}

/** @throws StudioError `cli/write`, `model/*`, `recipe/unsupported`, `recipe/unknown-layer` */
export async function quantizeLarge(path: string, { recipe, out, small }: LargeTask, io: Io): Promise<number> {
  const line = progressLine(io);
  const job: Job<Progress> = { signal: new AbortController().signal, progress: line.show };
  const dataPath = `${out}.data`;
  const bytes = new Uint8Array(await readFile(path));
  const source = fileSource(dirname(path));
  const sink = await fileSink(dataPath).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    throw new StudioError("cli/write", { file: dataPath, message }, error);
  });
  try {
    const input = { bytes, file: basename(path), recipe, source, sink, ...(small !== undefined && { small }) };
    const streamed = await streamQuantize(input, job);
    await writeOut(out, streamed.bytes);
    line.clear();
    io.out(largeText(path, out, streamed, (await stat(dataPath)).size));
    return EXIT.done;
  } finally {
    line.clear();
    await Promise.all([source.close(), sink.close()]);
  }
}

function largeText(path: string, out: string, { bytes, layers, notes }: Streamed, data: number): string {
  const before = layers.reduce((sum, layer) => sum + layer.bytes.before, 0);
  const floats = layers.filter((layer) => layer.precision === "FP32" && layer.parameters > 0);
  const lines = [
    `${basename(path)} -> ${out} and ${out}.data, ${bytesText(bytes.length + data)} (weights were ${bytesText(before)})`,
    `weight by weight, because the model is too large to be held in memory; it was not run`,
    `${plural(layers.length, "layer")}: ${countsText(layers)}`,
    ...floats.map(({ name, reason }) => `  ${name} stays FP32: ${reason ?? "no reason"}`),
    ...notes.map((note) => `note: ${note}`),
  ];
  return `${lines.join("\n")}\n`;
}
