import { describe, expect, it } from "vitest";
import type { Evaluation, SampleResult } from "../../core/evaluate/evaluation.ts";
import { isWhole, packEvaluation, unpackEvaluation } from "./pack.ts";

const result = (id: string, output: readonly number[]) => ({
  id,
  label: 1,
  top: [1, 0],
  confidence: [0.9, 0.1],
  output: Float32Array.from(output),
});

const evaluationOf = (outputs: readonly (readonly number[])[]): Evaluation => ({
  model: "m",
  bytes: 10,
  runtime: "wasm",
  results: outputs.map((output, i) => result(`${i}.png`, output)),
});

describe("packed evaluations", () => {
  it("come back as they were, also with outputs of different lengths", () => {
    const evaluation = evaluationOf([[1, 2, 3], [4], [5, 6]]);
    const packed = packEvaluation(evaluation);
    expect(packed.outputs).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(packed.evaluation.results.every(({ output }) => output.length === 0)).toBe(true);
    expect(unpackEvaluation(packed)).toEqual(evaluation);
    expect(isWhole(unpackEvaluation(packed))).toBe(true);
  });

  it("hold what detectors found, labels and sketches in a few arrays, and nothing where there was none", () => {
    const box = { label: 3, score: 0.5, x: 1.25, y: 2, width: 3, height: 4 };
    const [first, second] = evaluationOf([[1], [2]]).results as [SampleResult, SampleResult];
    const { score: _, ...place } = box;
    const image = { width: 20, height: 10, boxes: [{ ...place, area: 12, crowd: true }] };
    const sketch = { seed: 4_000_000_000, values: [300_000, 10], largest: [299_999, 0] };
    const results = [{ ...first, detections: [box, box], truth: { kind: "boxes", image }, sketch } as const, second];
    const evaluation = { ...evaluationOf([]), results };
    const packed = packEvaluation(evaluation);
    expect(packed.found?.counts).toEqual([2, -1]);
    for (const key of ["detections", "truth", "sketch"]) expect(packed.evaluation.results[0]).not.toHaveProperty(key);
    expect(unpackEvaluation(packed)).toEqual(evaluation);
  });

  it("leave outputs out when they are large, and tell", () => {
    const large = { ...evaluationOf([[1]]), results: [{ ...result("a", []), output: new Float32Array(9 << 20) }] };
    const packed = packEvaluation(large);
    expect(packed.outputs).toBeNull();
    const back = unpackEvaluation(packed);
    expect(back.results[0]).toMatchObject({ id: "a", top: [1, 0], confidence: [0.9, 0.1] });
    expect(isWhole(back)).toBe(false);
  });
});
