import { describe, expect, it } from "vitest";
import { floatsOf } from "../onnx/tensor-data.ts";
import { CNN, fidelity, opened, quantized, U8U8, weights } from "../../testing/quantized.ts";
import { floats, ints } from "../../testing/build-model.ts";
import type { Recipe } from "../recipe.ts";
import { meanAxes } from "./mean-axes.ts";

const off: Recipe = { ...U8U8, weights: { ...U8U8.weights, biasCorrection: false } };

/** A positive input makes the mean matter; weights of one channel are rounded coarsely by one large neighbour. */
const positive = opened({
  inputs: { x: ["N", 3, 8, 8] },
  outputs: ["y"],
  nodes: [
    { op: "Abs", name: "abs", inputs: ["x"], outputs: ["p"] },
    { op: "Conv", name: "a", inputs: ["p", "wa", "ba"], outputs: ["q"] },
    { op: "Conv", name: "b", inputs: ["q", "wb", "bb"], outputs: ["y"] },
  ],
  constants: {
    wa: floats([2, 3, 1, 1], [20, 0.07, 0.07, 0.1, -9, 0.03]),
    ba: floats([2], [0, 0]),
    wb: weights([2, 2, 1, 1], 3),
    bb: floats([2], [0.1, -0.1]),
  },
});

describe("bias correction", () => {
  it("adds (W - Wq) E[x] to the bias of each output", async () => {
    const { params, stats } = await quantized(positive, U8U8);
    const means = stats.get("p")?.means;
    const weight = params.weights.get("a");
    const corrected = params.biases.get("a");
    expect(means?.samples).toBe(3);
    const w = floatsOf(positive.constants.get("wa")!);
    const mean = (i: number) => means!.sums[i]! / 2 ** 20 / 3;
    const error = (o: number, i: number) =>
      w[o * 3 + i]! - (weight!.integers[o * 3 + i]! - weight!.affine.zero[o]!) * weight!.affine.scale[o]!;
    for (const o of [0, 1]) {
      const shift = [0, 1, 2].reduce((sum, i) => sum + error(o, i) * mean(i), 0);
      expect(corrected?.[o]).toBeCloseTo(shift, 5);
    }
    expect(Math.abs(corrected![0]!)).toBeGreaterThan(0.01);
  });

  it("brings the output closer to float where inputs have a mean", async () => {
    const [on, without] = [await quantized(positive, U8U8), await quantized(positive, off)];
    const [a, b] = [
      await fidelity(positive, on.bytes, on.input),
      await fidelity(positive, without.bytes, without.input),
    ];
    expect(a).toBeGreaterThan(b);
  });

  it("handles groups, kernels and Gemm on either side, and can be switched off", async () => {
    const { params } = await quantized(CNN, U8U8);
    expect([...params.biases.keys()].toSorted()).toEqual(["conv1", "conv2", "fc"]);
    expect((await quantized(CNN, off)).params.biases.size).toBe(0);
  });

  it("leaves layers alone whose rows are tokens: their mean is not that of the token that decides", () => {
    const net = (rows: number) =>
      opened({
        inputs: { x: [1, rows, 4] },
        outputs: ["y"],
        nodes: [
          { op: "Reshape", name: "rows", inputs: ["x", "shape"], outputs: ["r"] },
          { op: "Gemm", name: "dense", inputs: ["r", "w", "b"], outputs: ["y"] },
        ],
        constants: {
          shape: ints([rows, 4]),
          w: floats([4, 2], [1, -1, 2, 0, 3, 1, -2, 1]),
          b: floats([2], [0.1, 0.2]),
        },
      });
    const axisOf = (rows: number) => [...meanAxes(net(rows)).values()];
    expect([axisOf(1), axisOf(6)]).toEqual([[-1], []]);
  });
});
