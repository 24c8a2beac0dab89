import { expect, it } from "vitest";
import type { Flip, SampleResult } from "../../../core/evaluate/evaluation.ts";
import { changedOf } from "./changed.ts";

const flip = (id: string, kind: Flip["kind"], confidence: number): Flip => ({
  id,
  kind,
  label: 0,
  before: { index: kind === "won" ? 1 : 0, confidence },
  after: { index: kind === "won" ? 0 : 1, confidence },
});

it("what was lost with certainty comes first, what was won last", () => {
  const flips = [
    flip("won", "won", 0.9),
    flip("unsure", "lost", 0.4),
    flip("moved", "moved", 0.9),
    flip("sure", "lost", 0.9),
  ];
  expect(changedOf(flips, [], [], ["a", "b"]).map(({ id }) => id)).toEqual(["sure", "unsure", "moved", "won"]);
});

it("of detectors, images with lost objects are listed with their classes; unchanged images are not", () => {
  const box = (x: number) => ({ x, y: 0, width: 10, height: 10, label: 1, score: 0.8 });
  const result = (id: string, ...found: number[]): SampleResult => ({
    id,
    top: [],
    confidence: [],
    output: new Float32Array(0),
    detections: found.map(box),
  });
  const changed = changedOf([], [result("a", 0, 50), result("b", 0)], [result("a", 0), result("b", 1)], ["cat", "dog"]);
  expect(changed).toMatchObject([{ id: "a", kind: "lost", labels: [1], before: { text: "1 lost: dog" }, harm: 0.8 }]);
});
