import { expect, test } from "vitest";
import type { SampleResult } from "../core/evaluate/evaluation.ts";
import { pairsOf } from "../core/evaluate/paired/paired.ts";
import { classDetails, confusionText, precisionText } from "./compare-classes.ts";

const NAMES = ["cat", "dog", "ship"];
const nameOf = (label: number) => NAMES[label] ?? String(label);
const results = (answers: readonly number[]): SampleResult[] =>
  answers.map((best, i) => {
    return { id: `${i}`, label: i % 2, top: [best], confidence: [0.8], output: new Float32Array(3) };
  });

test("mistakes that changed are printed with the counts of both models, the largest change first", () => {
  const details = classDetails(pairsOf(results([0, 1, 0, 1, 0, 1]), results([1, 1, 1, 1, 0, 2])), nameOf)!;
  expect(confusionText(details)).toBe(
    [
      "mistakes that changed, in samples",
      "  right class -> answer  before  after  change",
      "  cat -> dog                  0      2      +2",
      "  dog -> ship                 0      1      +1",
      "",
    ].join("\n"),
  );
  expect(precisionText(details, 0)).toBe("precision 100.0 -> 100.0 %");
  expect(precisionText(details, 1)).toBe("precision 100.0 -> 50.0 %");
  expect(precisionText(details, 2)).toBe("precision - -> 0.0 %");
  expect(details.calibration.base).toMatchObject({ ece: expect.closeTo(20, 9), bins: [{ n: 6, accuracy: 1 }] });
  expect(details.calibration.other.ece).toBeCloseTo(30, 9);
  expect(JSON.parse(JSON.stringify(details)).confusion).toContainEqual({ label: 0, answer: 1, base: 0, other: 2 });
});

test("without labels there is nothing to say, and without changes no table", () => {
  const bare = results([0, 1]).map(({ id, top, confidence, output }) => ({ id, top, confidence, output }));
  expect(classDetails(pairsOf(bare, bare), nameOf)).toBeNull();
  expect(confusionText(classDetails(pairsOf(results([0, 1]), results([0, 1])), nameOf)!)).toBe("");
});
