/** @file What the commands are given on disk: a model with its external data, images, a preprocessing. */
import { openAsBlob } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { StudioError } from "../core/errors.ts";
import type { ModelInputs } from "../core/graph/inputs.ts";
import { decodeModel } from "../core/onnx/decode.ts";
import { externalFiles } from "../core/onnx/external.ts";
import { isClassList } from "../core/samples/class-list.ts";
import { guessFor } from "../core/samples/guess.ts";
import { parsePreprocess } from "../core/samples/parse-preprocess.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import { PRESETS, presetFor } from "../core/samples/presets.ts";
import type { SourceFile } from "../jobs/protocol.ts";
import { readEntries } from "../platform/files-node.ts";
import type { Io } from "./io.ts";
import { preprocessText } from "./preprocess-text.ts";

/** Why the system refused a file, without repeating its path. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "There is no such file or folder.",
  EISDIR: "It is a folder.",
  ENOTDIR: "A part of its path is not a folder.",
  EACCES: "This user may not open it.",
  EPERM: "This user may not open it.",
  EROFS: "The disk is read-only.",
  ENOSPC: "The disk is full.",
};

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return REASONS[code ?? ""] ?? message ?? String(error);
}

/** @throws StudioError `cli/file` */
export async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new StudioError("cli/file", { file, message: reasonOf(error) }, error);
  });
}

/** A file by its own name. @throws StudioError `cli/file` */
export async function readSource(file: string): Promise<SourceFile> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new StudioError("cli/file", { file, message: reasonOf(error) }, error);
  });
  return { path: basename(file), blob: new Blob([bytes]) };
}

/** @throws StudioError `cli/write` */
export async function writeOut(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(file, content).catch((error: unknown) => {
    throw new StudioError("cli/write", { file, message: reasonOf(error) }, error);
  });
}

/** Finds out before an hour of work that the result could not be written. @throws StudioError `cli/write` */
export async function checkWritable(file: string): Promise<void> {
  const folder = dirname(file);
  const isFolder = await stat(folder).then(
    (s) => s.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new StudioError("cli/write", { file, message: `There is no folder ${folder}.` });
}

/** The model and the files that hold its weights, as far as they exist. @throws StudioError `cli/file`, `model/not-onnx` */
export async function modelFiles(path: string): Promise<readonly SourceFile[]> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new StudioError("cli/file", { file: path, message: reasonOf(error) }, error);
  });
  const main = { path: basename(path), blob: new Blob([bytes]) };
  const beside = externalFiles(decodeModel(bytes, basename(path))).map((location) => fileBeside(path, location));
  return [main, ...(await Promise.all(beside)).flat()];
}

/** Weights may only lie in the model's folder or below: a model must not make us read other files. */
async function fileBeside(model: string, location: string): Promise<readonly SourceFile[]> {
  if (isAbsolute(location) || location.split(/[\\/]/).includes("..")) return [];
  try {
    return [{ path: location, blob: await openAsBlob(join(dirname(model), location)) }];
  } catch {
    return []; // opening the model names the tensor that misses it
  }
}

/** @param labels a table to use instead of the folder's own @throws StudioError `cli/file`, `data/zip` */
export async function dataFiles(path: string, labels?: string): Promise<readonly SourceFile[]> {
  const files = [...(await readEntries(path)), ...(await classListBeside(path))];
  if (labels === undefined) return files;
  const csv = { path: "labels.csv", blob: new Blob([await readText(labels)]) };
  return [csv, ...files.filter((file) => !/(^|\/)labels\.csv$/i.test(file.path))];
}

/** Data sets are kept as sibling folders with one list of classes above them; it goes before none. */
async function classListBeside(path: string): Promise<readonly SourceFile[]> {
  const folder = dirname(resolve(path));
  const names = (await readdir(folder).catch(() => [])).filter(isClassList).sort();
  return Promise.all(names.map(async (name) => ({ path: name, blob: await openAsBlob(join(folder, name)) })));
}

export interface PreprocessHints {
  readonly input: ModelInputs;
  readonly modelName: string;
  readonly producer: string;
}

/**
 * A preset id, a JSON file, or nothing: then it is guessed, and the guess is printed.
 * @throws StudioError `preprocess/invalid`, `cli/file`
 */
export async function choosePreprocess(
  given: string | undefined,
  { input, modelName, producer }: PreprocessHints,
  io: Io,
): Promise<Preprocess> {
  if (given === undefined) {
    const { preprocess, why } = guessFor(input, { modelName, producer });
    const guess = `Preprocessing guessed: ${preprocessText(preprocess, input)}\n  ${why} Choose another with --preprocess.\n`;
    io.err(input.primary.kind === "tensor" ? `${why}\n` : guess);
    return preprocess;
  }
  const preset = input.image === null ? undefined : presetFor(given, input.image);
  if (preset !== undefined) return preset;
  if (!/[./\\]/.test(given)) throw unknownPreset(given, input);
  return parsePreprocess(parseJson(await readText(given), given), given);
}

const presetIds = () => PRESETS.map(({ id }) => id).join(", ");

function unknownPreset(given: string, { image }: ModelInputs): StudioError {
  const message =
    image === null
      ? "presets are for images, which this model does not take"
      : `there is no preset of this name; the presets are ${presetIds()}`;
  return new StudioError("preprocess/invalid", { file: given, path: "--preprocess", message, presets: presetIds() });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const detail = { file, path: "the file", message: "it is not JSON", presets: presetIds() };
    throw new StudioError("preprocess/invalid", detail, cause);
  }
}
