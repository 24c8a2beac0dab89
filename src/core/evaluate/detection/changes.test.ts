import { expect, it } from "vitest";
import type { Detection, TruthBox } from "./box.ts";
import { objectChanges } from "./changes.ts";

const at = (x: number, label = 0, score = 0.9): Detection => ({ x, y: 0, width: 10, height: 10, label, score });
const marked = (x: number, label = 0): TruthBox => ({ x, y: 0, width: 10, height: 10, label, area: 100, crowd: false });

it("an object that is marked and was found only before is lost, the reverse is won", () => {
  const { lost, won, wrong } = objectChanges([at(0), at(50)], [at(1), at(100)], [marked(0), marked(50), marked(100)]);
  expect([lost.map(({ x }) => x), won.map(({ x }) => x)]).toEqual([[50], [100]]);
  expect(wrong).toEqual({ before: 0, after: 0 });
});

it("finds where nothing is marked are wrong, not won; another class is another object", () => {
  const { lost, won, wrong } = objectChanges([at(0)], [at(0, 1), at(200)], [marked(0)]);
  expect([lost.length, won.length, wrong]).toEqual([1, 0, { before: 0, after: 2 }]);
});

it("without labels the original stands for what is right, and unsure boxes do not count", () => {
  const { lost, won } = objectChanges([at(0), at(50, 0, 0.1)], [at(2), at(90)], undefined);
  expect([lost.length, won.map(({ x }) => x)]).toEqual([0, [90]]);
});
