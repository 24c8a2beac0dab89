import { describe, expect, test } from "vitest";
import { reportOf, rowOf, sensitivityOf } from "../../testing/sensitivity.ts";
import { DEFAULT_RECIPE, withPin } from "../recipe.ts";
import { bestRepair, effectOf, errorNow, expectedOf, outlookOf, repairs, sqnrOf, worstFirst } from "./expected.ts";

const ROWS = [rowOf("a"), rowOf("b", { bytes: { before: 400_000, after: 100_000 } }), rowOf("c")];
const REPORT = reportOf([sensitivityOf("a", 0.02), sensitivityOf("b", 0.03), sensitivityOf("c", 0.001)]);
const STUDY = { recipe: DEFAULT_RECIPE, report: REPORT };
const OUTLOOK = outlookOf(DEFAULT_RECIPE, ROWS, STUDY);

test("errors of layers add up to that of the model", () => {
  expect(OUTLOOK.total).toBeCloseTo(0.051, 12);
  expect(sqnrOf(0.01)).toBeCloseTo(20, 12);
});

describe("one pin", () => {
  test("takes away what the layer costs, gives its share of the score back and costs bytes", () => {
    expect(effectOf(OUTLOOK, "a", "float32")).toEqual({
      layer: "a",
      precision: "float32",
      error: -0.02,
      score: 2,
      bytes: 3000,
      idle: null,
    });
    const half = effectOf(OUTLOOK, "a", "int16");
    expect(half.error).toBeCloseTo(-0.015, 12);
    expect(half.score).toBeCloseTo(1.5, 12);
    expect(half.bytes).toBe(0);
  });

  test("of a layer that is that anyway, or cannot be, does nothing and says so", () => {
    expect(effectOf(OUTLOOK, "a", "int8").idle).toBe("It is INT8 anyway.");
    expect(effectOf(OUTLOOK, "a", "int4").idle).toBe("It cannot be INT4 weights.");
    expect(effectOf(OUTLOOK, "a", null).idle).toBe("It is not pinned.");
    expect(effectOf(OUTLOOK, "z", "int8").idle).toBe("There is no such layer.");
  });

  test("without a report only the bytes are known", () => {
    const blind = outlookOf(DEFAULT_RECIPE, ROWS, null);
    const effect = effectOf(blind, "b", "float16");
    expect(effect).toMatchObject({ error: null, score: null, bytes: 100_000, idle: null });
    expect(expectedOf(blind, [effect])).toEqual({ layers: 1, removed: null, sqnr: null, score: null, bytes: 100_000 });
  });
});

test("a pin set after the study counts as done, and unpinning brings the error back", () => {
  const recipe = withPin(DEFAULT_RECIPE, "a", "float32");
  const rows = [
    rowOf("a", { precision: "FP32", pinned: true, bytes: { before: 4000, after: 4000 } }),
    ...ROWS.slice(1),
  ];
  const later = outlookOf(recipe, rows, STUDY);
  expect(errorNow(later, "a")).toBe(0);
  expect(later.total).toBeCloseTo(0.031, 12);
  expect(effectOf(later, "a", null)).toMatchObject({ error: 0.02, bytes: -3000, idle: null });
  expect(effectOf(later, "a", "float32").idle).toBe("It is pinned to FP32 already.");
});

test("a study made with the pin tells what the layer would cost without it", () => {
  const recipe = withPin(DEFAULT_RECIPE, "a", "float32");
  const free = sensitivityOf("a", 0.02);
  const none = { weight: 0, activation: 0, total: 0, interval: [0, 0] } as const;
  const report = reportOf([{ ...free, impact: none }, sensitivityOf("b", 0.03)]);
  const rows = [
    rowOf("a", { precision: "FP32", pinned: true, bytes: { before: 4000, after: 4000 } }),
    ...ROWS.slice(1),
  ];
  expect(effectOf(outlookOf(recipe, rows, { recipe, report }), "a", null).error).toBe(0.02);
});

describe("several pins", () => {
  test("sum up error, score and bytes; idle ones count for nothing", () => {
    const effects = [
      effectOf(OUTLOOK, "a", "float32"),
      effectOf(OUTLOOK, "b", "float32"),
      effectOf(OUTLOOK, "c", "int8"),
    ];
    const { layers, removed, sqnr, score, bytes } = expectedOf(OUTLOOK, effects);
    expect(layers).toBe(2);
    expect(removed).toBeCloseTo(0.05 / 0.051, 12);
    expect(sqnr?.[0]).toBeCloseTo(sqnrOf(0.051), 9);
    expect(sqnr?.[1]).toBeCloseTo(30, 6);
    expect(score).toBeCloseTo(5, 9);
    expect(bytes).toBe(303_000);
  });

  test("that were priced together are not summed up; points are left out", () => {
    const effects = [effectOf(OUTLOOK, "a", "float32"), effectOf(OUTLOOK, "b", "float32")];
    const { removed, sqnr, score, bytes } = expectedOf(OUTLOOK, effects, { before: 0.05, after: 0.0005 });
    expect(removed).toBeCloseTo(0.99, 12);
    expect(sqnr?.[0]).toBeCloseTo(sqnrOf(0.05), 9);
    expect(sqnr?.[1]).toBeCloseTo(sqnrOf(0.0005), 9);
    expect(score).toBeNull();
    expect(bytes).toBe(303_000);
    expect(expectedOf(OUTLOOK, effects.slice(0, 1), { before: 0.05, after: 0.03 }).score).toBe(2);
  });

  test("that leave no error leave an infinite SQNR", () => {
    const effects = ["a", "b", "c"].map((layer) => effectOf(OUTLOOK, layer, "float32"));
    expect(expectedOf(OUTLOOK, effects).sqnr?.[1]).toBeGreaterThan(100);
  });
});

test("the worst come first, whatever the pin takes away; those that it does not change are left out", () => {
  expect(worstFirst(OUTLOOK, "float32").map(({ layer }) => layer)).toEqual(["b", "a", "c"]);
  expect(worstFirst(OUTLOOK, "int8")).toEqual([]);
});

test("repairs are ranked by harm, or by harm for their bytes", () => {
  expect(repairs(OUTLOOK, "float32", "harm").map(({ layer }) => layer)).toEqual(["b", "a", "c"]);
  expect(repairs(OUTLOOK, "float32", "per-byte").map(({ layer }) => layer)).toEqual(["a", "c", "b"]);
  expect(repairs(OUTLOOK, "int8", "harm")).toEqual([]);
});

test("what is asked first is FP32, unless another precision repairs clearly more", () => {
  const among = ["int16", "float16", "float32"] as const;
  expect(bestRepair(OUTLOOK, among)).toBe("float32");
  const stuck = ["a", "b"].map((name) => sensitivityOf(name, 0.02, { at: { float32: 0.019, int16: 0.001 } }));
  expect(bestRepair(outlookOf(DEFAULT_RECIPE, ROWS, { recipe: DEFAULT_RECIPE, report: reportOf(stuck) }), among)).toBe(
    "int16",
  );
});
