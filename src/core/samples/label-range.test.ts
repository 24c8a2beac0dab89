import { expect, it } from "vitest";
import { checkLabels, labelsBeyond, withinClasses } from "./label-range.ts";

const samples = (...labels: (number | undefined)[]) =>
  labels.map((label, i) => ({ id: `${i}.png`, ...(label !== undefined && { label }) }));

it("a few labels beyond the classes are named; half of them or more are those of another model", () => {
  expect(labelsBeyond(samples(0, 1, undefined), 2)).toBeNull();
  expect(labelsBeyond(samples(0, 9), null)).toBeNull();
  expect(labelsBeyond(samples(0, 1, 7), 2)).toBe(
    "1 sample has a label beyond the model's 2 classes and counts as unlabelled: 2.png with class 7.",
  );
  expect(labelsBeyond(samples(0, 1, 1, 7, 8), 2)).toContain("2 samples have labels beyond");
  expect(() => checkLabels(samples(0, 1, 7), 2, "set")).not.toThrow();
  expect(() => checkLabels(samples(1, 7, undefined), 2, "set")).toThrow("Label 7 of set is outside");
});

it("such a label is taken off, others stay", () => {
  const [known, unknown, bare] = samples(1, 7, undefined);
  expect(withinClasses(known as object, 2)).toBe(known);
  expect(withinClasses(unknown as { label?: number }, 2)).toEqual({ id: "1.png" });
  expect(withinClasses(bare as object, 2)).toBe(bare);
});
