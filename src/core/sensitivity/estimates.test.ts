import { describe, expect, test } from "vitest";
import { buildModel, floats, noise } from "../../testing/build-model.ts";
import { graphOf } from "../graph/from-model.ts";
import { directions } from "./normal.ts";
import { runShape } from "./run-shape.ts";
import { scoreChange } from "./score.ts";
import type { Marked } from "./spots.ts";

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

describe("directions", () => {
  test("are at right angles and as long as the square root of their length", () => {
    const found = directions(10, 4, 3);
    for (const [i, a] of found.entries()) {
      for (const [j, b] of found.entries()) expect(dot(a, b)).toBeCloseTo(i === j ? 10 : 0, 4);
    }
  });

  test("find the energy of a vector on average, and all of it together", () => {
    const d = noise(6, 5);
    const energy = dot(d, d);
    const all = directions(6, 6, 1).reduce((sum, v) => sum + dot(v, d) ** 2, 0);
    expect(all / 6).toBeCloseTo(energy, 4);
    const seeds = Array.from({ length: 2000 }, (_, seed) => dot(directions(6, 1, seed)[0] as Float32Array, d) ** 2);
    expect(seeds.reduce((a, b) => a + b, 0) / seeds.length / energy).toBeCloseTo(1, 1);
  });

  test("follow from the seed", () => {
    expect(directions(5, 2, 7)).toEqual(directions(5, 2, 7));
    expect(directions(5, 2, 7)).not.toEqual(directions(5, 2, 8));
  });
});

describe("scoreChange", () => {
  const rows = [{ scores: Float32Array.of(2, 0) }, { scores: Float32Array.of(0, 1) }];

  test("follows from the margins: half of the answers flip where there is none", () => {
    expect(scoreChange({ rows: [{ scores: Float32Array.of(1, 1) }], signal: 2 }, 0.1)).toBeCloseTo(-50, 3);
    // sigma^2 = 2 x 0.25 / 2 = 0.25; the margins 2 and 1 are 2.83 and 1.41 deviations of the difference.
    expect(scoreChange({ rows, signal: 2 }, 0.25)).toBeCloseTo(-(100 * (0.002339 + 0.07865)) / 2, 2);
    expect(scoreChange({ rows, signal: 2 }, 0)).toBe(0);
  });

  test("with labels, a wrong answer may become right", () => {
    const wrong = [{ scores: Float32Array.of(0.1, 0), label: 1 }];
    expect(scoreChange({ rows: wrong, signal: 1 }, 0.5)).toBeGreaterThan(0);
  });
});

describe("runShape", () => {
  const marked = (dims: readonly (number | string)[], shape?: readonly number[]): Marked => {
    const graph = graphOf(
      buildModel({
        inputs: { x: dims },
        outputs: ["y"],
        nodes: [{ op: "Gemm", inputs: ["x", "w"], outputs: ["y"] }],
        constants: { w: floats(shape ?? [4, 10], noise(40)) },
      }),
    );
    return { graph, values: [], weights: [] };
  };

  test("a small network takes several samples at once, few outputs as many directions", () => {
    expect(runShape(marked(["N", 4]), null)).toEqual({ batch: 16, rows: 16, draws: 10, detail: false });
  });

  test("a batch that the model fixes counts as one", () => {
    expect(runShape(marked([2, 4]), 2)).toMatchObject({ batch: 2, rows: 1 });
  });
});
