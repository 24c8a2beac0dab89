import { describe, expect, test } from "vitest";
import { StudioError } from "../../errors.ts";
import { meanAveragePrecision } from "./average-precision.ts";
import { parseCoco } from "./coco.ts";
import { findBoxFiles } from "./find-boxes.ts";
import { parseVoc } from "./voc.ts";
import { parseYolo, parseYoloClasses, stem } from "./yolo-labels.ts";

const size = { width: 200, height: 100 };
const sizes = new Map([["images/a.jpg", size]]);
const yolo = (text: string, classes: readonly string[] = ["cat", "dog"]) =>
  parseYolo([{ path: "labels/a.txt", text }], sizes, classes);

describe("YOLO's text files", () => {
  test("centre and size as shares become pixels", () => {
    expect(yolo("1 0.5 0.5 0.25 0.5\n").images.get("images/a.jpg")).toEqual({
      ...size,
      boxes: [{ x: 75, y: 25, width: 50, height: 50, label: 1, area: 2500, crowd: false }],
    });
  });

  test("outlines become their boxes, and scores of a model are passed over", () => {
    const boxes = yolo("0 0.1 0.2 0.5 0.2 0.5 0.6\n1 0.5 0.5 0.2 0.2 0.9").images.get("images/a.jpg")!.boxes;
    expect(boxes.map(({ x, y, width, height }) => [x, y, width, height].map(Math.round))).toEqual([
      [20, 20, 80, 40],
      [80, 40, 40, 20],
    ]);
  });

  test("what is wrong is left out and said, the good boxes go on", () => {
    const { images, notes } = yolo(
      "0 0.5 0.5 0.2 0.2\n7 0.5 0.5 0.2 0.2\nthis is no box\n0 50 50 20 20\n1 0.95 0.5 0.2 0.2\n0 1.5 0.5 0.2 0.2",
    );
    expect(images.get("images/a.jpg")!.boxes.map(({ x, width }) => [x, width].map(Math.round))).toEqual([
      [80, 40],
      [170, 30],
    ]);
    expect(notes).toEqual([
      "1: class of unknown index, of 2, first labels/a.txt row 2",
      "2: not class, x, y, width and height as shares of the image, first labels/a.txt row 3",
      "1 box reaches outside of the image and was cut at the border, first in images/a.jpg",
      "1 box reaches outside of the image and was left out, first in images/a.jpg",
    ]);
  });

  test("an image without a file holds nothing, which is said", () => {
    const { images, notes } = parseYolo([], sizes, []);
    expect(images.get("images/a.jpg")!.boxes).toEqual([]);
    expect(notes?.[0]).toContain("no label file");
  });

  test.each([
    ["data.yaml", "path: x\nnames: ['cat', \"dog\"]\nnc: 2", ["cat", "dog"]],
    ["data.yaml", "names:\n  0: cat\n  1: dog # good\ntrain: x", ["cat", "dog"]],
    ["data.yaml", "names:\n- cat\n- dog\n", ["cat", "dog"]],
    ["classes.txt", "\uFEFFcat\r\ndog\r\n", ["cat", "dog"]],
  ])("names in %s", (path, text, names) => {
    expect(parseYoloClasses({ path, text })).toEqual(names);
  });

  test("a list without names is refused", () => {
    expect(() => parseYoloClasses({ path: "x/data.yaml", text: "nc: 2" })).toThrow(StudioError);
  });

  test("the same boxes as COCO and as YOLO give the same precision", () => {
    const boxes = [
      [10, 20, 50, 40],
      [80, 10, 100, 80],
      [0, 0, 30, 30],
    ];
    const coco = parseCoco(
      JSON.stringify({
        images: [{ id: 1, file_name: "a.jpg", ...size }],
        categories: [
          { id: 1, name: "cat" },
          { id: 2, name: "dog" },
        ],
        annotations: boxes.map((bbox, i) => ({ image_id: 1, category_id: 1 + (i % 2), bbox })),
      }),
      "annotations.json",
    );
    const rows = boxes.map(
      ([x, y, w, h], i) => `${i % 2} ${(x! + w! / 2) / 200} ${(y! + h! / 2) / 100} ${w! / 200} ${h! / 100}`,
    );
    const detections = boxes.map(([x, y, width, height], i) => ({
      x: x! + 3,
      y: y!,
      width: width!,
      height: height!,
      label: i % 2,
      score: 0.9 - i / 10,
    }));
    const of = (labels: typeof coco, name: string) =>
      meanAveragePrecision([{ detections, truth: labels.images.get(name)! }]);
    expect(of(yolo(rows.join("\n")), "images/a.jpg")).toEqual(of(coco, "a.jpg"));
  });
});

describe("Pascal VOC", () => {
  const object = (name: string, [a, b, c, d]: readonly number[], more = "") =>
    `<object><name>${name}</name>${more}<bndbox><xmin>${a}</xmin><ymin>${b}</ymin><xmax>${c}</xmax><ymax>${d}</ymax></bndbox></object>`;
  const file = (...objects: string[]) =>
    `<annotation><folder>x</folder><filename>a.jpg</filename><size><width>200</width><height>100</height><depth>3</depth></size>${objects.join("")}</annotation>`;

  test("pixels count from 1 and both ends belong to the box; difficult objects do not count", () => {
    const { images, classes } = parseVoc([
      {
        path: "Annotations/a.xml",
        text: file(object("dog", [11, 21, 60, 60]), object("cat &amp; co", [1, 1, 10, 10], "<difficult>1</difficult>")),
      },
    ]);
    expect(classes).toEqual(["cat & co", "dog"]);
    expect(images.get("a.jpg")).toEqual({
      ...size,
      boxes: [
        { x: 10, y: 20, width: 50, height: 40, label: 1, area: 2000, crowd: false },
        { x: 0, y: 0, width: 10, height: 10, label: 0, area: 100, crowd: true },
      ],
    });
  });

  test("classes that the model does not know are left out and said", () => {
    const { images, notes } = parseVoc(
      [{ path: "a.xml", text: file(object("dog", [1, 1, 9, 9]), object("owl", [1, 1, 9, 9])) }],
      ["cat", "dog"],
    );
    expect(images.get("a.jpg")!.boxes.map(({ label }) => label)).toEqual([1]);
    expect(notes).toEqual(["Objects of the unknown class “owl” were left out"]);
  });

  test.each([
    ["<html></html>", "It is no Pascal VOC annotation with the size of its image."],
    [file("<object><name>x</name></object>"), "Its object 1 lacks a name or a bndbox."],
  ])("%s is refused", (text, why) => {
    try {
      parseVoc([{ path: "a.xml", text }]);
      expect.unreachable();
    } catch (error) {
      expect((error as StudioError).text.why).toBe(why);
    }
  });
});

describe("COCO", () => {
  test("boxes outside of their image are cut and said, as are images listed twice", () => {
    const { images, notes } = parseCoco(
      JSON.stringify({
        images: [
          { id: 1, file_name: "a.jpg", ...size },
          { id: 2, file_name: "a.jpg", ...size },
        ],
        categories: ["cat"],
        annotations: [{ image_id: 1, category: 0, bbox: [190, 0, 50, 50] }],
      }),
      "c.json",
    );
    expect(images.get("a.jpg")!.boxes[0]).toMatchObject({ width: 10, area: 500 });
    expect(notes).toEqual([
      "1 box reaches outside of the image and was cut at the border, first in a.jpg",
      "1 image is listed more than once, first a.jpg",
    ]);
  });
});

describe("which files hold the boxes", () => {
  test.each([
    ["coco", ["images/a.jpg", "annotations.json", "labels/a.txt"]],
    ["voc", ["JPEGImages/a.jpg", "Annotations/a.xml", "classes.txt"]],
    ["yolo", ["images/a.jpg", "labels/a.txt", "data.yaml", "notes.txt"]],
  ])("%s", (format, paths) => {
    expect(findBoxFiles(paths)?.format).toBe(format);
  });

  test("lists of classes are no boxes", () => {
    expect(findBoxFiles(["a.jpg", "classes.txt", "labels.json"])).toBeNull();
    expect(findBoxFiles(["images/a.jpg", "labels/a.txt", "data.yaml"])).toEqual({
      format: "yolo",
      paths: ["labels/a.txt"],
      classes: ["data.yaml"],
    });
    expect(stem("x/images/train/a.b.jpg")).toBe(stem("x/labels/train/a.b.txt"));
  });
});
