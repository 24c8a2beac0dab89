import { describe, expect, test } from "vitest";
import { fires, leavesAlone, rand } from "../../testing/check-pass.ts";
import { floatAttr } from "../onnx/attributes.ts";
import { foldGemm } from "./fold-gemm.ts";

describe("fold-gemm-alpha-beta", () => {
  const gemm = (alpha: number, beta: number) => ({
    op: "Gemm",
    inputs: ["x", "w", "b"],
    outputs: ["y"],
    attrs: { alpha: floatAttr("", alpha), beta: floatAttr("", beta) },
  });
  const inputs = { x: ["N", 4] };

  test.each([
    [0.5, 2],
    [2, 0.5],
    [1, 0.5],
    [2, 1],
  ])("folds alpha = %f and beta = %f", async (alpha, beta) => {
    await fires(foldGemm, { inputs, nodes: [gemm(alpha, beta)], constants: { w: rand(4, 3), b: rand(3) } }, [
      "y = Gemm(x, w, b)",
    ]);
  });

  test.each([[[1, 3]], [[1]], [[]]])("spreads a bias of shape %j over the outputs", async (dims) => {
    const plain = { op: "Gemm", inputs: ["x", "w", "b"], outputs: ["y"] };
    const graph = await fires(foldGemm, { inputs, nodes: [plain], constants: { w: rand(4, 3), b: rand(...dims) } }, [
      "y = Gemm(x, w, b)",
    ]);
    expect(graph.types.get("b")?.dims).toEqual([3]);
  });

  test("copies a weight that another layer uses as well", async () => {
    const nodes = [gemm(2, 1), { op: "Gemm", inputs: ["x", "w"], outputs: ["z"] }];
    await fires(foldGemm, { inputs, nodes, outputs: ["y", "z"], constants: { w: rand(4, 3), b: rand(3) } }, [
      "y = Gemm(x, w_1, b)",
      "z = Gemm(x, w)",
    ]);
  });

  test("leaves a Gemm of two activations", () => {
    leavesAlone(foldGemm, {
      inputs: { x: [4, 4] },
      nodes: [{ op: "Gemm", inputs: ["x", "x"], outputs: ["y"], attrs: { alpha: floatAttr("", 2) } }],
    });
  });

  test("is idle when both are 1", () =>
    leavesAlone(foldGemm, { inputs, nodes: [gemm(1, 1)], constants: { w: rand(4, 3), b: rand(3) } }));
});
