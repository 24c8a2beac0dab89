import { describe, expect, test } from "vitest";
import { result, values } from "../../../testing/task-results.ts";
import { presetFor } from "../../samples/presets.ts";
import type { Truth } from "../evaluation.ts";
import { breakdown } from "../paired/breakdown.ts";
import { pairedScores } from "../paired/paired.ts";
import { classification } from "./classification.ts";
import { detection } from "./detection.ts";
import { embedding, retrievalAgreement } from "./embedding.ts";
import { anyModel } from "./any.ts";
import { guessTask, taskOf, TASKS } from "./index.ts";
import { regression } from "./regression.ts";
import { segmentation } from "./segmentation.ts";
import { TASK_IDS } from "./task.ts";

const preprocess = presetFor("imagenet", { channels: 3, height: 64, width: 64, layout: "NCHW" })!;
const tensors = { ...preprocess, width: 1, height: 1 };

test("the table holds every task once, and finds it by its id", () => {
  expect(TASKS.map(({ id }) => id).sort()).toEqual([...TASK_IDS].sort());
  for (const id of TASK_IDS) expect(taskOf(id)?.id).toBe(id);
});

describe("a guess from the output", () => {
  test.each([
    ["classification", [1000], [], preprocess],
    ["classification", [1000, 1, 1], ["GlobalAveragePool"], preprocess],
    ["segmentation", [21, 64, 64], [], preprocess],
    ["segmentation", [19, 16, 16], ["Conv"], preprocess],
    ["segmentation", [1, 64, 64], ["Sigmoid"], preprocess],
    ["segmentation", [64, 64], ["ArgMax"], preprocess],
    ["image", [3, 64, 64], ["Conv"], preprocess],
    ["image", [3, 256, 256], ["DepthToSpace"], preprocess],
    ["regression", [1], ["Gemm"], preprocess],
    ["classification", [1], ["Sigmoid"], preprocess],
    ["embedding", [512], ["LpNormalization"], preprocess],
    ["embedding", [512], ["Div", "ReduceL2"], preprocess],
    ["detection", [84, 84], [], preprocess],
    ["any", [128, 768], ["LayerNormalization"], tensors],
  ])("%s: [%s] %s", (id, dims, tail, spec) => {
    const clues = { dims, tail, preprocess: spec, outputs: [{ name: "y", dims }] };
    // A sigmoid over one number is a classifier of two classes, which one score per class does not say.
    expect(guessTask(clues).id).toBe(id === "classification" && dims.length === 1 && dims[0] === 1 ? "any" : id);
  });

  test("open shapes are taken for those of classifiers", () => {
    expect(guessTask({ dims: null, preprocess }).id).toBe("classification");
  });
});

describe("classification", () => {
  const answer = (id: string, label: number, top: number[], confidence: number[]) =>
    result(id, [0, 0, 0, 0, 0, 0, 0], { label, top, confidence });
  const results = [
    answer("a", 0, [0], [0.9]),
    answer("b", 0, [1, 0], [0.8]),
    answer("c", 1, [1], [0.7]),
    answer("d", 2, [1, 3], [0.6]),
  ];

  test("top-1, top-5 and calibration", () => {
    // Confidence 0.9 right, 0.8 wrong, 0.7 right, 0.6 wrong: four bins of one answer each.
    expect(values(classification, results)).toEqual({
      top1: 50,
      top5: 75,
      ece: expect.closeTo((100 * (0.1 + 0.8 + 0.3 + 0.6)) / 4, 9),
    });
    expect(values(classification, [result("x", [1, 2])])).toEqual({});
  });

  test("weights: a segment of two, a sample that counts twice", () => {
    const { at, byClass, classes } = classification.scorer(results);
    expect(at(Float64Array.of(1, 1, 0, 0))[0]).toBe(50);
    expect(at(Float64Array.of(2, 1, 0, 0))[0]).toBeCloseTo(200 / 3, 9);
    expect(classes).toEqual([
      { label: 0, n: 2 },
      { label: 1, n: 1 },
      { label: 2, n: 1 },
    ]);
    expect(byClass(Float64Array.of(1, 0, 1, 0))).toEqual([100, 100, NaN]);
  });
});

describe("detection", () => {
  const truth = (...boxes: number[][]): Truth => ({
    kind: "boxes",
    image: {
      width: 100,
      height: 100,
      boxes: boxes.map(([x = 0, y = 0, width = 0, height = 0]) => ({
        x,
        y,
        width,
        height,
        label: 0,
        area: width * height,
        crowd: false,
      })),
    },
  });
  const found = (x: number, score: number) => ({ x, y: 10, width: 40, height: 40, label: 0, score });

  test("is scored from what results hold, and weights leave images out", () => {
    const results = [
      result("a", [], { truth: truth([10, 10, 40, 40]), detections: [found(10, 0.9)] }),
      result("b", [], { truth: truth([10, 10, 40, 40]), detections: [] }),
    ];
    expect(values(detection, results)).toMatchObject({ mAP50: expect.closeTo((100 * 51) / 101, 6) });
    const { at, byClass } = detection.scorer(results);
    expect(at(Float64Array.of(1, 0))[0]).toBeCloseTo(100, 6);
    expect(byClass(Float64Array.of(0, 1))).toEqual([0]);
    // An image that counts twice is as if it were there twice.
    const twice = [...results, { ...results[0]!, id: "c" }];
    expect(at(Float64Array.of(2, 1))[0]).toBeCloseTo(detection.scorer(twice).at(Float64Array.of(1, 1, 1))[0]!, 9);
  });

  test("scores by size come with the number of objects, and become rows of a breakdown from small to large", () => {
    const sized = result("a", [], {
      truth: truth([10, 10, 40, 40], [0, 0, 8, 8], [60, 60, 20, 20]),
      detections: [found(10, 0.9)],
    });
    expect(detection.scorer([sized]).parts?.map(({ metric, n }) => [metric, n])).toEqual([
      ["mAP_small", 2],
      ["mAP_medium", 1],
      ["mAP_large", 0],
    ]);
    const pairs = [{ base: sized, other: { ...sized, detections: [] } }];
    const options = { clues: { dims: [84, 84], preprocess } };
    const whole = pairedScores(detection, pairs, options);
    const { rows } = breakdown(detection, pairs, whole, { ...options, className: String });
    // Nothing is large, so that there is no score for it.
    expect(rows.filter(({ kind }) => kind === "size").map(({ name, n, harm }) => [name, n, Math.round(harm)])).toEqual([
      ["small, up to 32 × 32 px", 2, 0],
      ["medium, up to 96 × 96 px", 1, 100],
    ]);
  });

  test("outputs that nobody can decode are refused with their shape", () => {
    const context = { model: "m.onnx", dims: [10], preprocess };
    expect(() => detection.read(result("a", [1, 2]), context)).toThrow(
      "The output of m.onnx is not one of a detector that can be read here: [1, 10].",
    );
  });
});

describe("segmentation", () => {
  const dims = [2, 2, 2];
  const mask = (...data: number[]): Truth => ({
    kind: "mask",
    mask: {
      width: 64,
      height: 64,
      data: Uint8Array.from({ length: 4096 }, (_, i) => data[(i % 64 < 32 ? 0 : 1) + (i < 2048 ? 0 : 2)]!),
    },
  });
  const read = (output: number[], truth: Truth) =>
    segmentation.read(result("a", output), {
      model: "m",
      dims,
      preprocess: { ...preprocess, resize: { mode: "stretch" } },
      truthOf: () => truth,
    });

  test("the best class of each pixel against a label that was drawn on the image", () => {
    const answered = read([1, 0, 1, 0, 0, 1, 0, 1], mask(0, 1, 0, 0));
    expect([...answered.mask!.data]).toEqual([0, 1, 0, 1]);
    expect(answered.truth).toEqual({ kind: "mask", mask: { width: 2, height: 2, data: Uint8Array.of(0, 1, 0, 0) } });
    // Class 0: 2 of 3; class 1: 1 of 2.
    expect(values(segmentation, [answered])).toEqual({
      mIoU: expect.closeTo((100 * (2 / 3 + 1 / 2)) / 2, 9),
      pixels: 75,
    });
  });

  test("pixels marked 255 count neither way", () => {
    expect(values(segmentation, [read([1, 0, 1, 0, 0, 1, 0, 1], mask(0, 1, 0, 255))])).toEqual({
      mIoU: 100,
      pixels: 100,
    });
  });

  test("one channel: probabilities from 0.5, logits from 0, whole numbers are classes", () => {
    const one = (output: number[]) => [
      ...segmentation.read(result("a", output), { model: "m", dims: [1, 2, 2], preprocess }).mask!.data,
    ];
    expect(one([0.2, 0.6, 0.5, 0.9])).toEqual([0, 1, 0, 1]);
    expect(one([-1, 2.5, -0.1, 0.1])).toEqual([0, 1, 0, 1]);
    expect(one([3, 0, 1, 7])).toEqual([3, 0, 1, 7]);
  });

  test("rows of numbers are refused", () => {
    expect(() => segmentation.read(result("a", [1]), { model: "m", dims: [1], preprocess })).toThrow(
      "cannot be read for segmentation",
    );
  });
});

describe("regression", () => {
  const measured = (id: string, have: number, want: number) =>
    result(id, [have], { truth: { kind: "values", values: [want] } });
  test("MAE, RMSE and R2 by hand", () => {
    const results = [measured("a", 1, 2), measured("b", 4, 4), measured("c", 9, 6)];
    // Errors 1, 0, 3; spread of 2, 4, 6 around 4 is 8.
    expect(values(regression, results)).toEqual({
      mae: expect.closeTo(4 / 3, 9),
      rmse: expect.closeTo(Math.sqrt(10 / 3), 9),
      r2: expect.closeTo(1 - 10 / 8, 9),
    });
    expect(values(regression, [result("x", [1])])).toEqual({});
  });

  test("R2 needs values that differ", () => {
    expect(values(regression, [measured("a", 1, 2)])).toEqual({ mae: 1, rmse: 1 });
  });
});

describe("embedding", () => {
  const at = (id: string, degrees: number, label: number) =>
    result(id, [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)], { label });
  const base = [at("a", 0, 0), at("b", 5, 0), at("c", 90, 1), at("d", 100, 1), at("e", 12, 1)];

  test("the nearest other sample has the class", () => {
    expect(values(embedding, base)).toEqual({ recall1: 80 });
  });

  test("neighbours that both models agree on", () => {
    const other = [at("a", 0, 0), at("b", 80, 0), at("c", 90, 1), at("d", 100, 1), at("e", 12, 1)];
    expect(retrievalAgreement(base, base, 2)).toEqual([100, 100, 100, 100, 100]);
    // Only b moved: it finds others, and c and d find it where they found e.
    expect(retrievalAgreement(base, other, 2)).toEqual([100, 0, 50, 50, 100].map((x) => expect.closeTo(x, 9)));
  });
});

describe("any model", () => {
  test("output by output: agreement, ratio of signal to noise, cosine and divergence", () => {
    const outputs = [
      { name: "y", dims: [2] },
      { name: "z", dims: [2] },
    ];
    const { metrics, of } = anyModel.closeness({ dims: [2], preprocess, outputs });
    const pair = [
      result("a", [3, 4], { outputs: [Float32Array.of(1, 0)] }),
      result("a", [3, 5], { outputs: [Float32Array.of(0, 1)] }),
    ] as const;
    const row = Object.fromEntries(metrics.map(({ id }, i) => [id, of(...pair)[i]]));
    expect(row).toMatchObject({
      sqnr: expect.closeTo(10 * Math.log10(25), 9),
      agreement: 100,
      "agreement:z": 0,
      "cosine:z": 0,
    });
    expect(row["cosine"]).toBeCloseTo(29 / (5 * Math.sqrt(34)), 9);
    const [p, q] = [1 / (1 + Math.E), 1 / (1 + Math.E ** 2)];
    expect(row["kl"]).toBeCloseTo(p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q)), 6);
  });
});
