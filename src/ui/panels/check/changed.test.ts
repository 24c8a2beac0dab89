import { expect, it } from "vitest";
import type { Flip, SampleResult } from "../../../core/evaluate/evaluation.ts";
import { changedOf, changedScores } from "./changed.ts";

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

const row = (id: string, before: number | null, after: number | null, near: number) => ({
  id,
  before,
  after,
  near,
  lost: before === null || after === null ? null : before - after,
});

it("scores that fell or rose by more than a gate allows are lost or won, others moved, equal ones left out", () => {
  const metric = { id: "mIoU", title: "mIoU", unit: "%", better: "higher" } as const;
  const near = { id: "agreement", title: "pixel agreement", unit: "%", better: "higher" } as const;
  const rows = [
    row("a", 80, 60, 90),
    row("b", 80, 79, 98),
    row("c", 50, 70, 80),
    row("d", null, null, 97),
    row("e", 9, 9, 100),
  ];
  const shown = changedScores({ metric, near, rows });
  expect(shown.map(({ id, kind }) => `${id} ${kind}`)).toEqual(["a lost", "b moved", "c won", "d moved"]);
  expect([shown[0]?.before.text, shown[0]?.after.text]).toEqual(["mIoU 80.0\u202f%", "mIoU 60.0\u202f%"]);
  expect([shown[3]?.before.text, shown[3]?.after.text]).toEqual(["no label", "pixel agreement 97.0\u202f%"]);
});
