import { describe, test } from "vitest";
import { conv, convBias, fires, leavesAlone, rand, w } from "../../testing/check-pass.ts";
import { foldBiasAdd } from "./fold-bias-add.ts";

describe("fold-bias-add", () => {
  const add = (k: string) => ({ op: "Add", inputs: ["c", k], outputs: ["y"] });

  test.each([[[4, 1, 1]], [[1, 4, 1, 1]], [[1]], [[]]])("folds a constant of shape %j", async (dims) => {
    await fires(foldBiasAdd, { nodes: [conv, add("k")], constants: { w, k: rand(...dims) } }, [
      "y = Conv(x, w, c_bias)",
    ]);
  });

  test("adds to a bias that is there, from either side", async () => {
    const flipped = { op: "Add", inputs: ["k", "c"], outputs: ["y"] };
    await fires(foldBiasAdd, { nodes: [convBias, flipped], constants: { w, b: rand(4), k: rand(4, 1, 1) } }, [
      "y = Conv(x, w, b)",
    ]);
  });

  test("subtracts a constant, but leaves a constant minus the layer", async () => {
    const sub = { op: "Sub", inputs: ["c", "k"], outputs: ["y"] };
    await fires(foldBiasAdd, { nodes: [conv, sub], constants: { w, k: rand(4, 1, 1) } }, ["y = Conv(x, w, c_bias)"]);
    leavesAlone(foldBiasAdd, { nodes: [conv, { ...sub, inputs: ["k", "c"] }], constants: { w, k: rand(4, 1, 1) } });
  });

  test.each([
    ["a constant along the width", rand(4)],
    ["a constant for every pixel", rand(1, 4, 4, 4)],
    ["a constant that adds an axis", rand(1, 1, 4, 1, 1)],
  ])("leaves %s", (_, k) => leavesAlone(foldBiasAdd, { nodes: [conv, add("k")], constants: { w, k } }));

  test("leaves a residual connection and y + y", () => {
    leavesAlone(foldBiasAdd, { nodes: [conv, { ...conv, outputs: ["d"] }, add("d")], constants: { w } });
    leavesAlone(foldBiasAdd, { nodes: [conv, add("c")], constants: { w } });
  });

  test("is idle without Add", () =>
    leavesAlone(foldBiasAdd, { nodes: [{ ...conv, outputs: ["y"] }], constants: { w } }));
});
