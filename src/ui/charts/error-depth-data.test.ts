import { expect, test } from "vitest";
import { reportOf, rowOf, sensitivityOf } from "../../testing/sensitivity.ts";
import { depthDomain, errorDepth, worstStep } from "./error-depth-data.ts";
import { depthTicks } from "./ticks.ts";

const ROWS = ["a", "b", "c", "d"].map((name) => rowOf(name));
const REPORT = reportOf([
  sensitivityOf("a", 0.1, { own: 0.001, gathered: 0.001 }),
  sensitivityOf("b", 0.2, { own: 0, gathered: null }),
  sensitivityOf("c", 0.3, { own: 0.01, gathered: 0.1 }),
]);

test("points stand in network order, in dB of noise over signal; what was not measured stays empty", () => {
  const points = errorDepth(ROWS, REPORT);
  expect(points.map(({ layer, position, own, gathered }) => [layer, position, own, gathered])).toEqual([
    ["a", 1, -30, -30],
    ["b", 2, null, null],
    ["c", 3, -20, -10],
    ["d", 4, null, null],
  ]);
});

test("the step where most is lost skips what was not measured", () => {
  expect(worstStep(errorDepth(ROWS, REPORT))).toEqual({ at: 2, from: 0 });
  expect(worstStep([])).toBeNull();
});

test("a deep network is folded to its worst layers", () => {
  const rows = Array.from({ length: 300 }, (_, i) => rowOf(`l${i}`));
  const report = reportOf(rows.map(({ name }, i) => sensitivityOf(name, 0.1, { gathered: i === 151 ? 0.9 : 0.01 })));
  const points = errorDepth(rows, report);
  expect(points).toHaveLength(100);
  expect(points[50]).toMatchObject({ layer: "l151", position: 152, layers: 3 });
});

test("the axis spans tens of dB and does not sink below what can matter", () => {
  expect(depthDomain(errorDepth(ROWS, REPORT))).toEqual([-30, 0]);
  const tiny = reportOf([sensitivityOf("a", 1, { own: 1e-14, gathered: 3 })]);
  expect(depthDomain(errorDepth(ROWS, tiny))).toEqual([-80, 10]);
});

test("positions are round, also where points stand for several layers", () => {
  const rows = (n: number) => Array.from({ length: n }, (_, i) => rowOf(`layer ${i}`));
  const few = depthTicks(errorDepth(rows(12), reportOf([])), 12);
  expect(few.map(({ position, at }) => [position, at])).toContainEqual([3, 2.5]);
  const many = errorDepth(rows(759), reportOf([]));
  const ticks = depthTicks(many, 8);
  expect(ticks.map(({ position }) => position)).toEqual([100, 200, 300, 400, 500, 600, 700]);
  expect(ticks[0]?.at).toBeCloseTo(99.5 / 6, 9);
  expect(ticks.every(({ at }) => at > 0 && at < many.length)).toBe(true);
});
