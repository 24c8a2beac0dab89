import { expect, test } from "vitest";
import type { ClassChange } from "../../../core/evaluate/classification/confusion.ts";
import { type ClassOrder, classRows, sortClasses, WORST_FIRST } from "./classes-rows.ts";

const score = (recall: number, precision: number) => ({ recall, precision, answered: 10 });
const CHANGES: readonly ClassChange[] = [
  { label: 0, n: 50, base: score(80, 90), other: score(60, 85) },
  { label: 1, n: 50, base: score(70, 60), other: score(72, 50) },
  { label: 2, n: 4, base: score(100, 50), other: score(75, NaN) },
  { label: 3, n: 0, base: score(NaN, 0), other: score(NaN, 0) },
];
const estimate = (value: number, lo: number, hi: number) => ({ value, lo, hi, n: 50 });
const INTERVALS = [
  { label: 0, base: estimate(80, 0, 0), other: estimate(60, 0, 0), change: estimate(-20, -30, -8) },
  { label: 1, base: estimate(70, 0, 0), other: estimate(72, 0, 0), change: estimate(2, -5, 9) },
  { label: 2, base: estimate(100, 0, 0), other: estimate(75, 0, 0), change: estimate(-25, -60, -1) },
];
const rows = classRows(CHANGES, INTERVALS, (label) => ["cat", "dog", "ant", "eel"][label] ?? "");
const names = (order: ClassOrder) => sortClasses(rows, order).map(({ name }) => name);

test("a change is read as harm only where the whole interval says so and there are enough samples", () => {
  expect(rows.map(({ reading, few, recallChange }) => [reading, few, recallChange])).toEqual([
    ["worse", false, -20],
    [null, false, 2],
    [null, true, -25],
    [null, true, NaN],
  ]);
  const alone = [{ ...INTERVALS[2]!, change: estimate(-25, -25, -25) }];
  expect(classRows(CHANGES, alone, String)[2]?.interval).toBeNull();
  expect(classRows(CHANGES, [], String).every(({ interval }) => interval === null)).toBe(true);
});

test("the worst comes first, and what is not known comes last either way", () => {
  expect(names(WORST_FIRST)).toEqual(["ant", "cat", "dog", "eel"]);
  expect(names({ column: "recallChange", ascending: false })).toEqual(["dog", "cat", "ant", "eel"]);
  expect(names({ column: "precisionChange", ascending: true })).toEqual(["dog", "cat", "eel", "ant"]);
  expect(names({ column: "name", ascending: true })).toEqual(["ant", "cat", "dog", "eel"]);
});
