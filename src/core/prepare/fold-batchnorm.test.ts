import { describe, expect, test } from "vitest";
import { floats, noise } from "../../testing/build-model.ts";
import { conv, convBias, fires, leavesAlone, rand, w } from "../../testing/check-pass.ts";
import { floatAttr } from "../onnx/attributes.ts";
import { foldBatchNorm } from "./fold-batchnorm.ts";

const positive = (n: number) =>
  floats(
    [n],
    noise(n, 5).map((v) => 1.5 + v),
  );

describe("fold-batchnorm", () => {
  const norm = {
    op: "BatchNormalization",
    inputs: ["c", "g", "o", "m", "v"],
    outputs: ["y"],
    attrs: { epsilon: floatAttr("", 1e-3) },
  };
  const stats = (n: number) => ({ g: rand(n), o: rand(n), m: rand(n), v: positive(n) });

  test("folds into a convolution without bias", async () => {
    await fires(foldBatchNorm, { nodes: [conv, norm], constants: { w, ...stats(4) } }, ["y = Conv(x, w, c_bias)"]);
  });

  test("folds into a grouped convolution with bias", async () => {
    const grouped = { ...convBias, attrs: { group: 2 } };
    await fires(
      foldBatchNorm,
      { nodes: [grouped, norm], constants: { w: rand(4, 1, 3, 3), b: rand(4), ...stats(4) } },
      ["y = Conv(x, w, b) group=2"],
    );
  });

  test("folds into a grouped transposed convolution, whose output channels are on axis 1", async () => {
    const transposed = { ...convBias, op: "ConvTranspose", attrs: { group: 2 } };
    await fires(
      foldBatchNorm,
      { nodes: [transposed, norm], constants: { w: rand(2, 3, 2, 2), b: rand(6), ...stats(6) } },
      ["y = ConvTranspose(x, w, b) group=2"],
    );
  });

  test.each([0, 1])("folds into Gemm with transB = %i", async (transB) => {
    const gemm = { ...convBias, op: "Gemm", attrs: { transB } };
    const weight = transB === 0 ? rand(3, 4) : rand(4, 3);
    await fires(
      foldBatchNorm,
      { inputs: { x: ["N", 3] }, nodes: [gemm, norm], constants: { w: weight, b: rand(4), ...stats(4) } },
      [`y = Gemm(x, w, b) transB=${transB}`],
    );
  });

  test("copies a weight that another layer uses as well", async () => {
    const nodes = [conv, norm, { ...conv, outputs: ["z"] }];
    const graph = await fires(foldBatchNorm, { nodes, outputs: ["y", "z"], constants: { w, ...stats(4) } }, [
      "y = Conv(x, w_1, c_bias)",
      "z = Conv(x, w)",
    ]);
    expect(graph.constants.has("w")).toBe(true);
  });

  test.each([
    [
      "a convolution whose output is also used elsewhere",
      [conv, norm, { op: "Relu", inputs: ["c"], outputs: ["z"] }],
      ["y", "z"],
    ],
    ["a convolution whose output is a graph output", [conv, norm], ["y", "c"]],
    ["training mode", [conv, { ...norm, attrs: { training_mode: 1 } }], ["y"]],
    ["a pooling layer", [{ op: "GlobalMaxPool", inputs: ["x"], outputs: ["c"] }, norm], ["y"]],
    [
      "computed weights",
      [{ op: "Neg", inputs: ["w"], outputs: ["w2"] }, { ...conv, inputs: ["x", "w2"] }, norm],
      ["y"],
    ],
  ])("leaves %s", (_, nodes, outputs) => leavesAlone(foldBatchNorm, { nodes, outputs, constants: { w, ...stats(4) } }));

  test("is idle without BatchNormalization", () =>
    leavesAlone(foldBatchNorm, { nodes: [{ ...conv, outputs: ["y"] }], constants: { w } }));
});
