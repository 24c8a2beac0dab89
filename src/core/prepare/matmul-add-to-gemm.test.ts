import { describe, test } from "vitest";
import { fires, leavesAlone, rand } from "../../testing/check-pass.ts";
import { matmulAddToGemm } from "./matmul-add-to-gemm.ts";

describe("matmul-add-to-gemm", () => {
  const nodes = [
    { op: "MatMul", inputs: ["x", "w"], outputs: ["m"] },
    { op: "Add", inputs: ["m", "b"], outputs: ["y"] },
  ];

  test.each([[[3]], [[1, 3]]])("joins a bias of shape %j", async (dims) => {
    await fires(matmulAddToGemm, { inputs: { x: ["N", 4] }, nodes, constants: { w: rand(4, 3), b: rand(...dims) } }, [
      "y = Gemm(x, w, b)",
    ]);
  });

  test("leaves other ranks, and a bias that is not one value per column", () => {
    leavesAlone(matmulAddToGemm, { inputs: { x: ["N", 2, 4] }, nodes, constants: { w: rand(4, 3), b: rand(3) } });
    leavesAlone(matmulAddToGemm, { inputs: { x: ["N", 4] }, nodes, constants: { w: rand(4, 3), b: rand(2, 3) } });
    leavesAlone(matmulAddToGemm, { inputs: { x: ["N", 4] }, nodes, constants: { w: rand(4, 3), b: rand(1, 1, 3) } });
  });

  test("is idle without MatMul", () =>
    leavesAlone(matmulAddToGemm, { nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] }));
});
