import { describe, expect, test } from "vitest";
import { StudioError } from "../../errors.ts";
import { finder } from "../../samples/finder.ts";
import { presetFor } from "../../samples/presets.ts";
import { detectionAgreement } from "./agreement.ts";
import { type Detection, overlap, overlapWithTruth } from "./box.ts";
import { parseCoco } from "./coco.ts";
import { findBoxes } from "./find-boxes.ts";
import { suppress } from "./non-maximum.ts";
import { toImage } from "./to-image.ts";

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
const found = (score: number, label: number, ...size: [number, number, number, number]): Detection => {
  return { ...box(...size), label, score };
};

describe("overlap", () => {
  test("is the shared area over the area of both", () => {
    expect(overlap(box(0, 0, 10, 10), box(5, 0, 10, 10))).toBeCloseTo(50 / 150, 12);
    expect(overlap(box(0, 0, 10, 10), box(10, 0, 10, 10))).toBe(0);
  });

  test("with a crowd is the share inside it", () => {
    const crowd = { ...box(0, 0, 100, 100), label: 0, area: 10_000, crowd: true };
    expect(overlapWithTruth(box(90, 0, 20, 10), crowd)).toBeCloseTo(0.5, 12);
  });
});

describe("suppression", () => {
  test("keeps the surer of two boxes of a class, and boxes of other classes", () => {
    const kept = suppress(
      [found(0.6, 1, 0, 0, 10, 10), found(0.9, 1, 1, 0, 10, 10), found(0.5, 2, 0, 0, 10, 10)],
      0.65,
    );
    expect(kept.map(({ score, label }) => [score, label])).toEqual([
      [0.9, 1],
      [0.5, 2],
    ]);
  });

  test("settings: all classes together, another limit, and only so many", () => {
    const both = [found(0.9, 1, 0, 0, 10, 10), found(0.6, 2, 1, 0, 10, 10), found(0.5, 3, 50, 0, 10, 10)];
    expect(suppress(both, 0.65, { perClass: false })).toHaveLength(2);
    expect(suppress(both, 0.65, { perClass: false, overlap: 0.95 })).toHaveLength(3);
    expect(suppress(both, 0.65, { most: 1 }).map(({ score }) => score)).toEqual([0.9]);
  });

  test("keeps boxes that overlap by less than the limit", () => {
    expect(suppress([found(0.9, 1, 0, 0, 10, 10), found(0.6, 1, 5, 0, 10, 10)], 0.65)).toHaveLength(2);
  });
});

describe("back to the image", () => {
  const shape = { channels: 3, height: 416, width: 416, layout: "NCHW" } as const;

  test("a letterbox in the corner only scales", () => {
    const spec = presetFor("yolox", shape)!;
    expect(toImage(box(104, 52, 208, 104), spec, { width: 832, height: 416 })).toEqual(box(208, 104, 416, 208));
  });

  test("a centred letterbox is moved by its border, and nothing reaches outside", () => {
    const spec = presetFor("yolo", shape)!;
    // 832 x 416 becomes 416 x 208 with 104 rows above.
    expect(toImage(box(100, 114, 50, 20), spec, { width: 832, height: 416 })).toEqual(box(200, 20, 100, 40));
    expect(toImage(box(-10, 90, 50, 20), spec, { width: 832, height: 416 })).toEqual(box(0, 0, 80, 12));
  });
});

describe("agreement", () => {
  test("counts sure objects of the same class that overlap by half, from both sides", () => {
    const base = [found(0.9, 1, 0, 0, 10, 10), found(0.8, 2, 50, 50, 10, 10), found(0.1, 3, 0, 0, 5, 5)];
    const other = [found(0.7, 1, 1, 0, 10, 10), found(0.8, 3, 50, 50, 10, 10)];
    expect(detectionAgreement(base, other)).toBe(0.5);
    expect(detectionAgreement([], [])).toBe(1);
    expect(detectionAgreement(base, [])).toBe(0);
  });
});

describe("COCO's JSON", () => {
  const coco = {
    images: [{ id: 7, file_name: "a.jpg", width: 640, height: 480 }],
    categories: [
      { id: 3, name: "car" },
      { id: 1, name: "person" },
    ],
    annotations: [{ image_id: 7, category_id: 3, bbox: [1, 2, 30, 40], area: 900, iscrowd: 0 }],
  };

  test("the class index is the position of the category by id", () => {
    const { images, classes } = parseCoco(JSON.stringify(coco), "annotations.json");
    expect(classes).toEqual(["person", "car"]);
    expect(images.get("a.jpg")).toEqual({
      width: 640,
      height: 480,
      boxes: [{ x: 1, y: 2, width: 30, height: 40, label: 1, area: 900, crowd: false }],
    });
  });

  test("names of images and class indices are taken as they are", () => {
    const plain = {
      images: [{ file_name: "a.jpg", width: 640, height: 480 }],
      categories: ["person", "bicycle"],
      annotations: [{ image: "a.jpg", category: 1, bbox_xywh: [1, 2, 30, 40], iscrowd: 1 }],
    };
    const boxes = parseCoco(JSON.stringify(plain), "annotations.json").images.get("a.jpg")?.boxes;
    expect(boxes).toEqual([{ x: 1, y: 2, width: 30, height: 40, label: 1, area: 1200, crowd: true }]);
  });

  test.each([
    ["no json", "it is not JSON"],
    [JSON.stringify({ ...coco, images: [] }), "annotations.0 belongs to no image of the list"],
    [JSON.stringify({ ...coco, categories: [] }), "annotations.0 belongs to no category of the list"],
    [JSON.stringify({ ...coco, annotations: [{ image_id: 7, category_id: 3 }] }), "annotations.0: has no bbox"],
  ])("%s is refused with its place", (text, message) => {
    expect(() => parseCoco(text, "boxes.json")).toThrow(StudioError);
    try {
      parseCoco(text, "boxes.json");
    } catch (error) {
      expect((error as StudioError).detail).toEqual({ file: "boxes.json", message });
    }
  });

  test("is found by its name, closest to the top", () => {
    expect(findBoxes(["images/a.jpg", "x/instances_val2017.json", "sub/annotations.json"])).toBe(
      "sub/annotations.json",
    );
    expect(findBoxes(["val/_annotations.coco.json", "val/a.json"])).toBe("val/_annotations.coco.json");
    expect(findBoxes(["a.jpg"])).toBeUndefined();
  });

  test("samples are found by path, else by file name", () => {
    const find = finder(parseCoco(JSON.stringify(coco), "annotations.json").images);
    expect(find("images/a.jpg")?.width).toBe(640);
    expect(find("b.jpg")).toBeUndefined();
  });
});
