import { expect, it } from "vitest";
import type { SampleResult } from "../../core/evaluate/evaluation.ts";
import { borderline, segmentsByPattern } from "./segments.ts";

it("the group of a pattern names the segment, and names that do not match are in none", () => {
  expect(segmentsByPattern("^(night|day)_", ["night_1.png", "day_1.png", "night_2.png", "x.png"])).toEqual([
    { name: "night", samples: ["night_1.png", "night_2.png"] },
    { name: "day", samples: ["day_1.png"] },
  ]);
  expect(segmentsByPattern("", ["a.png"])).toEqual([]);
  expect(() => segmentsByPattern("(", ["a.png"])).toThrow("The segments ( cannot be used.");
});

it("borderline samples have the smallest margins; answers without classes have none", () => {
  const result = (id: string, margin: number): SampleResult => ({
    id,
    top: [0, 1],
    confidence: [0.5 + margin / 2, 0.5 - margin / 2],
    output: new Float32Array(0),
  });
  const results = Array.from({ length: 200 }, (_, i) => result(`${i}`, i / 200));
  expect(borderline(results)).toEqual(Array.from({ length: 20 }, (_, i) => `${i}`));
  expect(borderline([{ id: "a", top: [], confidence: [], output: new Float32Array(0) }])).toEqual([]);
});
