import { expect, it } from "vitest";
import type { Dataset } from "../../core/samples/dataset.ts";
import { classBars } from "./class-counts-data.ts";

const data = (labels: readonly (number | undefined)[], classes: readonly string[]) =>
  ({
    classes,
    samples: labels.map((label, i) => ({ id: String(i), ...(label !== undefined && { label }) })),
  }) as unknown as Dataset;

it("counts per class, also classes without samples", () => {
  expect(classBars(data([0, 0, 2, undefined], ["a", "b", "c"]))).toEqual([
    { label: "a", count: 2 },
    { label: "b", count: 0 },
    { label: "c", count: 1 },
  ]);
});

it("names classes that have none", () => {
  expect(classBars(data([1], [])).map((b) => b.label)).toEqual(["class 0", "class 1"]);
});

it("folds a thousand classes to means of neighbours", () => {
  const bars = classBars(data([0, 0, 1, 2], ["a", "b", "c"]), 2);
  expect(bars).toEqual([
    { label: "a to b", count: 1.5 },
    { label: "c", count: 1 },
  ]);
  expect(classBars(data([999], [])).length).toBe(125);
});
