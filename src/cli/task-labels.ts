/** @file Labels that are more than a class, read from disk: boxes, masks, numbers, pictures. */
import { stat } from "node:fs/promises";
import { StudioError } from "../core/errors.ts";
import { type BoxLabels, parseCoco } from "../core/evaluate/detection/coco.ts";
import { findBoxFiles } from "../core/evaluate/detection/find-boxes.ts";
import { parseVoc } from "../core/evaluate/detection/voc.ts";
import { isYoloClassFile, parseYolo, parseYoloClasses, type TextFile } from "../core/evaluate/detection/yolo-labels.ts";
import type { Truth } from "../core/evaluate/evaluation.ts";
import type { LabelKind, TaskContext } from "../core/evaluate/tasks/task.ts";
import { finder } from "../core/samples/finder.ts";
import { pairFiles } from "../core/samples/paired-files.ts";
import { commonRoot, fileKind, fileName, samplesAmong } from "../core/samples/paths.ts";
import { readMasks as readMaskTruths } from "../jobs/labels/masks.ts";
import { readPicture } from "../jobs/labels/target-pictures.ts";
import { findValueFile, isValueFile, readValues as readValueFile } from "../jobs/labels/values.ts";
import type { SourceFile } from "../jobs/protocol.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { readEntries } from "../platform/files-node.ts";
import { imageSize } from "../platform/labels-node.ts";
import { readSource, readText } from "./inputs.ts";

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
  none: async ({ files }) => ({ ...NO_LABELS, files: samplesOf(files) }),
};

function samplesOf(files: readonly SourceFile[]): readonly SourceFile[] {
  const isSample = samplesAmong(files.map(({ path }) => path));
  return files.filter(({ path }) => isSample(path));
}

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

/** @throws StudioError `data/decode`, `data/truth` */
async function readMasks({ files, labels, dims }: LabelRequest): Promise<ReadLabels> {
  const all = labels === undefined ? files : [...files, ...prefixed(await readEntries(labels), "masks")];
  const { byPath, pairs, rest } = paired(all, "masks");
  const entries = pairs.map(([sample, label]) => [sample, byPath.get(label) as SourceFile] as const);
  const { masks, notes } = await readMaskTruths(entries, { dims });
  return { ...NO_LABELS, notes, files: rest, truthOf: finder<Truth>(masks) };
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

/** @throws StudioError `data/truth`, `data/decode`, `cli/file` */
async function readValues({ files, labels }: LabelRequest): Promise<ReadLabels> {
  const samples = samplesOf(files);
  const hasSamples = samples.some(({ path }) => !isValueFile(path));
  const beside = hasSamples ? findValueFile(files) : undefined;
  const rest = samples.filter((file) => file !== beside);
  const file = labels === undefined ? beside : await readSource(labels);
  if (file === undefined) return { ...NO_LABELS, files: rest };
  const root = commonRoot(rest.map(({ path }) => path));
  const { values, skipped } = await readValueFile(
    file,
    rest.map(({ path }) => path.slice(root.length)),
  );
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
    return [sample, await readPicture(byPath.get(label) as SourceFile, dims ?? [], decodeInNode)] as const;
  });
  return { ...NO_LABELS, files: rest, truthOf: finder<Truth>(new Map(await Promise.all(pictures))) };
}
