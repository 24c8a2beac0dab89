import { expect, it } from "vitest";
import type { StressRow, StressScores } from "../../core/evaluate/stress/row.ts";
import { addStressRows, useStressRows } from "./rows.ts";

const scores: StressScores = {
  n: 1,
  base: null,
  other: { value: 1, lo: 0, hi: 2, n: 1 },
  change: { value: 0, lo: 0, hi: 0, n: 1 },
  p: NaN,
  agreement: null,
};

const row = (strength: number, harm: number): StressRow => {
  return { ...scores, corruption: "noise", strength, beyond: scores.change, beyondP: 1, harm };
};

const metric = { id: "top1", title: "top-1", unit: "%", better: "higher" } as const;
const step = { stage: "stress", done: 0, total: 1, unit: "answers" } as const;

it("rows gather under what was asked for, and a row that comes again is not counted twice", () => {
  const rows = () => useStressRows.getState().byRequest["a"]?.rows.map(({ strength, harm }) => [strength, harm]);
  addStressRows("a", { ...step, rows: [row(2, 1)], plain: null });
  expect(rows()).toBeUndefined();
  addStressRows("a", { ...step, rows: [], plain: { metric, scores } });
  addStressRows("a", { ...step, rows: [row(2, 1)], plain: null });
  addStressRows("a", { ...step, rows: [row(5, 3)], plain: null });
  addStressRows("a", { ...step, rows: [], plain: { metric, scores } });
  addStressRows("a", { ...step, rows: [row(2, 4)], plain: null });
  expect(rows()).toEqual([
    [5, 3],
    [2, 4],
  ]);
  expect(useStressRows.getState().byRequest["b"]).toBeUndefined();
});
