import { expect, test } from "vitest";
import type { SampleResult } from "../evaluation.ts";
import { pairsOf } from "../paired/paired.ts";
import { classChanges, confusionOf, harmOf, mistakesOf, pairsIn } from "./confusion.ts";

const answer = (id: string, label: number | undefined, best: number): SampleResult => ({
  id,
  ...(label !== undefined && { label }),
  top: [best],
  confidence: [1],
  output: new Float32Array(0),
});

/** Two of class 0, one of 1, one of 2, one without a label. */
const LABELS = [0, 0, 1, 2, undefined] as const;
const results = (answers: readonly number[]) => answers.map((best, i) => answer(`${i}`, LABELS[i], best));
const pairs = pairsOf(results([0, 1, 1, 1, 0]), results([1, 1, 1, 2, 1]));
const cells = confusionOf(pairs);

test("cells hold the counts of both models, without samples that have no label", () => {
  expect(cells).toEqual([
    { label: 0, answer: 0, base: 1, other: 0 },
    { label: 0, answer: 1, base: 1, other: 2 },
    { label: 1, answer: 1, base: 1, other: 1 },
    { label: 2, answer: 1, base: 1, other: 0 },
    { label: 2, answer: 2, base: 0, other: 1 },
  ]);
});

test("fewer right answers and more wrong ones are harm", () => {
  expect(cells.map(harmOf)).toEqual([1, 1, 0, -1, -1]);
});

test("precision and recall of both models", () => {
  const third = expect.closeTo(100 / 3, 9);
  expect(classChanges(cells)).toEqual([
    {
      label: 0,
      n: 2,
      base: { precision: 100, recall: 50, answered: 1 },
      other: { precision: NaN, recall: 0, answered: 0 },
    },
    {
      label: 1,
      n: 1,
      base: { precision: third, recall: 100, answered: 3 },
      other: { precision: third, recall: 100, answered: 3 },
    },
    {
      label: 2,
      n: 1,
      base: { precision: NaN, recall: 0, answered: 0 },
      other: { precision: 100, recall: 100, answered: 1 },
    },
  ]);
});

test("a class that is answered but never labelled has no recall", () => {
  const [, only] = classChanges(confusionOf(pairsOf([answer("a", 3, 7)], [answer("a", 3, 7)])));
  expect(only).toMatchObject({ label: 7, n: 0, base: { precision: 0, recall: NaN } });
});

test("mistakes by the size of their change, the harmful first, then the frequent; right answers are none", () => {
  const sorted = mistakesOf([
    ...cells,
    { label: 2, answer: 0, base: 4, other: 4 },
    { label: 1, answer: 0, base: 6, other: 6 },
  ]);
  expect(sorted.map(({ label, answer: taken }) => [label, taken])).toEqual([
    [0, 1],
    [2, 1],
    [1, 0],
    [2, 0],
  ]);
});

test("the samples of a cell are those that either model put there", () => {
  expect(pairsIn(pairs, { label: 0, answer: 1 }).map(({ base }) => base.id)).toEqual(["0", "1"]);
  expect(pairsIn(pairs, { label: 2, answer: 1 }).map(({ base }) => base.id)).toEqual(["3"]);
});
