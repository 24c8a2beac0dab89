import { expect, it } from "vitest";
import { barPath } from "./bar-path.ts";

const double = (v: number) => 2 * v;
const down = (v: number) => 100 - v;

it("draws each bar from corner to corner, leaving the gap on the right", () => {
  const rects = [
    { x0: 0, x1: 5, y0: 0, y1: 40 },
    { x0: 5, x1: 10, y0: -10, y1: 10 },
  ];
  expect(barPath(rects, double, down, 1)).toBe("M0 100h9V60h-9ZM10 110h9V90h-9Z");
});

it("never lets a bar vanish", () => {
  expect(barPath([{ x0: 0, x1: 0.1, y0: 0, y1: 1 }], double, down, 1)).toBe("M0 100h0.5V99h-0.5Z");
});

it("of nothing is empty", () => {
  expect(barPath([], double, down, 1)).toBe("");
});
