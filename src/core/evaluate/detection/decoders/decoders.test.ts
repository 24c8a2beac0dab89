import { describe, expect, test } from "vitest";
import type { RawOutput } from "../../output-shape.ts";
import { decoderFor, DECODERS } from "./index.ts";
import { priorsFor } from "./priors.ts";

const input = { width: 64, height: 64 }; // 64 + 16 + 4 cells

const raw = (dims: readonly number[], name = "out"): RawOutput => {
  return { name, dims, data: new Float32Array(dims.reduce((a, b) => a * b, 1)) };
};
const shape = (...dims: number[]) => [{ name: "out", dims }];
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 3));
const corner = (d: { x: number; y: number; width: number; height: number } | undefined) =>
  d && [d.x, d.y, d.width, d.height];

/** Decodes with the decoder that recognises these outputs. */
function decode(outputs: readonly RawOutput[], size = input, id?: string) {
  const decoder = decoderFor(outputs, size, id);
  return { id: decoder?.id, found: decoder?.decode(outputs, size, 0.05) ?? [] };
}

test("every decoder has an id of its own", () => {
  expect(new Set(DECODERS.map(({ id }) => id)).size).toBe(DECODERS.length);
});

describe("are recognised from the shapes of the outputs", () => {
  const big = { width: 640, height: 640 };
  test.each([
    ["yolox", shape(84, 7), input],
    ["yolox", shape(8400, 85), big],
    ["yolo-columns", shape(84, 8400), big],
    ["yolo-columns", shape(6, 84), input],
    ["yolo-rows", shape(8400, 84), big],
    ["yolo-rows", shape(8400, 85), { ...big, preset: "yolo" }],
    ["yolo-anchors", shape(25200, 85), big],
    ["nanodet-plus", shape(2125, 112), { width: 320, height: 320 }],
    ["finished-rows", shape(300, 6), big],
    ["ssd", [...shape(8732, 4), ...shape(8732, 81)], { width: 300, height: 300 }],
    [
      "finished-lists",
      [
        { name: "boxes", dims: [null, 4] },
        { name: "labels", dims: [null] },
        { name: "scores", dims: [null] },
      ],
      big,
    ],
  ])("%s", (id, outputs, size) => {
    expect(decoderFor(outputs, size)?.id).toBe(id);
  });

  test("classifiers, maps and other tables are not", () => {
    expect(decoderFor(shape(1000), input)).toBeUndefined();
    expect(decoderFor(shape(83, 7), input)).toBeUndefined();
    expect(decoderFor(shape(21, 64, 64), input)).toBeUndefined();
    expect(decoderFor([], input)).toBeUndefined();
  });

  test("raw heads beside the decoded output do not hide it, and a choice goes before everything", () => {
    expect(decoderFor([...shape(84, 8400), ...shape(255, 80, 80)], { width: 640, height: 640 })?.id).toBe(
      "yolo-columns",
    );
    expect(decoderFor(shape(8400, 85), { width: 640, height: 640 }, "yolo-rows")?.id).toBe("yolo-rows");
  });
});

describe("YOLOX", () => {
  test("centre relative to the cell, logarithm of the size, objectness times class", () => {
    const output = raw([84, 7]);
    // Second cell of the second scale: column 1, row 0, stride 16.
    output.data.set([0.5, 0.25, Math.log(2), Math.log(0.5), 0.8, 0.1, 0.5], 65 * 7);
    const [first, second, ...rest] = decode([output]).found;
    expect(rest).toEqual([]);
    expect([first?.label, second?.label]).toEqual([0, 1]);
    expect(second?.score).toBeCloseTo(0.4, 6);
    // Centre (24, 4), size (32, 8).
    expect(corner(second)).toEqual(near([8, 0, 32, 8]));
  });

  test("exported with its decoding: sizes in pixels are taken as they are", () => {
    const output = raw([84, 7]);
    output.data.set([30, 20, 12, 8, 1, 0, 0.5], 0);
    expect(decode([output]).found).toEqual([{ x: 24, y: 16, width: 12, height: 8, label: 1, score: 0.5 }]);
  });
});

describe("YOLOv8 and YOLO11", () => {
  const box = [30, 20, 12, 8, 0, 0.75];
  const want = [{ x: 24, y: 16, width: 12, height: 8, label: 1, score: 0.75 }];

  test("columns of centre, size and class scores", () => {
    const output = raw([6, 84]);
    for (const [row, value] of box.entries()) output.data[row * 84 + 5] = value;
    expect(decode([output]).found).toEqual(want);
  });

  test("the same in rows", () => {
    const output = raw([84, 6]);
    output.data.set(box, 5 * 6);
    expect(decode([output], { ...input, ...{ preset: "yolo" } })).toEqual({ id: "yolo-rows", found: want });
  });
});

test("YOLOv5: rows of three anchors for each cell, with objectness", () => {
  const output = raw([3 * 84, 7]);
  output.data.set([30, 20, 12, 8, 0.5, 0.02, 0.5], 200 * 7);
  expect(decode([output])).toEqual({
    id: "yolo-anchors",
    found: [{ x: 24, y: 16, width: 12, height: 8, label: 1, score: 0.25 }],
  });
});

describe("SSD", () => {
  const size = { width: 300, height: 300 };

  test("the paper's 300, torchvision's lite and TensorFlow's have their known numbers of priors", () => {
    expect([8732, 3234, 1917].map((n) => priorsFor(n)?.length)).toEqual([8732, 3234, 1917]);
    expect(priorsFor(1000)).toBeNull();
    // The first square of the first cell: 21 of 300 pixels, centred at 4 of 300.
    expect(Object.values(priorsFor(8732)?.[0] ?? {})).toEqual(near([4 / 300, 4 / 300, 0.07, 0.07]));
  });

  test("offsets move and scale the prior, logits become probabilities, the background goes first", () => {
    const [boxes, scores] = [raw([8732, 4], "loc"), raw([8732, 3], "conf")];
    const last = 8731; // of the one cell of the last scale
    for (let i = 0; i < 8732; i++) {
      scores.data.set([9, 0, 0], i * 3);
      // As networks give it, the second pair is below the first for many.
      boxes.data.set([1, 1, -1, -1], i * 4);
    }
    scores.data.set([0, 0, 9], last * 3);
    boxes.data.set([1, 0, Math.log(2) / 0.2, 0], last * 4);
    const { id, found } = decode([boxes, scores], size);
    const prior = priorsFor(8732)?.[last] ?? { x: 0, y: 0, width: 0, height: 0 };
    expect([id, found.length, found[0]?.label]).toEqual(["ssd", 1, 1]);
    expect(found[0]?.score).toBeCloseTo(Math.exp(9) / (Math.exp(9) + 2), 5);
    const [w, h] = [prior.width * 2 * 300, prior.height * 300];
    const centre = (prior.x + 0.1 * prior.width) * 300;
    expect(corner(found[0])).toEqual(near([centre - w / 2, prior.y * 300 - h / 2, w, h]));
  });

  test("corners as shares of the image are taken as they are", () => {
    const [boxes, scores] = [raw([3000, 4], "boxes"), raw([3000, 3], "scores")];
    for (let i = 0; i < 3000; i++) scores.data.set([1, 0, 0], i * 3);
    boxes.data.set([0.1, 0.2, 0.5, 0.6], 40);
    scores.data.set([0.25, 0.75, 0], 30);
    const { id, found } = decode([scores, boxes], size);
    expect([id, found.length, found[0]?.label, found[0]?.score]).toEqual(["ssd", 1, 0, 0.75]);
    expect(corner(found[0])).toEqual(near([30, 60, 120, 120]));
  });
});

describe("without anchors, an output for each scale", () => {
  const scales = [8, 16, 32].map((stride) => ({ stride, side: 64 / stride }));

  test("FCOS: distances in strides, score by the root of class and centredness", () => {
    const outputs = scales.flatMap(({ stride, side }) => [
      raw([2, side, side], `cls_${stride}`),
      raw([4, side, side], `reg_${stride}`),
      raw([1, side, side], `ctr_${stride}`),
    ]);
    for (const { name, data } of outputs) if (!name.startsWith("reg")) data.fill(-9);
    // Scale of stride 16, row 1, column 2: centre (40, 24).
    const at = 1 * 4 + 2;
    outputs[3]!.data[16 + at] = 2;
    for (const [k, d] of [1, 0.5, 0.25, 1].entries()) outputs[4]!.data[k * 16 + at] = d;
    outputs[5]!.data[at] = 0;
    const { id, found } = decode(outputs);
    expect([id, found.length, found[0]?.label]).toEqual(["anchor-free", 1, 1]);
    expect(found[0]?.score).toBeCloseTo(Math.sqrt(0.5 / (1 + Math.exp(-2))), 5);
    expect(corner(found[0])).toEqual(near([24, 16, 20, 24]));
  });

  test("NanoDet: a row for each cell, distances as distributions", () => {
    const outputs = scales.flatMap(({ stride, side }) => [
      raw([side * side, 2], `cls_pred_stride_${stride}`),
      raw([side * side, 32], `dis_pred_stride_${stride}`),
    ]);
    // Scale of stride 8, row 0, column 3: centre (28, 4); every side is surely 2 steps.
    outputs[0]!.data[3 * 2] = 0.9;
    for (let side = 0; side < 4; side++) outputs[1]!.data[3 * 32 + side * 8 + 2] = 50;
    const { id, found } = decode(outputs);
    expect([id, found.length, found[0]?.label]).toEqual(["anchor-free", 1, 0]);
    expect(corner(found[0])).toEqual(near([12, -12, 32, 32]));
  });

  test("NanoDet-Plus: all scales in one output, cells start at their corner", () => {
    const size = { width: 64, height: 64 }; // and one cell of stride 64
    const output = raw([85, 2 + 32]);
    output.data[64 * 34 + 1] = 0.8; // first cell of stride 16
    for (let side = 0; side < 4; side++) output.data[64 * 34 + 2 + side * 8 + 3] = 50;
    const { id, found } = decode([output], size);
    expect([id, found.length, found[0]?.label]).toEqual(["nanodet-plus", 1, 1]);
    expect(corner(found[0])).toEqual(near([-48, -48, 96, 96]));
  });
});

describe("boxes after suppression", () => {
  test("six columns: corners, score, class", () => {
    const output = raw([300, 6]);
    output.data.set([10, 20, 30, 60, 0.9, 3], 6);
    expect(decode([output])).toEqual({
      id: "finished-rows",
      found: [{ x: 10, y: 20, width: 20, height: 40, label: 3, score: expect.closeTo(0.9, 6) }],
    });
  });

  test("torchvision: boxes, labels and scores", () => {
    const [boxes, labels, scores] = [raw([2, 4], "boxes"), raw([2], "labels"), raw([2], "scores")];
    boxes.data.set([10, 20, 30, 60, 0, 0, 5, 5]);
    labels.data.set([7, 1]);
    scores.data.set([0.5, 0.01]);
    expect(decode([boxes, labels, scores])).toEqual({
      id: "finished-lists",
      found: [{ x: 10, y: 20, width: 20, height: 40, label: 7, score: 0.5 }],
    });
  });

  test("TensorFlow: top before left, as shares of the image, with a count", () => {
    const outputs = [
      raw([2, 4], "detection_boxes"),
      raw([2], "detection_classes"),
      raw([2], "detection_scores"),
      raw([1], "num_detections"),
    ];
    outputs[0]!.data.set([0.25, 0.5, 0.75, 1]);
    outputs[1]!.data.set([2]);
    outputs[2]!.data.set([0.5]);
    expect(decode(outputs)).toEqual({
      id: "finished-lists",
      found: [{ x: 32, y: 16, width: 32, height: 32, label: 2, score: 0.5 }],
    });
  });
});
