import { expect, it } from "vitest";
import { niceTicks, tickText } from "./ticks.ts";

it("are round and within the ends", () => {
  expect(niceTicks(0, 14.4)).toEqual([0, 5, 10]);
  expect(niceTicks(-0.71, 0.91)).toEqual([-0.5, 0, 0.5]);
  expect(niceTicks(-0.02, 0.03)).toEqual([-0.02, -0.01, 0, 0.01, 0.02, 0.03]);
});

it("of an empty interval are its one value", () => {
  expect(niceTicks(2, 2)).toEqual([2]);
});

it("read as short as they can", () => {
  expect([0.25, -1, 0.00002, 2000, 3e6].map(tickText)).toEqual(["0.25", "−1", "2e-5".replace("-", "−"), "2000", "3e6"]);
});
