import { describe, expect, test } from "vitest";
import { FIXTURES } from "../../testing/fusion-fixtures.ts";
import { Qdq } from "../../testing/qdq.ts";
import { graphOf } from "../graph/from-model.ts";
import { inferTypes } from "../graph/types.ts";
import { floatAttr } from "../onnx/attributes.ts";
import type { ModelProto } from "../onnx/onnx_pb.ts";
import { LINT_RULES } from "./lint.ts";
import { readQuantized } from "./read.ts";

const graph = (model: ModelProto) => inferTypes(graphOf(model));
const read = (model: ModelProto) => readQuantized(graph(model));
const found = (model: ModelProto) => (read(model)?.lint ?? []).map((f) => f.rule);
const fixture = (name: string) => FIXTURES[name]!();
const IMAGE = [1, 8, 8, 8];

describe("readQuantized", () => {
  test("says nothing of a float model", () => {
    expect(read(new Qdq({ x: [1] }).op("Relu", ["x"], "y").model("y"))).toBeNull();
  });

  test("reads types, scales and zero points of a QDQ layer", () => {
    const info = read(
      new Qdq({ x: IMAGE })
        .q("x")
        .weight("w", [2, 8, 1, 1], { scale: [0.5, 0.25], axis: 0 })
        .op("Conv", ["x_dq", "w_dq"], "y")
        .q("y")
        .model("y_dq"),
    );
    expect(info?.scheme).toBe("Static QDQ, uint8 activations, int8 weights per channel");
    expect(info?.layers).toEqual([
      {
        node: "y_node",
        op: "Conv",
        activations: "uint8",
        weights: "int8",
        bits: 8,
        scales: { min: 0.25, max: 0.5, count: 2 },
        zeros: { min: 0, max: 0, count: 2 },
        axis: 0,
        block: null,
      },
    ]);
  });

  test("knows dynamic files", () => {
    const info = read(fixture("Dynamic MatMul"));
    expect(info?.scheme).toBe("Dynamic, int8 weights per tensor");
    expect(info?.layers).toMatchObject([{ op: "MatMulInteger", activations: "dynamic", weights: "int8" }]);
  });

  test("knows weight-only files of both forms", () => {
    expect(read(fixture("MatMulNBits"))?.scheme).toBe("Weight-only, 4 bits weights in blocks of 32");
    expect(read(fixture("MatMulNBits"))?.layers[0]).toMatchObject({ bits: 4, block: 32, activations: null });
    const blocks = read(fixture("Weight-only MatMul, int4 blocks"));
    expect(blocks?.scheme).toBe("Weight-only, int4 weights in blocks of 16");
    expect(blocks?.layers[0]).toMatchObject({ weights: "int4", bits: 4, axis: 0, block: 16 });
  });
});

/** A Gemm in QDQ whose bias is as asked. */
function gemm(biasScale: number, options: { zero?: boolean; beta?: number } = {}): ModelProto {
  return new Qdq({ x: [2, 8] })
    .q("x", { scale: 0.02 })
    .weight("w", [8, 4], { scale: 0.01, values: Array.from({ length: 32 }, () => 50) })
    .bias("c", [1, 2, 3, 4], biasScale, { bare: options.zero !== true })
    .op("Gemm", ["x_dq", "w_dq", "c_dq"], "y", { beta: floatAttr("beta", options.beta ?? 1) })
    .q("y")
    .model("y_dq");
}

const twice = () => new Qdq({ x: [2, 8] }).q("x").q("x_dq", { scale: 0.01 }).op("Tanh", ["x_dq_dq"], "y").model("y");
const scaled = (scale: number) => new Qdq({ x: [2, 8] }).q("x", { scale }).op("Tanh", ["x_dq"], "y").model("y");
const zeroPoints = (zeros: readonly number[]) => {
  const g = new Qdq({ x: IMAGE }).q("x").weight("w", [2, 8, 1, 1], {
    type: "uint8",
    scale: [0.1, 0.1],
    axis: 0,
    values: Array.from({ length: 16 }, () => 3),
  });
  return g.op("Conv", ["x_dq", "w_dq"], "y").q("y").model("y_dq") && withZeros(g, zeros);
};
function withZeros(g: Qdq, zeros: readonly number[]): ModelProto {
  const model = g.model("y_dq");
  const z = model.graph?.initializer.find((t) => t.name === "w_z");
  if (z !== undefined) z.rawData = Uint8Array.from(zeros);
  return model;
}

/** For each rule a graph that shows it and one that only looks similar. */
const CASES: Readonly<Record<string, { readonly shows: () => ModelProto; readonly clean: () => ModelProto }>> = {
  "axis-opset": {
    shows: () =>
      new Qdq({ x: [2, 8] })
        .weight("w", [8, 4], { scale: [1, 1, 1, 1], axis: 1 })
        .op("MatMul", ["x", "w_dq"], "y")
        .model("y", 11),
    clean: () => new Qdq({ x: [2, 8] }).weight("w", [8, 4]).op("MatMul", ["x", "w_dq"], "y").model("y", 11),
  },
  "type-opset": {
    shows: () => new Qdq({ x: [2, 8] }).q("x", { type: "uint16" }).op("Tanh", ["x_dq"], "y").model("y", 13),
    clean: () => fixture("16 bits in com.microsoft Q/DQ"),
  },
  scale: { shows: () => scaled(0), clean: () => scaled(1e-30) },
  "zero-points": { shows: () => zeroPoints([3, 4]), clean: () => zeroPoints([4, 4]) },
  "matmul-rank": {
    shows: () => fixture("MatMul, 3-D weights per channel"),
    clean: () => fixture("MatMul, 3-D weights per tensor"),
  },
  "max-pool-opset": { shows: () => fixture("MaxPool, opset 22"), clean: () => fixture("MaxPool, opset 13") },
  saturation: {
    shows: () => fixture("MatMul, weights per tensor"),
    clean: () => gemm(0.0002),
  },
  "signed-activations": { shows: () => fixture("Conv, int8 by int8"), clean: () => fixture("Conv, uint8 by int8") },
  "bias-scale": { shows: () => gemm(0.0003), clean: () => gemm(0.0002) },
  "bias-type": { shows: () => fixture("Gemm, float bias"), clean: () => gemm(0.0002) },
  "bias-zero-point": { shows: () => gemm(0.0002, { zero: true }), clean: () => gemm(0.0002) },
  "gemm-beta": { shows: () => gemm(0.0002, { beta: 2 }), clean: () => gemm(0.0002) },
  "output-not-quantized": {
    shows: () => fixture("Conv without output Q"),
    clean: () => fixture("Conv and Relu, zero point 0"),
  },
  "clip-range": {
    shows: () => fixture("Conv and Clip, range wider than the Clip"),
    clean: () => fixture("Conv and Clip, range within the Clip"),
  },
  "double-pair": { shows: twice, clean: () => scaled(0.1) },
  unfused: { shows: () => fixture("Erf"), clean: () => fixture("Sigmoid") },
};

describe("lint", () => {
  for (const { id } of LINT_RULES) {
    test(`finds ${id} where it is, and only there`, () => {
      const { shows, clean } = CASES[id]!;
      expect(found(shows())).toContain(id);
      expect(found(clean())).not.toContain(id);
    });
  }

  test("puts errors first and says what to do", () => {
    const findings = read(gemm(0.0003, { zero: true }))?.lint ?? [];
    expect(findings.map((f) => f.level)).toEqual(["error", "warning"]);
    expect(findings[0]).toMatchObject({
      rule: "bias-scale",
      node: "y_node",
      what: "1 scales of its bias are not s_x * s_w.",
      fix: "Quantize the bias again with scale s_x * s_w.",
    });
  });

  test("has nothing to say of a clean file", () => {
    expect(found(gemm(0.0002))).toEqual([]);
  });
});
