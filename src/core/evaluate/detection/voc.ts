/**
 * @file Pascal VOC's XML, one file for each image: `size`, and `object` with `name` and `bndbox` in pixels, counted from 1 with both ends included
 * (M. Everingham et al., IJCV 2010). Objects marked `difficult` count neither for nor against, like COCO's crowds.
 */
import { StudioError } from "../../errors.ts";
import { fileName } from "../../samples/paths.ts";
import { ordered } from "../../samples/labels.ts";
import type { ImageTruth, TruthBox } from "./box.ts";
import { clipAll, repeated } from "./clip.ts";
import type { BoxLabels } from "./coco.ts";
import type { TextFile } from "./yolo-labels.ts";

interface Named extends Omit<TruthBox, "label"> {
  readonly name: string;
}

/**
 * @param classes names by index, as the model has them; else the names that occur, sorted
 * @throws StudioError `data/boxes` naming the file that is no VOC
 */
export function parseVoc(files: readonly TextFile[], classes: readonly string[] = []): BoxLabels {
  const read = files.map(readFile);
  const found = new Set(read.flatMap(({ objects }) => objects.map(({ name }) => name)));
  const unknown = classes.length === 0 ? [] : [...found].filter((name) => !classes.includes(name));
  const names = classes.length === 0 ? ordered(found, []) : classes;
  const images = read.map(({ name, width, height, objects }): [string, ImageTruth] => {
    const boxes = objects.flatMap(({ name: className, ...box }): TruthBox[] => {
      const label = names.indexOf(className);
      return label < 0 ? [] : [{ ...box, label }];
    });
    return [name, { width, height, boxes }];
  });
  const clipped = clipAll(new Map(images));
  const notes = unknown.map((name) => `Objects of the unknown class “${name}” were left out`);
  return {
    images: clipped.images,
    classes: names,
    notes: [...notes, ...clipped.notes, ...repeated(read.map(({ name }) => name))],
  };
}

function readFile({ path, text }: TextFile) {
  const [width, height] = ["width", "height"].map((tag) => numberOf(text, tag));
  if (!/<annotation[\s>]/.test(text) || width === undefined || height === undefined || !(width > 0 && height > 0)) {
    throw new StudioError("data/boxes", {
      file: path,
      message: "It is no Pascal VOC annotation with the size of its image",
    });
  }
  const objects = [...text.matchAll(/<object\b[^>]*>([\s\S]*?)<\/object>/g)].map(([, body = ""], i) =>
    objectOf(body, path, i),
  );
  const stem = fileName(path).replace(/\.xml$/i, "");
  // Tools leave the name of another folder or format here; the XML's own name is the image's.
  const given = textOf(text, "filename") ?? "";
  const name = fileName(given).replace(/\.[^.]+$/, "") === stem ? fileName(given) : stem;
  return { name, width, height, objects };
}

function objectOf(body: string, path: string, i: number): Named {
  const [left, top, right, bottom] = ["xmin", "ymin", "xmax", "ymax"].map((tag) => numberOf(body, tag));
  const name = textOf(body, "name");
  if (name === undefined || left === undefined || top === undefined || right === undefined || bottom === undefined) {
    throw new StudioError("data/boxes", { file: path, message: `Its object ${i + 1} lacks a name or a bndbox` });
  }
  const [width, height] = [right - left + 1, bottom - top + 1];
  return {
    name,
    x: left - 1,
    y: top - 1,
    width,
    height,
    area: width * height,
    crowd: numberOf(body, "difficult") === 1,
  };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function textOf(xml: string, tag: string): string | undefined {
  const text = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1]?.trim();
  return text?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => ENTITIES[entity] ?? "");
}

function numberOf(xml: string, tag: string): number | undefined {
  const text = textOf(xml, tag);
  const value = Number(text);
  return text === undefined || text === "" || !Number.isFinite(value) ? undefined : value;
}
