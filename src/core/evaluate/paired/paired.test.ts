import { describe, expect, test } from "vitest";
import { presetFor } from "../../samples/presets.ts";
import type { SampleResult } from "../evaluation.ts";
import { anyModel } from "../tasks/any.ts";
import { classification } from "../tasks/classification.ts";
import { regression } from "../tasks/regression.ts";
import { breakdown } from "./breakdown.ts";
import { checksOf, lossOf } from "./checks.ts";
import { pairedScores, pairsOf } from "./paired.ts";

const preprocess = presetFor("cifar10", { channels: 3, height: 32, width: 32, layout: "NCHW" })!;
const clues = { dims: [10], preprocess };
const options = { clues, className: (label: number) => `class ${label}` };

/** Answers of a model that is wrong on the samples in `wrong`. */
function answers(n: number, wrong: readonly number[]): SampleResult[] {
  return Array.from({ length: n }, (_, i) => {
    const label = i % 2;
    const best = wrong.includes(i) ? 5 : label;
    const output = new Float32Array(10);
    output[best] = 1;
    const segment = i < 40 ? "day" : "night";
    return { id: `${i}.png`, label, segment, top: [best, 9], confidence: [0.9, 0.1], output };
  });
}

const base = answers(60, [0]);
const other = answers(60, [0, 41, 43, 45, 47, 49, 51]);
const pairs = pairsOf(base, other);
const scores = pairedScores(classification, pairs, { clues });

describe("two models on the same samples", () => {
  test("scores, change and the exact test of six lost against none won", () => {
    const [top1] = scores.metrics;
    expect(top1?.base.value).toBeCloseTo((100 * 59) / 60, 9);
    expect(top1?.change.value).toBeCloseTo(-10, 9);
    expect(top1?.p).toBeCloseTo(0.03125, 9);
    expect(top1?.change.hi).toBeLessThan(0);
    expect(top1?.base.lo).toBeCloseTo(91.1, 0);
    expect(scores.words).toBe("Top-1 is worse by 10.0 points, more than chance explains at 60 samples (p 0.031).");
    expect(scores.closeness[0]).toMatchObject({ id: "agreement", estimate: { value: 90 } });
  });

  test("only samples that both have are compared, in any order, and a prefix is valid", () => {
    expect(pairsOf(base, [...other].reverse().slice(0, 3)).map(({ base: b, other: o }) => b.id === o.id)).toEqual([
      true,
      true,
      true,
    ]);
    expect(pairedScores(classification, [], { clues })).toMatchObject({ n: 0, metrics: [], words: null });
    expect(pairedScores(classification, pairs.slice(0, 1), { clues }).n).toBe(1);
  });

  test("the same seed gives the same numbers", () => {
    expect(pairedScores(classification, pairs, { clues })).toEqual(scores);
  });

  test("a model is as good as itself", () => {
    const same = pairedScores(classification, pairsOf(base, base), { clues });
    expect(same.metrics[0]?.change).toEqual({ value: 0, lo: 0, hi: 0, n: 60 });
    expect(same.metrics[0]?.p).toBe(1);
  });
});

describe("where it hurts", () => {
  const rows = breakdown(classification, pairs, scores, options).rows;

  test("segments and classes, the worst harm first, few samples marked", () => {
    const shown = rows.map(({ kind, name, n, harm, uncertain }) => [kind, name, n, Math.round(harm), uncertain]);
    expect(shown).toEqual([
      ["segment", "night", 20, 30, true],
      ["segment", "day", 40, 0, false],
      ["class", "class 1", 30, 20, false],
      ["class", "class 0", 30, 0, false],
    ]);
  });

  test("errors that grow are harm too", () => {
    const measured = (error: number) =>
      [1, 2, 3].map((y): SampleResult => {
        return {
          id: `${y}`,
          segment: "s",
          top: [],
          confidence: [],
          output: Float32Array.of(y + error),
          truth: { kind: "values", values: [y] },
        };
      });
    const two = pairsOf(measured(0.5), measured(2));
    const whole = pairedScores(regression, two, { clues });
    expect(breakdown(regression, two, whole, options).rows[0]).toMatchObject({ name: "s", harm: 1.5 });
    expect(lossOf(whole)).toMatchObject({ title: "MAE", points: 1.5, unit: "" });
    const none = { metric: "mae", title: "MAE", unit: "", rows: [] };
    const checks = (unit: "points" | "relative") =>
      checksOf(regression, [], { scores: whole, breakdown: none }, { maxDrop: 2, unit });
    expect(checks("points")[0]).toMatchObject({ met: true, text: "1.5 of MAE lost, 2 allowed" });
    expect(checks("relative")[0]).toMatchObject({ met: false, text: "300.0 % of MAE lost, 2 allowed" });
  });

  test("without labels, agreement stands for the score", () => {
    const bare = (list: readonly SampleResult[]) =>
      list.map(({ id, segment, top, confidence, output }) => ({ id, segment: segment!, top, confidence, output }));
    const two = pairsOf(bare(base), bare(other));
    const whole = pairedScores(anyModel, two, { clues });
    expect(breakdown(anyModel, two, whole, options).rows[0]).toMatchObject({ name: "night", base: null, harm: 30 });
    expect(lossOf(whole)).toMatchObject({ title: "agreement", points: expect.closeTo(10, 9) });
  });
});

describe("checks", () => {
  const measured = { scores, breakdown: breakdown(classification, pairs, scores, options) };
  const check = (limits: Parameters<typeof checksOf>[3]) => checksOf(classification, pairs, measured, limits);

  test("a budget for all samples, and one for a segment or class", () => {
    expect(check({ maxDrop: 10 })).toEqual([
      { name: "all samples", kind: "budget", met: true, text: "10.0 points of top-1 lost, 10 allowed" },
    ]);
    const segments = new Map([
      ["night", 5],
      ["day", 0],
      ["class 1", 25],
    ]);
    expect(check({ segments }).map(({ name, met }) => [name, met])).toEqual([
      ["night", false],
      ["day", true],
      ["class 1", true],
    ]);
    expect(check({ segments: new Map([["dusk", 5]]) })).toEqual([
      { name: "dusk", kind: "segment", met: false, text: "no sample is in a segment or class of this name" },
    ]);
  });

  test("samples that must stay right; one that was not measured fails", () => {
    expect(check({ gates: ["2.png", "41.png", "gone.png"] })).toEqual([
      { name: "2.png", kind: "gate", met: true, text: "answered class 0, right is 0" },
      { name: "41.png", kind: "gate", met: false, text: "answered class 5, right is 1" },
      { name: "gone.png", kind: "gate", met: false, text: "this sample was not measured" },
    ]);
  });

  test("nothing to hold against a budget is a failure, never a pass", () => {
    expect(
      checksOf(
        classification,
        [],
        {
          scores: pairedScores(classification, [], { clues }),
          breakdown: { metric: "", title: "", unit: "", rows: [] },
        },
        { maxDrop: 1 },
      )[0]?.met,
    ).toBe(false);
  });
});
