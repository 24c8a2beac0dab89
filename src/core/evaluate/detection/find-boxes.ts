/** @file Which files of a set hold the boxes, and which boxes belong to a sample. */
import { isClassList } from "../../samples/class-list.ts";
import { fileKind, fileName } from "../../samples/paths.ts";
import { isYoloClassFile, stem } from "./yolo-labels.ts";

/** Names under which exporters write COCO's JSON, the most telling first. */
const NAMES: readonly RegExp[] = [/^annotations\.json$/i, /coco\.json$/i, /^instances.*\.json$/i, /\.json$/i];

export type BoxFormat = "coco" | "yolo" | "voc";

export interface BoxFiles {
  readonly format: BoxFormat;
  readonly paths: readonly string[];
  /** Lists of class names, the most telling first. */
  readonly classes: readonly string[];
}

/** Path of the JSON that most likely holds the boxes, closest to the top, or undefined. */
export function findBoxes(paths: readonly string[]): string | undefined {
  const depth = (path: string) => path.split("/").length;
  const sorted = paths.filter((path) => !isClassList(path)).sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  return NAMES.map((name) => sorted.find((path) => name.test(fileName(path)))).find((path) => path !== undefined);
}

/** COCO's JSON goes before XML, XML before text files. Null when there is none. */
export function findBoxFiles(paths: readonly string[]): BoxFiles | null {
  const classes = paths.filter(isYoloClassFile).sort((a, b) => Number(/\.txt$/i.test(a)) - Number(/\.txt$/i.test(b)));
  const coco = findBoxes(paths);
  if (coco !== undefined) return { format: "coco", paths: [coco], classes };
  const voc = paths.filter((path) => /\.xml$/i.test(path));
  if (voc.length > 0) return { format: "voc", paths: voc, classes };
  const images = new Set(paths.filter((path) => fileKind(path) === "image").map(stem));
  const yolo = paths.filter((path) => /\.txt$/i.test(path) && !isYoloClassFile(path) && images.has(stem(path)));
  return yolo.length > 0 ? { format: "yolo", paths: yolo, classes } : null;
}
