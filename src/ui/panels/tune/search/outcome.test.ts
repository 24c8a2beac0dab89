import { expect, test } from "vitest";
import { DEFAULT_RECIPE } from "../../../../core/recipe.ts";
import type { Trial } from "../../../../core/search/trial.ts";
import { outcomeText } from "./outcome.ts";

const trial: Trial = {
  id: "a",
  recipe: DEFAULT_RECIPE,
  stage: "start",
  why: "",
  variant: "f00",
  bytes: 1,
  outcome: "measured",
  samples: 48,
  loss: null,
  agreement: null,
  top1: null,
  sqnr: null,
  misses: ["loses 3.0 points of top-1, 1 allowed"],
  excess: 2,
  passes: false,
};

test("every outcome says what happened", () => {
  expect(outcomeText({ ...trial, misses: [], passes: true })).toBe("passes");
  expect(outcomeText(trial)).toBe("loses 3.0 points of top-1, 1 allowed");
  expect(outcomeText({ ...trial, outcome: "hopeless" })).toBe(
    "given up after 48 samples: loses 3.0 points of top-1, 1 allowed",
  );
  expect(outcomeText({ ...trial, outcome: "too-large", misses: ["4600 kB, 4500 allowed"] })).toContain(
    "not run: 4600 kB",
  );
  expect(outcomeText({ ...trial, outcome: "same" })).toContain("same file");
  expect(outcomeText({ ...trial, outcome: "failed", misses: ["no memory"] })).toBe("failed: no memory");
});
