import { describe, expect, test } from "vitest";
import { presetFor } from "../../samples/presets.ts";
import type { SampleResult } from "../evaluation.ts";
import { type Pair, pairedScores } from "../paired/paired.ts";
import { mcnemar } from "../statistics/mcnemar.ts";
import { classification } from "../tasks/classification.ts";
import type { TaskClues } from "../tasks/task.ts";
import { plainScores, type StressRow, stressRow } from "./row.ts";
import { signFlip, steppedInterval } from "./sign-flip.ts";
import { brokenRows, holm, movedMost, stressWords } from "./verdict.ts";

const preprocess = presetFor("imagenet", {
  channels: 3,
  height: 8,
  width: 8,
  layout: "NCHW",
}) as TaskClues["preprocess"];
const stressed = { task: classification, clues: { dims: [2], preprocess } };

/** @param right whether each of the models gives the label; without labels, "right" is class 0 */
function pair(id: number, right: readonly [boolean, boolean], labelled = true): Pair {
  const result = (isRight: boolean): SampleResult => ({
    id: String(id),
    ...(labelled && { label: 0 }),
    top: isRight ? [0, 1] : [1, 0],
    confidence: [0.6, 0.4],
    output: isRight ? Float32Array.of(1, 0) : Float32Array.of(0, 1),
  });
  return { base: result(right[0]), other: result(right[1]) };
}

/** `lost` samples that only FP32 gets right, the others both. */
const pairs = (n: number, lost: number, labelled = true) =>
  Array.from({ length: n }, (_, i) => pair(i, [true, i >= lost], labelled));

const stress = { corruption: "darker", strength: 2 } as const;

describe("the sign-flip test", () => {
  test.each([
    [5, 0],
    [10, 2],
    [30, 15],
  ])("is McNemar's for %d lost and %d won", (lost, won) => {
    const differences = [...Array<number>(lost).fill(-100), ...Array<number>(won).fill(100), 0, 0, NaN];
    expect(signFlip(differences)).toBeCloseTo(mcnemar({ lost, won }), 9);
  });

  test("counts samples that changed twice, and says nothing where nothing changed", () => {
    // Signs of 2, 1, 1: the sum is 4 or -4 in 2 of 8 cases.
    expect(signFlip([200, 100, 100])).toBe(0.25);
    expect(signFlip([0, 0])).toBe(1);
  });

  test("the interval agrees with the test: of four lost it holds 0, of ten not", () => {
    const lost = (count: number) => Array.from({ length: 50 }, (_, i) => (i < count ? -100 : 0));
    // (-400 -+ 1.96 sqrt(50000 - 52 (400 / 52)^2)) / 52
    expect(steppedInterval(lost(4), 100)).toEqual([expect.closeTo(-15.86, 1), expect.closeTo(0.47, 1)]);
    expect(signFlip(lost(4))).toBeGreaterThan(0.05);
    expect(steppedInterval(lost(10), 100)[1]).toBeLessThan(0);
    expect(signFlip(lost(10))).toBeLessThan(0.05);
  });

  test("of numbers that are no multiples of one another the normal curve is taken", () => {
    const differences = Array.from({ length: 40 }, (_, i) => -1 - i / 7);
    expect(signFlip(differences)).toBeLessThan(1e-6);
    expect(signFlip(differences.map((d, i) => (i % 2 === 0 ? d : -d)))).toBeGreaterThan(0.5);
  });
});

describe("a row", () => {
  const plain = plainScores(stressed, pairs(80, 2));

  test("gives the scores of both models as every other table does", () => {
    const row = stressRow(stressed, stress, pairs(80, 20), plain);
    const [main] = pairedScores(classification, pairs(80, 20), { clues: stressed.clues }).metrics;
    expect(row.base?.value).toBe(main?.base.value);
    expect(row.other).toEqual(main?.other);
    expect(row.change.value).toBe(-25);
    expect(row.p).toBeCloseTo(main?.p ?? NaN, 9);
    expect(row.agreement?.value).toBe(75);
  });

  test("holds the change against that on the plain samples, sample by sample", () => {
    const row = stressRow(stressed, stress, pairs(80, 20), plain);
    expect(row.beyond.value).toBe(-22.5);
    expect(row.harm).toBe(22.5);
    // 18 samples are lost that were not before.
    expect(row.beyondP).toBeCloseTo(2 / 2 ** 18, 9);
    expect(row.beyond.hi).toBeLessThan(0);
    const same = stressRow(stressed, stress, pairs(80, 2), plain);
    expect([same.harm, same.beyondP]).toEqual([0, 1]);
  });

  test("without labels, agreement with FP32 stands for the score", () => {
    const unlabelled = plainScores(stressed, pairs(40, 0, false));
    expect([unlabelled.metric.id, unlabelled.base, unlabelled.other.value]).toEqual(["agreement", null, 100]);
    const row = stressRow(stressed, stress, pairs(40, 10, false), unlabelled);
    expect([row.base, row.other.value, row.change.value, row.p]).toEqual([null, 75, -25, NaN]);
    expect(row.beyondP).toBeCloseTo(2 / 2 ** 10, 9);
  });
});

describe("the verdict", () => {
  const plain = plainScores(stressed, pairs(80, 2));
  const row = (corruption: StressRow["corruption"], strength: number, lost: number) =>
    stressRow(stressed, { corruption, strength }, pairs(80, lost), plain);
  const report = (rows: readonly StressRow[]) => ({ metric: plain.metric, plain, rows });

  test("names the mildest strength that is beyond chance, and of equal ones the worst", () => {
    const rows = [row("noise", 2, 3), row("darker", 2, 14), row("noise", 5, 20), row("darker", 6, 40)];
    expect(brokenRows(report(rows)).map(({ corruption, strength }) => [corruption, strength])).toEqual([
      ["noise", 5],
      ["darker", 2],
      ["darker", 6],
    ]);
    expect(stressWords(report(rows), "INT8")).toBe(
      "“Sensor noise” at 5 % is the first to break INT8: 22.5 points of top-1 more are lost than on the plain samples (p < 0.001, 4 tests corrected for). While FP32 keeps half of its score, answers move most under “Darker” at −6 stops: 50.0 % agree with FP32, 97.5 % on the plain samples.",
    );
  });

  test("where FP32 itself is lost, answers may move by anything", () => {
    const lost = Array.from({ length: 80 }, (_, i) => pair(i, [i < 30, i < 10]));
    const blind = stressRow(stressed, { corruption: "contrast", strength: 92 }, lost, plain);
    expect(blind.agreement?.value).toBe(75);
    const { corruption } = movedMost(report([blind, row("noise", 2, 8)])) ?? {};
    expect(corruption).toBe("noise");
    expect(movedMost(report([blind, row("noise", 2, 2)]))).toBeUndefined();
  });

  test("many tests at once are no evidence", () => {
    expect(holm([0.01, 0.04, NaN, 0.03])).toEqual([0.03, 0.06, NaN, 0.06]);
    // 6 more are lost: p 0.03 by itself.
    const rows = [row("noise", 2, 8), row("noise", 5, 2), row("noise", 12, 2)];
    expect(brokenRows(report(rows))).toEqual([]);
    expect(stressWords(report(rows), "INT8")).toContain("No synthetic change costs INT8 significantly more top-1");
    expect(stressWords(report(rows), "INT8")).toContain("“Sensor noise” at 2 %, 7.5 points more (p 0.031 by itself)");
  });
});
