import { describe, test } from "vitest";
import { ints } from "../../testing/build-model.ts";
import { fires, leavesAlone, rand } from "../../testing/check-pass.ts";
import { foldConstants } from "./fold-constants.ts";

describe("fold-constants", () => {
  test("folds a weight that passes through Reshape and Transpose", async () => {
    const nodes = [
      { op: "Reshape", inputs: ["k", "s"], outputs: ["r"] },
      { op: "Transpose", inputs: ["r"], outputs: ["t"], attrs: { perm: [1, 0] } },
      { op: "MatMul", inputs: ["x", "t"], outputs: ["y"] },
    ];
    const constants = { k: rand(3, 2, 2), s: ints([3, -1]) };
    await fires(foldConstants, { inputs: { x: ["N", 4] }, nodes, constants }, ["y = MatMul(x, t)"]);
  });

  test("leaves nodes that read an input, draw random numbers or make an output", () => {
    leavesAlone(foldConstants, {
      nodes: [{ op: "Add", inputs: ["x", "k"], outputs: ["y"] }],
      constants: { k: rand(1) },
    });
    leavesAlone(foldConstants, {
      nodes: [
        { op: "RandomNormalLike", inputs: ["k"], outputs: ["r"] },
        { op: "Add", inputs: ["x", "r"], outputs: ["y"] },
      ],
      constants: { k: rand(1) },
    });
    leavesAlone(foldConstants, { nodes: [{ op: "Neg", inputs: ["k"], outputs: ["y"] }], constants: { k: rand(1) } });
  });

  test("leaves a small constant that would become a huge one", () => {
    const nodes = [
      { op: "ConstantOfShape", inputs: ["s"], outputs: ["z"] },
      { op: "Add", inputs: ["x", "z"], outputs: ["y"] },
    ];
    leavesAlone(foldConstants, { nodes, constants: { s: ints([1000, 1000]) } });
  });

  test("is idle on a graph without constants", () =>
    leavesAlone(foldConstants, { nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] }));
});
