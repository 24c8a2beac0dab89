import { expect, test } from "vitest";
import { reportOf, rowOf, sensitivityOf } from "../../testing/sensitivity.ts";
import { NO_WEIGHTS, sizeDomains, sizeNoise, sizePlace, sizeTicks } from "./size-noise-data.ts";

const ROWS = [
  rowOf("small", { bytes: { before: 400, after: 100 } }),
  rowOf("large", { bytes: { before: 400_000, after: 100_000 } }),
  rowOf("add", { bytes: { before: 0, after: 0 } }),
];
const REPORT = reportOf([
  sensitivityOf("small", 0.1),
  sensitivityOf("large", 0.0001),
  sensitivityOf("add", 0.001),
  sensitivityOf("gone", 0.5),
  sensitivityOf("silent", 0),
]);

test("each harmful layer of the table is a point: bytes and the SQNR it leaves at the output", () => {
  expect(sizeNoise(ROWS, REPORT).map(({ layer, bytes, sqnr }) => [layer, bytes, Math.round(sqnr)])).toEqual([
    ["small", 100, 10],
    ["add", 0, 30],
    ["large", 100_000, 40],
  ]);
});

test("harm is on top, size goes right by powers of ten, layers without weights have a place of their own", () => {
  const points = sizeNoise(ROWS, REPORT);
  const domains = sizeDomains(points);
  expect(sizeTicks(domains)).toEqual([100, 1000, 10_000, 100_000]);
  const [small, add, large] = points.map((point) => sizePlace(point, domains));
  expect(small?.[0]).toBeGreaterThan(NO_WEIGHTS);
  expect(small?.[0]).toBeLessThan(NO_WEIGHTS + 0.05);
  expect(add?.[0]).toBeLessThan(NO_WEIGHTS);
  expect(large?.[0]).toBeGreaterThan(0.9);
  expect(small?.[1]).toBeLessThan(large?.[1] ?? 0);
});

test("no point is outside the plot, however few there are", () => {
  const [only] = sizeNoise(ROWS, reportOf([sensitivityOf("add", 0.5)]));
  if (only === undefined) throw new Error("there is one point");
  const place = sizePlace(only, sizeDomains([only]));
  expect(Math.min(...place)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...place)).toBeLessThanOrEqual(1);
  expect(sizeDomains([]).y[0]).toBeLessThan(sizeDomains([]).y[1]);
});
