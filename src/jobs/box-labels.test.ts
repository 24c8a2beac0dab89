import { expect, it } from "vitest";
import type { Entry } from "../platform/zip.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { colouredImage } from "../testing/small-project.ts";
import type { Desk, OpenData } from "./desk.ts";
import { createMemo } from "./memo.ts";
import { openDataJob } from "./open-data.ts";

const text = (path: string, content: string): Entry => ({ path, blob: new Blob([content]) });

async function open(labels: readonly Entry[], role: "calibration" | "validation" = "validation") {
  const images = [1, 2].map(async (i) => ({ path: `set/images/${i}.png`, blob: await colouredImage(i % 2, i) }));
  const data = createMemo<OpenData>(4);
  const desk = { data, archives: createMemo<readonly Entry[]>(2), deps: { decode: decodeInNode } as Desk["deps"] };
  const job = { signal: new AbortController().signal, progress: () => {} };
  const dataset = await openDataJob(
    desk,
    { files: [...(await Promise.all(images)), ...labels], name: "set", role },
    job,
  );
  return { dataset, boxesOf: data.peek(dataset.hash)?.boxesOf };
}

const side = 8;
const COCO = text(
  "set/annotations.json",
  JSON.stringify({
    images: [{ id: 1, file_name: "1.png", width: side, height: side }],
    categories: [
      { id: 1, name: "cat" },
      { id: 2, name: "dog" },
    ],
    annotations: [{ id: 1, image_id: 1, category_id: 2, bbox: [2, 2, 4, 4] }],
  }),
);

it("COCO's boxes are read from beside the images and are not left out as no image", async () => {
  const { dataset, boxesOf } = await open([COCO]);
  expect(dataset.skipped).toEqual([]);
  expect(dataset.classes).toEqual(["cat", "dog"]);
  expect(dataset.boxes).toEqual({ images: 1, objects: 1, notes: [] });
  expect(boxesOf?.("1.png")?.boxes[0]).toMatchObject({ label: 1, x: 2, y: 2, width: 4, height: 4 });
});

it("a YOLO copy of the labels gives the same boxes", async () => {
  const size = (await decodeInNode(await colouredImage(1, 1), "1.png")).width;
  const { dataset, boxesOf } = await open([
    text("set/labels/1.txt", "1 0.5 0.5 0.5 0.5\n"),
    text("set/classes.txt", "cat\ndog\n"),
  ]);
  expect(dataset).toMatchObject({ skipped: [], classes: ["cat", "dog"], boxes: { objects: 1 } });
  const half = size / 2;
  expect(boxesOf?.("1.png")?.boxes[0]).toMatchObject({ label: 1, x: size / 4, y: size / 4, width: half, height: half });
});

it("Pascal VOC's files beside the images give the same boxes, classes in sorted order", async () => {
  const object = (name: string, ends: readonly number[]) =>
    `<object><name>${name}</name><bndbox><xmin>${ends[0]}</xmin><ymin>${ends[1]}</ymin><xmax>${ends[2]}</xmax><ymax>${ends[3]}</ymax></bndbox></object>`;
  const xml = (i: number, objects: string) =>
    `<annotation><filename>${i}.png</filename><size><width>8</width><height>8</height><depth>3</depth></size>${objects}</annotation>`;
  const { dataset, boxesOf } = await open([
    text("set/Annotations/1.xml", xml(1, object("dog", [3, 3, 6, 6]))),
    text("set/Annotations/2.xml", xml(2, object("cat", [1, 1, 20, 8]))),
  ]);
  expect(dataset).toMatchObject({ classes: ["cat", "dog"], labelSource: "2 Pascal VOC files" });
  expect(boxesOf?.("1.png")?.boxes[0]).toMatchObject({ label: 1, x: 2, y: 2, width: 4, height: 4 });
  expect(boxesOf?.("2.png")?.boxes[0]).toMatchObject({ label: 0, x: 0, y: 0, width: 8, height: 8 });
  expect(dataset.boxes).toMatchObject({ images: 2, objects: 2, notes: [expect.stringMatching(/2\.png/)] });
});

it("other boxes make another set, and calibration samples do not depend on boxes", async () => {
  const plain = await open([]);
  expect((await open([COCO])).dataset.hash).not.toBe(plain.dataset.hash);
  const [bare, withBoxes] = [await open([], "calibration"), await open([COCO], "calibration")];
  expect(withBoxes.dataset).toEqual(bare.dataset);
});

it("labels of other images mark nothing", async () => {
  const other = text(
    "set/annotations.json",
    '{"images":[{"id":1,"file_name":"x.png","width":8,"height":8}],"categories":["a"],"annotations":[]}',
  );
  expect((await open([other])).dataset.boxes).toBeUndefined();
});
