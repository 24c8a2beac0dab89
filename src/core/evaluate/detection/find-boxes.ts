/** @file Which file of a set holds the boxes, and which boxes belong to a sample. */
import { fileName } from "../../samples/paths.ts";
import type { ImageTruth } from "./box.ts";
import type { BoxLabels } from "./coco.ts";

/** Names under which exporters write COCO's JSON, the most telling first. */
const NAMES: readonly RegExp[] = [/^annotations\.json$/i, /coco\.json$/i, /^instances.*\.json$/i, /\.json$/i];

/** Path of the JSON that most likely holds the boxes, closest to the top, or undefined. */
export function findBoxes(paths: readonly string[]): string | undefined {
  const depth = (path: string) => path.split("/").length;
  const sorted = paths.toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  return NAMES.map((name) => sorted.find((path) => name.test(fileName(path)))).find((path) => path !== undefined);
}

/** Looks up a sample by its path, or by its file name where the labels give other folders. */
export function truthFinder({ images }: BoxLabels): (id: string) => ImageTruth | undefined {
  const byName = new Map([...images].map(([path, truth]) => [fileName(path), truth]));
  return (id) => images.get(id) ?? byName.get(fileName(id));
}
