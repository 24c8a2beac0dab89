/**
 * @file YOLO's text files: one `.txt` for each image with rows of `class x y width height`, centre and size as shares of the image,
 * or `class x1 y1 x2 y2 ...` for an outline. Class names come from data.yaml, classes.txt or a .names file.
 */
import { StudioError } from "../../errors.ts";
import { fileName, normalise } from "../../samples/paths.ts";
import type { TruthBox } from "./box.ts";
import { clipAll, repeated } from "./clip.ts";
import type { BoxLabels } from "./coco.ts";

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

const NAMES = /(^|\/)(data|dataset|coco\w*)\.ya?ml$|(^|\/)classes\.txt$|\.names$/i;

/** Whether a file lists the classes of YOLO labels. */
export function isYoloClassFile(path: string): boolean {
  return NAMES.test(path);
}

/** `images/a.jpg` has its boxes in `labels/a.txt`, or beside it. */
export function stem(path: string): string {
  return normalise(path)
    .replace(/(^|\/)(images?|labels?|annotations|jpegimages)(?=\/)/gi, "")
    .replace(/^\/+/, "")
    .replace(/\.[^./]+$/, "");
}

/**
 * Rows that are no box and classes that are not in the list are left out with a note; images without a file hold nothing.
 * @param files the .txt files
 * @param sizes of the images by path, pixels
 * @param classes names by index; empty when no file lists them
 */
export function parseYolo(
  files: readonly TextFile[],
  sizes: ReadonlyMap<string, ImageSize>,
  classes: readonly string[],
): BoxLabels {
  const byStem = new Map(files.map((file) => [stem(file.path), file]));
  const notes = new Map<string, string[]>();
  const note = (what: string, where: string) => void notes.set(what, [...(notes.get(what) ?? []), where]);
  let most = -1;
  const images = [...sizes].map(([path, size]) => {
    const file = byStem.get(stem(path));
    if (file === undefined) note("no label file, so no object is expected", path);
    const rows = (file?.text ?? "").replace(/^\uFEFF/, "").split(/\r?\n/);
    const boxes = rows.flatMap((row, i): TruthBox[] => {
      if (row.trim() === "") return [];
      const where = `${file?.path ?? ""} row ${i + 1}`;
      const box = boxOf(row, size);
      if (box === null) return (note("not class, x, y, width and height as shares of the image", where), []);
      if (classes.length > 0 && box.label >= classes.length)
        return (note(`class of unknown index, of ${classes.length}`, where), []);
      most = Math.max(most, box.label);
      return [box];
    });
    return [path, { ...size, boxes }] as const;
  });
  const clipped = clipAll(new Map(images));
  const counted = [...notes].map(([what, list]) => `${list.length}: ${what}, first ${list[0]}`);
  const names = classes.length > 0 ? classes : Array.from({ length: most + 1 }, (_, i) => String(i));
  return {
    images: clipped.images,
    classes: names,
    notes: [...counted, ...clipped.notes, ...repeated(files.map(({ path }) => stem(path)))],
  };
}

/** Null when the row does not hold numbers of a box or an outline. */
function boxOf(row: string, { width, height }: ImageSize): TruthBox | null {
  const [label, ...numbers] = row
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (label === undefined || !Number.isInteger(label) || label < 0 || numbers.some((x) => !Number.isFinite(x)))
    return null;
  // Values far beyond 1 are pixels: another format, not a box that reaches outside.
  if (numbers.some((x) => Math.abs(x) > 2)) return null;
  const corners = numbers.length >= 6 && numbers.length % 2 === 0 ? outline(numbers) : centred(numbers);
  if (corners === null) return null;
  const [left, top, right, bottom] = corners;
  const box = { x: left * width, y: top * height, width: (right - left) * width, height: (bottom - top) * height };
  return box.width > 0 && box.height > 0 ? { ...box, label, area: box.width * box.height, crowd: false } : null;
}

type Corners = readonly [number, number, number, number];

/** A fifth number is a score of labels that a model wrote. */
function centred(numbers: readonly number[]): Corners | null {
  const [x, y, w, h] = numbers;
  if (
    numbers.length < 4 ||
    numbers.length > 5 ||
    x === undefined ||
    y === undefined ||
    w === undefined ||
    h === undefined
  )
    return null;
  return [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
}

function outline(numbers: readonly number[]): Corners {
  const xs = numbers.filter((_, i) => i % 2 === 0);
  const ys = numbers.filter((_, i) => i % 2 === 1);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/**
 * Names by index, of a list with one name per line or of the `names` of a data.yaml, which are `[a, b]`, `- a` or `0: a`.
 * @throws StudioError `data/truth`
 */
export function parseYoloClasses({ path, text }: TextFile): readonly string[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const names = /\.ya?ml$/i.test(path)
    ? fromYaml(lines)
    : lines.map((line) => line.trim()).filter((line) => line !== "");
  if (names.length > 0) return names;
  throw new StudioError("data/truth", {
    file: fileName(path),
    message: "It lists no class names",
    fix: "Write one name per line, or names: [cat, dog] in data.yaml.",
  });
}

function fromYaml(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => /^names\s*:/.test(line));
  if (at < 0) return [];
  const plain = (text: string) =>
    text
      .trim()
      .replace(/\s+#.*$/, "")
      .replace(/^(["'])(.*)\1$/, "$2");
  const rest = lines
    .slice(at)
    .join("\n")
    .replace(/^names\s*:/, "");
  const list = /^\s*\[([^\]]*)\]/.exec(rest)?.[1];
  if (list !== undefined)
    return list
      .split(",")
      .map(plain)
      .filter((name) => name !== "");
  const names: string[] = [];
  for (const line of lines.slice(at + 1)) {
    const item = /^\s*-\s+(.+)$/.exec(line)?.[1];
    const entry = /^\s+(\d+)\s*:\s*(.+)$/.exec(line);
    if (item !== undefined) names.push(plain(item));
    else if (entry !== null) names[Number(entry[1])] = plain(entry[2] ?? "");
    else if (line.trim() !== "" && !line.trim().startsWith("#")) break;
  }
  return Array.from(names, (name, i) => name ?? String(i));
}
