import { describe, expect, test } from "vitest";
import golden from "./average-precision.golden.json" with { type: "json" };
import { meanAveragePrecision, type ScoredImage } from "./average-precision.ts";
import type { Detection, TruthBox } from "./box.ts";

const box = ([x, y, width, height]: readonly number[]) => ({ x: x!, y: y!, width: width!, height: height! });

const truthBox = (bbox: readonly number[], label = 0, crowd = false): TruthBox => {
  return { ...box(bbox), label, area: bbox[2]! * bbox[3]!, crowd };
};
const detection = (bbox: readonly number[], score: number, label = 0): Detection => ({ ...box(bbox), label, score });

function image(detections: readonly Detection[], boxes: readonly TruthBox[]): ScoredImage {
  return { detections, truth: { width: 640, height: 480, boxes } };
}

describe("against pycocotools", () => {
  const images = golden.scenes.map(({ truth, found }) =>
    image(
      found.map(({ bbox, label, score }) => detection(bbox, score, label)),
      truth.map(({ bbox, label, area, crowd }) => ({ ...truthBox(bbox, label, crowd === 1), area })),
    ),
  );
  const measured = meanAveragePrecision(images);

  test.each(Object.entries(golden.want))("%s is %d", (name, want) => {
    expect(measured[name as keyof typeof golden.want]).toBeCloseTo(want, 9);
  });

  test("every class has its own precision, and classes without objects have none", () => {
    expect(measured.classes.map(({ label }) => label)).toEqual(golden.classes.map(({ label }) => label));
    for (const [i, { ap50, ap50to95 }] of golden.classes.entries()) {
      expect(measured.classes[i]!.ap50).toBeCloseTo(ap50, 9);
      expect(measured.classes[i]!.ap50to95).toBeCloseTo(ap50to95, 9);
    }
  });
});

describe("cases worked out by hand", () => {
  const object = truthBox([10, 10, 100, 100]);

  test("a perfect detection scores 100 at every overlap", () => {
    const { map50, map75, map50to95, large, small } = meanAveragePrecision([
      image([detection([10, 10, 100, 100], 0.9)], [object]),
    ]);
    expect([map50, map75, map50to95, large, small]).toEqual([
      expect.closeTo(100, 9),
      expect.closeTo(100, 9),
      expect.closeTo(100, 9),
      expect.closeTo(100, 9),
      NaN,
    ]);
  });

  test("an overlap of 0.8 counts at seven of ten thresholds", () => {
    const measured = meanAveragePrecision([image([detection([10, 10, 100, 80], 0.9)], [object])]);
    expect(measured.map50to95).toBeCloseTo(70, 9);
  });

  test("the second of two detections of one object is wrong, but after full recall it costs nothing", () => {
    const twice = [detection([10, 10, 100, 100], 0.9), detection([10, 10, 100, 99], 0.8)];
    expect(meanAveragePrecision([image(twice, [object])]).map50).toBeCloseTo(100, 9);
  });

  test("a surer wrong detection halves the precision", () => {
    const found = [detection([300, 300, 50, 50], 0.95), detection([10, 10, 100, 100], 0.9)];
    expect(meanAveragePrecision([image(found, [object])]).map50).toBeCloseTo(50, 9);
  });

  test("detections inside a crowd count neither for nor against", () => {
    const crowd = truthBox([200, 200, 200, 200], 0, true);
    const found = [
      detection([210, 210, 50, 50], 0.95),
      detection([300, 300, 50, 50], 0.93),
      detection([10, 10, 100, 100], 0.9),
    ];
    expect(meanAveragePrecision([image(found, [object, crowd])]).map50).toBeCloseTo(100, 9);
  });

  test("half of the objects found gives the recalls up to 0.5, 51 of 101", () => {
    const other = truthBox([300, 300, 80, 80]);
    const measured = meanAveragePrecision([image([detection([10, 10, 100, 100], 0.9)], [object, other])]);
    expect(measured.map50).toBeCloseTo((100 * 51) / 101, 9);
  });

  test("without any marked object there is no score", () => {
    expect(meanAveragePrecision([image([detection([1, 1, 5, 5], 1)], [])])).toMatchObject({ map50: NaN, classes: [] });
  });
});
