import { describe, expect, test } from "vitest";
import { buildModel, floats, type ModelSpec, type NodeSpec } from "../../testing/build-model.ts";
import { withFields } from "../onnx/messages.ts";
import { graphOf } from "./from-model.ts";
import type { Graph } from "./graph.ts";
import { macsOf, totalMacs } from "./macs.ts";
import { checkFloat, checkModel } from "./support.ts";
import { inferTypes } from "./types.ts";

const relu: NodeSpec = { op: "Relu", inputs: ["x"], outputs: ["y"], name: "act" };
const graphFor = (spec: Partial<ModelSpec> = {}): Graph =>
  inferTypes(graphOf(buildModel({ inputs: { x: ["N", 3, 8, 8] }, outputs: ["y"], nodes: [relu], ...spec })));
const withTypes = (graph: Graph, elem: number): Graph => ({
  ...graph,
  types: new Map([["x", { elem, dims: [1, 4] }]]),
});

function refused(graph: Graph, code: string, detail: Record<string, string | number>) {
  expect(() => checkModel(graph, "m.onnx")).toThrow(expect.objectContaining({ code, detail }));
}

function refusedFloat(graph: Graph, detail: Record<string, string | number>) {
  expect(() => checkFloat(graph, "m.onnx")).toThrow(expect.objectContaining({ code: "model/quantized", detail }));
}

describe("checkModel", () => {
  test("accepts a float model, its contrib ops and its own functions", () => {
    expect(() => checkModel(graphFor(), "m.onnx")).not.toThrow();
    expect(() =>
      checkModel(graphFor({ nodes: [{ ...relu, op: "Gelu", domain: "com.microsoft" }] }), "m.onnx"),
    ).not.toThrow();
    const graph = graphFor({ nodes: [{ ...relu, op: "Block", domain: "local" }] });
    const functions = [{ name: "Block", domain: "local" }] as unknown as typeof graph.model.functions;
    expect(() => checkModel({ ...graph, model: withFields(graph.model, { functions }) }, "m.onnx")).not.toThrow();
  });

  test("refuses opsets below 7", () => refused(graphFor({ opset: 6 }), "model/too-old", { file: "m.onnx", opset: 6 }));

  test("names a custom operator", () => {
    refused(graphFor({ nodes: [{ ...relu, op: "Warp", domain: "com.acme" }] }), "model/custom-op", {
      op: "Warp",
      domain: "com.acme",
      node: "act",
    });
  });

  test("opens a quantized model, but names its most frequent operator where it would be quantized again", () => {
    const nodes = [
      { op: "QuantizeLinear", inputs: ["x", "s"], outputs: ["q"] },
      { op: "DequantizeLinear", inputs: ["q", "s"], outputs: ["d"] },
      { op: "DequantizeLinear", inputs: ["q", "s"], outputs: ["y"] },
    ];
    const quantized = graphFor({ nodes, constants: { s: floats([], [1]) } });
    expect(() => checkModel(quantized, "m.onnx")).not.toThrow();
    refusedFloat(quantized, {
      file: "m.onnx",
      op: "DequantizeLinear",
      count: 2,
    });
    refusedFloat(graphFor({ nodes: [{ ...relu, op: "MatMulNBits", domain: "com.microsoft" }] }), {
      file: "m.onnx",
      op: "MatMulNBits",
      count: 1,
    });
  });

  test("accepts integers, halves, several inputs and any rank", () => {
    expect(() => checkModel(withTypes(graphFor(), 7), "m.onnx")).not.toThrow();
    expect(() => checkModel(withTypes(graphFor(), 10), "m.onnx")).not.toThrow();
    const add: NodeSpec = { op: "Add", inputs: ["x", "b"], outputs: ["y"] };
    expect(() => checkModel(graphFor({ inputs: { x: [1], b: ["M"] }, nodes: [add] }), "m.onnx")).not.toThrow();
  });

  test("refuses text, and a model that takes nothing", () => {
    refused(withTypes(graphFor(), 8), "model/inputs", { input: "x", type: "string" });
    refused({ ...graphFor(), inputs: [] }, "model/inputs", { input: "(none)", type: "nothing" });
  });
});

describe("macsOf", () => {
  const layer = (node: NodeSpec, x: readonly (number | string)[], ...w: number[]) => {
    const constants = { w: floats(w, new Float32Array(w.reduce((a, b) => a * b, 1))) };
    const graph = graphFor({ inputs: { x }, nodes: [node], constants });
    return macsOf(graph.nodes[0] ?? never(), graph);
  };
  const never = (): never => {
    throw new Error("no node");
  };
  const on = (op: string, attrs: NodeSpec["attrs"] = {}): NodeSpec => ({
    op,
    inputs: ["x", "w"],
    outputs: ["y"],
    attrs,
  });

  test("counts products per sample, whatever the batch", () => {
    const same = { pads: [1, 1, 1, 1] };
    expect(layer(on("Conv", same), ["N", 3, 8, 8], 4, 3, 3, 3)).toBe(64 * 4 * 27);
    expect(layer(on("Conv", same), [5, 3, 8, 8], 4, 3, 3, 3)).toBe(64 * 4 * 27);
    expect(layer(on("Conv", { ...same, group: 4 }), ["N", 4, 8, 8], 4, 1, 3, 3)).toBe(64 * 4 * 9);
    expect(layer(on("ConvTranspose", { strides: [2, 2] }), ["N", 4, 8, 8], 4, 3, 2, 2)).toBe(64 * 4 * 12);
    expect(layer(on("Gemm", { transB: 1 }), ["N", 6], 5, 6)).toBe(30);
    expect(layer(on("MatMul"), ["N", 7, 6], 6, 5)).toBe(7 * 30);
  });

  test("is 0 for other ops and null for unknown shapes", () => {
    expect(layer({ ...relu }, ["N", 4], 1)).toBe(0);
    const graph = graphFor({
      inputs: { x: ["N", 3, null, null] },
      nodes: [on("Conv")],
      constants: { w: floats([4, 3, 1, 1], new Float32Array(12)) },
    });
    expect(totalMacs(graph)).toBe(null);
  });
});
