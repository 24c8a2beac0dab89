import { describe, test } from "vitest";
import { floats } from "../../testing/build-model.ts";
import { conv, convBias, fires, leavesAlone, rand, w } from "../../testing/check-pass.ts";
import { foldMul } from "./fold-mul.ts";

describe("fold-mul", () => {
  const mul = { op: "Mul", inputs: ["c", "k"], outputs: ["y"] };

  test("scales weights and bias", async () => {
    await fires(foldMul, { nodes: [convBias, mul], constants: { w, b: rand(4), k: rand(4, 1, 1) } }, [
      "y = Conv(x, w, b)",
    ]);
    await fires(foldMul, { nodes: [conv, { ...mul, op: "Div" }], constants: { w, k: floats([], [4]) } }, [
      "y = Conv(x, w)",
    ]);
  });

  test("leaves a division by zero, a constant divided by the layer, and a product of activations", () => {
    leavesAlone(foldMul, { nodes: [conv, { ...mul, op: "Div" }], constants: { w, k: floats([], [0]) } });
    leavesAlone(foldMul, {
      nodes: [conv, { op: "Div", inputs: ["k", "c"], outputs: ["y"] }],
      constants: { w, k: floats([], [2]) },
    });
    leavesAlone(foldMul, { nodes: [conv, { op: "Sigmoid", inputs: ["c"], outputs: ["k"] }, mul], constants: { w } });
  });

  test("is idle without Mul", () => leavesAlone(foldMul, { nodes: [{ ...conv, outputs: ["y"] }], constants: { w } }));
});
