import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { buildModel, floats } from "../../testing/build-model.ts";
import { decodeModel } from "../onnx/decode.ts";
import { inspect } from "./inspect.ts";

const model = buildModel({
  inputs: { x: [1, 1, 8, 8] },
  outputs: { y: [1, 40, 8, 8] },
  nodes: [
    { op: "Conv", inputs: ["x", "w"], outputs: ["c"], attrs: { pads: [1, 1, 1, 1] } },
    { op: "Relu", inputs: ["c"], outputs: ["r"] },
    { op: "Tanh", inputs: ["r"], outputs: ["t"] },
    { op: "Relu", inputs: ["t"], outputs: ["y"] },
  ],
  constants: { w: floats([40, 1, 3, 3], new Float32Array(360)) },
  overridable: ["w"],
  opset: 11,
});

describe("inspect", () => {
  const card = inspect(model, { name: "tiny.onnx", bytes: 2000, hash: "00" });

  test("says what the file is and takes", () => {
    expect(card).toMatchObject({ file: "tiny.onnx", hash: "00", bytes: 2000, ir: 7, opset: 11, producer: "" });
    expect(card.inputs).toEqual([{ name: "x", type: "float32", shape: [1, 1, 8, 8] }]);
    expect(card.outputs).toEqual([{ name: "y", type: "float32", shape: [1, 40, 8, 8] }]);
    expect(card.domains).toEqual([{ domain: "", version: 11 }]);
  });

  test("counts ops, parameters and multiply-accumulates", () => {
    expect(card.ops).toEqual([
      { op: "Relu", count: 2 },
      { op: "Conv", count: 1 },
      { op: "Tanh", count: 1 },
    ]);
    expect(card.parameters).toBe(360);
    expect(card.macs).toBe(64 * 360);
  });

  test("says what stays in float and why", () => {
    expect(card.float).toEqual([
      {
        op: "Tanh",
        nodes: ["t"],
        reason: "Tanh has no integer kernel in ONNX Runtime's CPU provider, so quantizing it would only add rounding.",
      },
    ]);
  });

  test("notes what preparation will do", () => {
    expect(card.notes).toEqual([
      "Opset 11 is raised to 13, which per-channel weights need.",
      "Weights that are also listed as inputs (1) become constants.",
      "The batch size is fixed to 1.",
    ]);
  });

  test("describes a model that cannot be prepared, and says so", () => {
    const odd = buildModel({
      inputs: { x: [1] },
      outputs: ["y"],
      nodes: [{ op: "Frobnicate", inputs: ["x"], outputs: ["y"] }],
      opset: 9,
    });
    const { notes, ops } = inspect(odd, { name: "odd.onnx", bytes: 1, hash: "" });
    expect(ops).toEqual([{ op: "Frobnicate", count: 1 }]);
    expect(notes).toContain(
      "Frobnicate (node y) cannot be raised from opset 9 to 13. The operator is not in the list of known conversions. Q/DQ then come from com.microsoft, which only ONNX Runtime knows.",
    );
  });
});

const FILE = "../shared/data/models/mobilenetv2-7.onnx";

describe.skipIf(!existsSync(FILE))("inspect on MobileNetV2", () => {
  test("finds its published size and work, and nothing left in float", () => {
    const bytes = new Uint8Array(readFileSync(FILE));
    const card = inspect(decodeModel(bytes, "mobilenetv2-7.onnx"), { name: "m", bytes: bytes.length, hash: "" });
    expect(card.parameters).toBe(3487816);
    expect(card.macs).toBe(300774272);
    expect(card.float).toEqual([]);
    const { int8, int4, fp16 } = card.predictedBytes;
    expect(int8 / bytes.length).toBeCloseTo(0.27, 2);
    expect(int4 / bytes.length).toBeCloseTo(0.16, 2);
    expect(fp16 / bytes.length).toBeCloseTo(0.5, 2);
  });
});
