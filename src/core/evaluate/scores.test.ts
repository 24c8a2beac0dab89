import { describe, expect, test } from "vitest";
import type { SampleResult } from "./evaluation.ts";
import { nearChance, scoresOf } from "./scores.ts";

/** `hits` of `n` right answers of a model with `classes` outputs. */
function answers(hits: number, n: number, classes: number): SampleResult[] {
  const output = new Float32Array(classes);
  return Array.from({ length: n }, (_, i) => {
    return { id: `${i}.png`, label: 0, top: [i < hits ? 0 : 1], confidence: [1], output };
  });
}

describe("near chance", () => {
  test("a good binary classifier is not suspected, a guessing one is", () => {
    expect(nearChance(answers(90, 100, 2))).toBe(false);
    expect(nearChance(answers(55, 100, 2))).toBe(true);
  });

  test("with ten classes 15 % is suspected and 25 % is not", () => {
    expect(nearChance(answers(15, 100, 10))).toBe(true);
    expect(nearChance(answers(25, 100, 10))).toBe(false);
  });

  test("with a thousand classes 3 % is suspected", () => {
    expect(nearChance(answers(6, 200, 1000))).toBe(true);
    expect(nearChance(answers(12, 200, 1000))).toBe(false);
  });

  test("a handful of samples is not enough to suspect anything", () => {
    expect(nearChance(answers(1, 4, 10))).toBe(false);
  });
});

describe("scores", () => {
  test("top-5 is left out where it would always be right", () => {
    expect(scoresOf(answers(3, 4, 5))).toMatchObject({ n: 4, top1: { value: 75, n: 4 } });
    expect(scoresOf(answers(3, 4, 5)).top5).toBeUndefined();
    expect(scoresOf(answers(3, 4, 6)).top5?.value).toBe(75);
  });
});
