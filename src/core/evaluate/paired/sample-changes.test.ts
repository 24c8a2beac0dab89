import { expect, it } from "vitest";
import type { SampleResult } from "../evaluation.ts";
import { anyModel } from "../tasks/any.ts";
import { regression } from "../tasks/regression.ts";
import type { Preprocess } from "../../samples/preprocess-spec.ts";
import { changesOf, sampleChange } from "./sample-changes.ts";

const clues = { dims: [1], preprocess: {} as Preprocess, outputs: [{ name: "y", dims: [1] }] };
const result = (id: string, value: number, truth?: number): SampleResult => ({
  id,
  top: [],
  confidence: [],
  output: Float32Array.of(value),
  ...(truth !== undefined && { truth: { kind: "values", values: [truth] } }),
});

it("what lost most of its score comes first, then unlabelled samples by how far the answers are apart", () => {
  const pairs = [
    { base: result("better", 3, 5), other: result("better", 4, 5) },
    { base: result("bare", 1), other: result("bare", 1.5) },
    { base: result("far", 1), other: result("far", 9) },
    { base: { ...result("worse", 5, 5), segment: "night" }, other: result("worse", 8, 5) },
  ];
  const { metric, near, rows } = changesOf(
    regression,
    clues,
    pairs.map((pair) => sampleChange(regression, clues, pair)),
  );
  expect([metric?.id, near?.id]).toEqual(["mae", "mean_change"]);
  expect(rows).toEqual([
    { id: "worse", segment: "night", before: 0, after: 3, near: 3, lost: 3 },
    { id: "better", before: 2, after: 1, near: 1, lost: -1 },
    { id: "far", before: null, after: null, near: 8, lost: null },
    { id: "bare", before: null, after: null, near: 0.5, lost: null },
  ]);
});

it("a task without labels has nearness only, and the least alike is the worst", () => {
  const pair = (id: string, other: number) => ({ base: result(id, 10), other: result(id, other) });
  const rows = [pair("near", 10.1), pair("far", 14)].map((one) => sampleChange(anyModel, clues, one));
  const changes = changesOf(anyModel, clues, rows);
  expect([changes.metric, changes.rows.map(({ id }) => id)]).toEqual([null, ["far", "near"]]);
});
