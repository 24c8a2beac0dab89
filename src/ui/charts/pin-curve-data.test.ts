import { expect, test } from "vitest";
import { DEFAULT_RECIPE } from "../../core/recipe.ts";
import { outlookOf } from "../../core/sensitivity/expected.ts";
import { reportOf, rowOf, sensitivityOf } from "../../testing/sensitivity.ts";
import { MOST_SQNR, namedPoints, pinCurve } from "./pin-curve-data.ts";

const ROWS = [rowOf("a"), rowOf("b", { bytes: { before: 400_000, after: 100_000 } }), rowOf("c")];
const REPORT = reportOf([sensitivityOf("a", 0.01), sensitivityOf("b", 0.1), sensitivityOf("c", 0.09)]);
const OUTLOOK = outlookOf(DEFAULT_RECIPE, ROWS, { recipe: DEFAULT_RECIPE, report: REPORT });

test("layers are added by what they remove for their bytes; size and SQNR follow", () => {
  const points = pinCurve(OUTLOOK, "float32", 1_000_000);
  expect(points.map(({ pinned, layer, bytes }) => [pinned, layer, bytes])).toEqual([
    [0, null, 1_000_000],
    [1, "c", 1_003_000],
    [2, "a", 1_006_000],
    [3, "b", 1_306_000],
  ]);
  expect(points[0]?.sqnr).toBeCloseTo(-10 * Math.log10(0.2), 9);
  expect(points[2]?.sqnr).toBeCloseTo(10, 9);
  expect(points[3]?.sqnr).toBe(MOST_SQNR);
  expect(points[2]?.removed).toBeCloseTo(0.5, 9);
});

test("16-bit activations cost no bytes and leave what the weights cause", () => {
  const last = pinCurve(OUTLOOK, "int16", 1_000_000).at(-1);
  expect(last?.bytes).toBe(1_000_000);
  expect(last?.removed).toBeCloseTo(0.75, 9);
});

test("a precision that no layer can take, and a model without a study, give no more than a start", () => {
  expect(pinCurve(OUTLOOK, "int4", 1000)).toHaveLength(1);
  expect(pinCurve(outlookOf(DEFAULT_RECIPE, ROWS, null), "float32", 1000)).toEqual([]);
});

test("a few points carry their number", () => {
  expect(namedPoints(pinCurve(OUTLOOK, "float32", 1)).map(({ pinned }) => pinned)).toEqual([1, 3]);
});
