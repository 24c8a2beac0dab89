import { expect, test } from "vitest";
import { float32 } from "../../core/tensor.ts";
import { createComparison } from "./comparison.ts";

const outputs = (y: readonly number[], z: readonly number[]) => ({
  y: float32([y.length], Float32Array.from(y)),
  z: float32([z.length], Float32Array.from(z)),
});

test("the largest difference of each output, and whose it is", () => {
  const comparison = createComparison(["y", "z"]);
  comparison.add(outputs([1, -4], [0]), outputs([1, -4.5], [0]), "a.png");
  comparison.add(outputs([2, 0], [8]), outputs([2.25, 0], [7]), "b.png");
  expect(comparison.result()).toEqual([
    { output: "y", difference: 0.5, magnitude: 4, sample: "a.png" },
    { output: "z", difference: 1, magnitude: 8, sample: "b.png" },
  ]);
});

test("equal values that are no numbers are no difference, unequal ones are infinite", () => {
  const of = (a: number, b: number) => {
    const comparison = createComparison(["y"]);
    comparison.add(outputs([a], []), outputs([b], []), "a.png");
    return comparison.result()[0]?.difference;
  };
  expect([of(NaN, NaN), of(Infinity, Infinity), of(-Infinity, Infinity), of(NaN, 1), of(1, NaN), of(0, -0)]).toEqual([
    0,
    0,
    Infinity,
    Infinity,
    Infinity,
    0,
  ]);
});

test("another shape is infinitely far", () => {
  const comparison = createComparison(["y"]);
  comparison.add(outputs([1, 2], []), outputs([1], []), "a.png");
  expect(comparison.result()[0]?.difference).toBe(Infinity);
});
