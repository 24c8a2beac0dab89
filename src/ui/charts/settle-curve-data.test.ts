import { expect, test } from "vitest";
import { curvePath, settleTicks } from "./settle-curve-data.ts";

test("ticks are round numbers and the last one", () => {
  expect(settleTicks(100)).toEqual([1, 2, 5, 10, 20, 50, 100]);
  expect(settleTicks(6)).toEqual([1, 2, 6]);
  expect(settleTicks(1)).toEqual([1]);
});

test("a curve begins with a move", () => {
  expect(
    curvePath([
      [0, 1],
      [2.04, 3],
    ]),
  ).toBe("M0.0 1.0L2.0 3.0");
});
