import { expect, test } from "vitest";
import { keyValue } from "./range-keys.ts";

const press = (key: string, more = {}) => keyValue({ key, shiftKey: false, altKey: false, ...more }, 2, 0.5, [0, 4]);

test("arrows step by one integer, Shift by ten, Alt by a tenth", () => {
  expect([press("ArrowRight"), press("ArrowDown")]).toEqual([2.5, 1.5]);
  expect(press("ArrowLeft", { altKey: true })).toBeCloseTo(1.95, 9);
  expect(press("ArrowRight", { shiftKey: true })).toBe(4);
});

test("Home and End go to the limits, other keys do nothing", () => {
  expect([press("Home"), press("End"), press("a")]).toEqual([0, 4, null]);
});
