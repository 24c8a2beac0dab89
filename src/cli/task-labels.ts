/** @file Labels that are more than a class, read from disk: boxes, masks, numbers, pictures. */
import { stat } from "node:fs/promises";
import { StudioError } from "../core/errors.ts";
import { type BoxLabels, parseCoco } from "../core/evaluate/detection/coco.ts";
import { findBoxFiles } from "../core/evaluate/detection/find-boxes.ts";
import { parseVoc } from "../core/evaluate/detection/voc.ts";
import { isYoloClassFile, parseYolo, parseYoloClasses, type TextFile } from "../core/evaluate/detection/yolo-labels.ts";
import { IGNORED, type Truth } from "../core/evaluate/evaluation.ts";
import type { LabelKind, TaskContext } from "../core/evaluate/tasks/task.ts";
import { finder } from "../core/samples/finder.ts";
import { parseValues } from "../core/samples/labels-values.ts";
import { pairFiles } from "../core/samples/paired-files.ts";
import { fileKind, fileName } from "../core/samples/paths.ts";
import type { SourceFile } from "../jobs/protocol.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { readEntries } from "../platform/files-node.ts";
import { imageSize, maskIndices } from "../platform/labels-node.ts";
import { readText } from "./inputs.ts";

export interface ReadLabels {
  readonly truthOf: (id: string) => Truth | undefined;
  /** The files without the labels. */
  readonly files: readonly SourceFile[];
  /** Class names by index, where the labels give them. */
  readonly classes: readonly string[];
  /** What was put right or left out, a sentence each. */
  readonly notes: readonly string[];
}

interface LabelRequest {
  readonly files: readonly SourceFile[];
  /** A file or folder to use instead of what lies beside the samples. */
  readonly labels: string | undefined;
  /** Named in errors. */
  readonly data: string;
  readonly dims: TaskContext["dims"];
}

type Reader = (request: LabelRequest) => Promise<ReadLabels>;

const NO_LABELS = { truthOf: () => undefined, classes: [], notes: [] };

/** How labels of each kind are read; classes are read with the samples. */
export const LABEL_READERS: Readonly<Partial<Record<LabelKind, Reader>>> = {
  boxes: readBoxes,
  masks: readMasks,
  values: readValues,
  pictures: readPictures,
  none: async ({ files }) => ({ ...NO_LABELS, files: files.filter(({ path }) => fileKind(path) !== null) }),
};

/** @throws StudioError `data/boxes`, `data/no-boxes`, `data/truth` */
async function readBoxes({ files, labels, data }: LabelRequest): Promise<ReadLabels> {
  const beside = await labelFiles(files, labels);
  const samples = files.filter(({ path }) => fileKind(path) !== null);
  const boxes = await boxLabels([...samples, ...beside]);
  if (boxes === null) return { ...NO_LABELS, files: samples };
  const find = finder(boxes.images);
  if (!samples.some(({ path }) => find(path) !== undefined)) {
    const reason = `the ${boxes.images.size} images of the labels have other names than its files`;
    throw new StudioError("data/no-boxes", { source: data, reason });
  }
  return {
    files: samples,
    classes: boxes.classes,
    notes: boxes.notes ?? [],
    truthOf: (id) => {
      const image = find(id);
      return image && { kind: "boxes", image };
    },
  };
}

/** What `--labels` names, a file or everything in a folder; else all files that are no samples. */
async function labelFiles(files: readonly SourceFile[], labels: string | undefined): Promise<readonly SourceFile[]> {
  if (labels === undefined) return files.filter(({ path }) => fileKind(path) === null);
  const isFolder = await stat(labels).then(
    (s) => s.isDirectory(),
    () => false,
  );
  const lists = files.filter(({ path }) => isYoloClassFile(path));
  if (isFolder) return [...(await readEntries(labels)).filter(({ path }) => fileKind(path) === null), ...lists];
  return [{ path: fileName(labels), blob: new Blob([await readText(labels)]) }, ...lists];
}

async function boxLabels(files: readonly SourceFile[]): Promise<BoxLabels | null> {
  const found = findBoxFiles(files.map(({ path }) => path));
  if (found === null) return null;
  const byPath = new Map(files.map((file) => [file.path, file]));
  const read = async (path: string): Promise<TextFile> => ({ path, text: (await byPath.get(path)?.blob.text()) ?? "" });
  const texts = await Promise.all(found.paths.map(read));
  const [first] = texts;
  if (found.format === "coco" && first !== undefined) return parseCoco(first.text, first.path);
  const list = found.classes[0];
  const classes = list === undefined ? [] : parseYoloClasses(await read(list));
  if (found.format === "voc") return parseVoc(texts, classes);
  const images = files.filter(({ path }) => fileKind(path) === "image");
  const sizes = await Promise.all(images.map(async ({ path, blob }) => [path, await imageSize(blob, path)] as const));
  return parseYolo(texts, new Map(sizes), classes);
}

/** @throws StudioError `data/decode` */
async function readMasks({ files, labels }: LabelRequest): Promise<ReadLabels> {
  const all = labels === undefined ? files : [...files, ...prefixed(await readEntries(labels), "masks")];
  const { byPath, pairs, rest } = paired(all, "masks");
  const masks = pairs.map(async ([sample, label]) => {
    const { width, height, data } = await maskIndices((byPath.get(label) as SourceFile).blob, label);
    const bytes = Uint8Array.from(data, (c) => (c >= IGNORED ? IGNORED : c));
    return [sample, { kind: "mask", mask: { width, height, data: bytes } }] as const;
  });
  return { ...NO_LABELS, files: rest, truthOf: finder<Truth>(new Map(await Promise.all(masks))) };
}

/** As if the folder lay beside the samples under this name. */
function prefixed(files: readonly SourceFile[], name: string): SourceFile[] {
  return files.map(({ path, blob }) => ({ path: `${name}/${path}`, blob }));
}

function paired(files: readonly SourceFile[], kind: "masks" | "pictures") {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const { labels, rest } = pairFiles([...byPath.keys()], kind);
  return { byPath, pairs: [...labels], rest: rest.map((path) => byPath.get(path) as SourceFile) };
}

/** @throws StudioError `data/truth`, `cli/file` */
async function readValues({ files, labels }: LabelRequest): Promise<ReadLabels> {
  const table = files.find(({ path }) => /(^|\/)(labels|values|targets)\.csv$/i.test(path));
  const rest = files.filter(({ path }) => fileKind(path) !== null);
  if (labels === undefined && table === undefined) return { ...NO_LABELS, files: rest };
  const text = labels === undefined ? await (table as SourceFile).blob.text() : await readText(labels);
  const { values, skipped } = parseValues(text, fileName(labels ?? (table as SourceFile).path));
  const find = finder(values);
  return {
    ...NO_LABELS,
    files: rest,
    notes: skipped.map(({ id, reason }) => `${id}: ${reason}`),
    truthOf: (id) => {
      const found = find(id);
      return found && { kind: "values", values: found };
    },
  };
}

/** In the range of the output: 0 to 1, which most networks write. @throws StudioError `data/decode`, `data/truth` */
async function readPictures({ files, labels, dims }: LabelRequest): Promise<ReadLabels> {
  const all = labels === undefined ? files : [...files, ...prefixed(await readEntries(labels), "targets")];
  const { byPath, pairs, rest } = paired(all, "pictures");
  const pictures = pairs.map(async ([sample, label]) => {
    return [sample, await pictureOf(byPath.get(label) as SourceFile, dims ?? [])] as const;
  });
  return { ...NO_LABELS, files: rest, truthOf: finder<Truth>(new Map(await Promise.all(pictures))) };
}

async function pictureOf({ path, blob }: SourceFile, dims: readonly number[]): Promise<Truth> {
  const { width, height, data } = await decodeInNode(blob, path);
  const last = dims.length === 3 && (dims[2] === 1 || dims[2] === 3) && dims[0] !== 1 && dims[0] !== 3;
  const [channels = 1, rows = 0, columns = 0] =
    dims.length === 2 ? [1, ...dims] : last ? [dims[2], dims[0], dims[1]] : dims;
  if (rows !== height || columns !== width) {
    throw new StudioError("data/truth", {
      file: path,
      message: `It is ${width} x ${height}, the model gives ${columns} x ${rows}`,
      fix: "Save the pictures to compare with in the size of the model's output.",
    });
  }
  const plane = width * height;
  const grey = (i: number) =>
    (0.299 * (data[3 * i] ?? 0) + 0.587 * (data[3 * i + 1] ?? 0) + 0.114 * (data[3 * i + 2] ?? 0)) / 255;
  const values = Float32Array.from({ length: plane * channels }, (_, at) => {
    if (channels === 1) return grey(at);
    const [pixel, c] = last ? [Math.floor(at / channels), at % channels] : [at % plane, Math.floor(at / plane)];
    return (data[3 * pixel + c] ?? 0) / 255;
  });
  return { kind: "picture", values, dims };
}
