import { expect, test } from "vitest";
import { reportOf, sensitivityOf } from "../../testing/sensitivity.ts";
import { layersOfHalf, sensitivityBars, shareCeiling } from "./sensitivity-bars-data.ts";

const REPORT = reportOf([
  sensitivityOf("a", 0.01),
  sensitivityOf("b", 0.03, { verified: 0.036 }),
  sensitivityOf("quiet", 0),
]);

test("bars are shares of the whole error, most harmful first, weights and activations apart", () => {
  const { bars, rest } = sensitivityBars(REPORT);
  expect(bars.map(({ layer, rank }) => [layer, rank])).toEqual([
    ["b", 1],
    ["a", 2],
  ]);
  expect(bars[0]?.share).toBeCloseTo(0.75, 12);
  expect(bars[0]?.weights).toBeCloseTo(0.75 / 4, 12);
  expect((bars[0]?.weights ?? 0) + (bars[0]?.activations ?? 0)).toBeCloseTo(0.75, 12);
  expect(bars[0]?.interval[1]).toBeCloseTo(0.75 * 1.3, 12);
  expect(bars[0]?.verified).toBeCloseTo(0.9, 12);
  expect(rest).toEqual({ layers: 0, share: 0 });
});

test("what does not fit is counted, with what it costs", () => {
  const many = reportOf(Array.from({ length: 200 }, (_, i) => sensitivityOf(`l${i}`, 1)));
  const { bars, rest } = sensitivityBars(many);
  expect(bars).toHaveLength(128);
  expect(rest.layers).toBe(72);
  expect(rest.share).toBeCloseTo(72 / 200, 12);
});

test("a wide interval does not flatten the bars", () => {
  const wide = sensitivityOf("a", 0.01);
  const impact = { ...wide.impact, interval: [0, 1] } as const;
  expect(shareCeiling(sensitivityBars(reportOf([{ ...wide, impact }])).bars)).toBeCloseTo(1.4, 12);
});

test("says how few layers cause half of the error, and nothing of a model without error", () => {
  expect(layersOfHalf(REPORT)).toEqual({ layers: 1, share: 0.75 });
  expect(layersOfHalf(reportOf([sensitivityOf("a", 0)]))).toEqual({ layers: 0, share: 0 });
  expect(sensitivityBars(reportOf([])).bars).toEqual([]);
});
