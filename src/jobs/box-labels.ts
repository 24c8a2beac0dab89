/** @file Boxes that were dropped with the images: COCO's JSON, Pascal VOC's XML or YOLO's text files. */
import { StudioError } from "../core/errors.ts";
import type { ImageTruth } from "../core/evaluate/detection/box.ts";
import type { BoxLabels } from "../core/evaluate/detection/coco.ts";
import { parseCoco } from "../core/evaluate/detection/coco.ts";
import { type BoxFiles, findBoxFiles } from "../core/evaluate/detection/find-boxes.ts";
import { parseVoc } from "../core/evaluate/detection/voc.ts";
import { type ImageSize, parseYolo, parseYoloClasses, type TextFile } from "../core/evaluate/detection/yolo-labels.ts";
import type { Dataset, Sample } from "../core/samples/dataset.ts";
import { finder } from "../core/samples/finder.ts";
import { fileKind, fileName } from "../core/samples/paths.ts";
import type { Decode } from "../platform/decode.ts";
import type { Entry } from "../platform/zip.ts";

/** Files that hold labels or describe them, and no samples. */
export function boxFilesOf(files: readonly Entry[]): BoxFiles | null {
  // sample.json describes a set that this page ships.
  return findBoxFiles(files.map(({ path }) => path).filter((path) => fileName(path).toLowerCase() !== "sample.json"));
}

/** What is marked on the samples of one set. */
export interface MarkedBoxes {
  readonly truthOf: (id: string) => ImageTruth | undefined;
  /** Class names by index. */
  readonly classes: readonly string[];
  /** Objects on how many of the samples, and what was put right or left out. */
  readonly summary: NonNullable<Dataset["boxes"]>;
  /** Names the format, e.g. "annotations.json". */
  readonly source: string;
  /** Everything that decides what is marked, for the key of the set. */
  readonly text: string;
}

/**
 * Null when the labels name none of the samples.
 * @param decode YOLO's boxes are shares of an image's size, so that its images are decoded
 * @throws StudioError `data/boxes`
 */
export async function readBoxes(
  found: BoxFiles,
  files: readonly Entry[],
  samples: readonly Sample[],
  decode: Decode | undefined,
): Promise<MarkedBoxes | null> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const read = async (path: string): Promise<TextFile> => ({ path, text: (await byPath.get(path)?.blob.text()) ?? "" });
  const texts = await Promise.all(found.paths.map(read));
  const list = found.classes[0] === undefined ? null : await read(found.classes[0]);
  const classes = list === null ? [] : parseYoloClasses(list);
  const labels = await parse(found, { texts, classes, files, decode });
  const truthOf = finder(labels.images);
  const marked = samples.flatMap(({ id }) => truthOf(id) ?? []);
  if (marked.length === 0) return null;
  const objects = marked.reduce((sum, { boxes }) => sum + boxes.length, 0);
  return {
    truthOf,
    classes: labels.classes,
    summary: { images: marked.length, objects, notes: labels.notes ?? [] },
    source: found.format === "coco" ? fileName(found.paths[0] ?? "") : `${texts.length} ${FORMATS[found.format]} files`,
    text: [...texts, ...(list === null ? [] : [list])].map(({ path, text }) => `${path}\n${text}`).join("\n"),
  };
}

const FORMATS = { yolo: "YOLO text", voc: "Pascal VOC" } as const;

interface Found {
  readonly texts: readonly TextFile[];
  readonly classes: readonly string[];
  readonly files: readonly Entry[];
  readonly decode: Decode | undefined;
}

async function parse({ format }: BoxFiles, { texts, classes, files, decode }: Found): Promise<BoxLabels> {
  const [first] = texts;
  if (format === "coco" && first !== undefined) return parseCoco(first.text, first.path);
  if (format === "voc") return parseVoc(texts, classes);
  const sizes = new Map<string, ImageSize>();
  for (const { path, blob } of files) {
    const size = fileKind(path) === "image" ? await sizeOf(decode, blob, path) : null;
    if (size !== null) sizes.set(path, size);
  }
  return parseYolo(texts, sizes, classes);
}

/** Null for images that cannot be decoded; running them says why. */
async function sizeOf(decode: Decode | undefined, blob: Blob, path: string): Promise<ImageSize | null> {
  try {
    return (await decode?.(blob, path)) ?? null;
  } catch (error) {
    if (error instanceof StudioError) return null;
    throw error;
  }
}
