import { describe, expect, it } from "vitest";
import { compare } from "./compare.ts";
import type { Comparison, Estimate, Evaluation, SampleResult, ScoreChange } from "./evaluation.ts";
import { lossText, lostOf, mainOf, TOP1, unitText, usualUnit, withScores } from "./main-score.ts";
import type { MetricName } from "./metric.ts";
import { breakdown } from "./paired/breakdown.ts";
import { pairedScores, pairsOf } from "./paired/paired.ts";
import { classification } from "./tasks/classification.ts";
import { regression } from "./tasks/regression.ts";
import type { Preprocess } from "../samples/preprocess-spec.ts";

const MAE: MetricName = { id: "mae", title: "MAE", unit: "", better: "lower" };
const PSNR: MetricName = { id: "psnr", title: "PSNR", unit: "dB", better: "higher" };
const estimate = (value: number, lo: number, hi: number): Estimate => ({ value, lo, hi, n: 50 });
const score = (metric: MetricName, change: Estimate): ScoreChange => ({ metric, base: change, other: change, change });

describe("what was lost", () => {
  it("is positive when the score became worse, whichever way is better", () => {
    expect(lostOf(score(TOP1, estimate(-2, -3, -1)))).toEqual(estimate(2, 1, 3));
    expect(lostOf(score(MAE, estimate(0.2, 0.1, 0.3)))).toEqual(estimate(0.2, 0.1, 0.3));
    // Nothing is 0, not -0.
    expect(Object.is(lostOf(score(TOP1, estimate(0, 0, 0))).value, 0)).toBe(true);
  });

  it("is said in the unit of the score", () => {
    expect(lossText(TOP1, 1.23, "points")).toBe("loses 1.2 points of top-1");
    expect(lossText(TOP1, -1.23, "relative")).toBe("gains 1.2 % of top-1");
    expect(lossText(PSNR, 0.4, "points")).toBe("loses 0.4 dB of PSNR");
    expect(lossText(MAE, 3.14, "relative")).toBe("raises MAE by 3.1 %");
    expect(lossText(MAE, -0.01234, "points")).toBe("lowers MAE by 0.0123");
    expect(lossText(MAE, 0.01, "relative")).toBe("changes nothing in MAE");
  });

  it("is limited in points of shares, in decibels, and relative to plain numbers", () => {
    expect([TOP1, PSNR, MAE].map(usualUnit)).toEqual(["points", "points", "relative"]);
    expect(unitText(MAE, "points")).toBe("");
  });
});

const preprocess = { width: 1, height: 1 } as Preprocess;
const clues = { dims: [1], preprocess };
const options = { clues, className: (label: number) => `class ${label}`, resamples: 50 };

const answers = (results: readonly SampleResult[], task: string): Evaluation => ({
  model: "m",
  bytes: 1,
  runtime: "r",
  results,
  task,
});

const number = (i: number, off: number): SampleResult => ({
  id: `${i}`,
  ...(i < 10 && { segment: "near" }),
  top: [],
  confidence: [],
  output: Float32Array.of(i + off),
  truth: { kind: "values", values: [i] },
});

const of = (count: number, make: (i: number) => SampleResult) => Array.from({ length: count }, (_, i) => make(i));

describe("a comparison with its scores", () => {
  it("of measured numbers has the MAE, over all and by segment; agreement is likeness", () => {
    const base = answers(
      of(40, (i) => number(i, 0.5)),
      "regression",
    );
    const other = answers(
      of(40, (i) => number(i, i < 10 ? 1.5 : 0.5)),
      "regression",
    );
    const plain = compare(base, other);
    expect(mainOf(plain)).toBeUndefined();
    expect(plain.near).toBe("likeness");
    expect(plain.agreement.value).toBeLessThan(100);
    const pairs = pairsOf(base.results, other.results);
    const scores = pairedScores(regression, pairs, options);
    const whole = withScores(plain, scores, breakdown(regression, pairs, scores, options));
    expect(mainOf(whole)).toMatchObject({ metric: { id: "mae" }, base: { value: 0.5 }, other: { value: 0.75 } });
    const [near] = whole.segments;
    expect([near?.segment, near && mainOf(near)?.change.value]).toEqual(["near", 1]);
  });

  it("of classes keeps the top-1 it has, and adds segments that were made by hand, and classes", () => {
    const sample = (i: number, best: number): SampleResult => {
      const output = Float32Array.of(0, 0, 0);
      const segment = i % 2 === 0 ? "even" : "odd";
      return { id: `${i}`, label: i % 3, segment, top: [best], confidence: [1], output };
    };
    const base = answers(
      of(60, (i) => sample(i, i % 3)),
      "classification",
    );
    const other = answers(
      of(60, (i) => sample(i, i < 6 ? 0 : i % 3)),
      "classification",
    );
    const plain = compare(base, other);
    const pairs = pairsOf(base.results, other.results);
    const scores = pairedScores(classification, pairs, options);
    const made = pairs.slice(0, 8).map((pair) => ({ ...pair, base: { ...pair.base, segment: "mine" } }));
    const whole = withScores(plain, scores, breakdown(classification, [...pairs, ...made], scores, options));
    const { segments, classes, ...rest } = whole;
    const known = ({ segment }: Comparison["segments"][number]) => segment !== "mine";
    expect({ ...rest, segments: segments.filter(known) }).toEqual(plain);
    const mine = segments.find(({ segment }) => segment === "mine");
    expect(mine && mainOf(mine)).toMatchObject({ metric: TOP1, change: { value: -50, n: 8 } });
    expect(classes?.map(({ segment }) => segment).toSorted()).toEqual(["class 0", "class 1", "class 2"]);
  });

  it("of answers that are no class has no top-1, though the samples have labels", () => {
    const vector = (i: number): SampleResult => {
      return { id: `${i}`, label: 0, top: [], confidence: [], output: Float32Array.of(1, i) };
    };
    const comparison = compare(answers(of(4, vector), "embedding"), answers(of(4, vector), "embedding"));
    expect([comparison.top1Change, comparison.base.top1, comparison.agreement.value]).toEqual([
      undefined,
      undefined,
      100,
    ]);
  });
});
