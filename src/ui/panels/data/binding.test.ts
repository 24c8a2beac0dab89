import { expect, it } from "vitest";
import { arrayFor, fitText } from "./binding.ts";

const ARRAYS = [
  { name: "a", dtype: "float32", dims: [4] },
  { name: "b", dtype: "float32", dims: [1, 3, 2] },
];

it("an input takes the array of its name, or the one it is bound to; a single one needs no name", () => {
  expect(arrayFor("a", undefined, ARRAYS, 2)?.name).toBe("a");
  expect(arrayFor("x", { x: "b" }, ARRAYS, 2)?.name).toBe("b");
  expect(arrayFor("x", undefined, ARRAYS, 2)).toBeUndefined();
  expect(arrayFor("x", undefined, ARRAYS.slice(0, 1), 1)?.name).toBe("a");
});

it("shapes fit with or without the batch axis, and say so where they do not", () => {
  const [a, b] = ARRAYS;
  expect(fitText({ shape: ["N", 4] }, a)).toBeNull();
  expect(fitText({ shape: ["N", 3, 2] }, b)).toBeNull();
  expect(fitText({ shape: [8, 3, 2] }, b)).toBeNull();
  expect(fitText({ shape: ["N", 5] }, a)).toBe("It is [4]: the shape does not fit.");
  expect(fitText({ shape: ["N", 4] }, undefined)).toContain("Choose");
});
