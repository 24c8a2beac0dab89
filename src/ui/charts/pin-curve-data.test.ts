import { expect, test } from "vitest";
import { DEFAULT_RECIPE } from "../../core/recipe.ts";
import { outlookOf, sqnrOf } from "../../core/sensitivity/expected.ts";
import { reportOf, rowOf, sensitivityOf } from "../../testing/sensitivity.ts";
import { curveSteps, MOST_SQNR, namedPoints, pinCurve, togetherCurve } from "./pin-curve-data.ts";

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

test("layers that are priced together come worst first, with the error of each set", () => {
  const steps = curveSteps(OUTLOOK, "float32");
  expect(steps.effects.map(({ layer }) => layer)).toEqual(["b", "c", "a"]);
  expect(steps.counts).toEqual([1, 2, 3]);
  const points = togetherCurve(steps, { before: 0.2, errors: [0.21, 0.02, 0] }, 1_000_000);
  expect(points.map(({ pinned, layer, bytes }) => [pinned, layer, bytes])).toEqual([
    [0, null, 1_000_000],
    [1, "b", 1_300_000],
    [2, "c", 1_303_000],
    [3, "a", 1_306_000],
  ]);
  expect(points[1]?.removed).toBeCloseTo(-0.05, 9);
  expect(points[2]?.sqnr).toBeCloseTo(sqnrOf(0.02), 9);
  expect(points[3]?.sqnr).toBe(MOST_SQNR);
  expect(togetherCurve(steps, { before: 0, errors: [0, 0, 0] }, 1)).toEqual([]);
});

test("of a thousand layers some counts are left out, and the last is all of them", () => {
  const names = Array.from({ length: 1000 }, (_, i) => `layer ${i}`);
  const report = reportOf(names.map((name) => sensitivityOf(name, 0.001)));
  const rows = names.map((name) => rowOf(name));
  const { counts } = curveSteps(outlookOf(DEFAULT_RECIPE, rows, { recipe: DEFAULT_RECIPE, report }), "float32");
  expect(counts).toHaveLength(64);
  expect(counts.slice(0, 3)).toEqual([1, 2, 3]);
  expect(counts.at(-1)).toBe(1000);
  expect(new Set(counts).size).toBe(64);
});

test("a few points carry their number", () => {
  expect(namedPoints(pinCurve(OUTLOOK, "float32", 1)).map(({ pinned }) => pinned)).toEqual([1, 3]);
  const far = [0, 1, 32, 60, 120].map((pinned) => ({ pinned, layer: "a", bytes: 1, sqnr: 20, removed: 0 }));
  expect(namedPoints(far).map(({ pinned }) => pinned)).toEqual([1, 32, 60, 120]);
});
