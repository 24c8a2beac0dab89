import { describe, expect, test } from "vitest";
import { buildModel, floats, ints, type ModelSpec, type NodeSpec } from "../../testing/build-model.ts";
import { graphOf } from "../graph/from-model.ts";
import type { Graph } from "../graph/graph.ts";
import { inferTypes } from "../graph/types.ts";
import { floatAttr } from "../onnx/attributes.ts";
import { clampBounds } from "./clamp.ts";
import { OP_RULES, ruleOf } from "./index.ts";

const zeros = (...dims: number[]) => floats(dims, new Float32Array(dims.reduce((a, b) => a * b, 1)));
const on = (op: string, attrs: NodeSpec["attrs"] = {}, ...more: string[]): NodeSpec => ({
  op,
  inputs: ["x", ...more],
  outputs: ["y"],
  attrs,
});

function single(
  node: NodeSpec,
  constants: ModelSpec["constants"] = {},
  x: readonly (number | string)[] = ["N", 4, 6, 6],
) {
  const graph: Graph = inferTypes(graphOf(buildModel({ inputs: { x }, outputs: ["y"], nodes: [node], constants })));
  const made = graph.nodes[0];
  if (made === undefined) throw new Error("no node");
  return { graph, node: made, rule: ruleOf(made, graph) };
}

function axisOf(node: NodeSpec, w: readonly number[]): number | null | undefined {
  const { rule, node: made } = single(node, { w: zeros(...w) });
  return rule.kind === "linear" ? rule.weight.axis(made, w.length) : undefined;
}

function reason(...args: Parameters<typeof single>): string {
  const { rule } = single(...args);
  return rule.kind === "float" ? rule.reason : `not refused: ${rule.kind}`;
}

describe("linear layers", () => {
  test("have their output channels on the axis of the specification", () => {
    expect(axisOf(on("Conv", {}, "w"), [8, 4, 3, 3])).toBe(0);
    expect(axisOf(on("Gemm", {}, "w"), [4, 8])).toBe(1);
    expect(axisOf(on("Gemm", { transB: 1 }, "w"), [8, 4])).toBe(0);
    expect(axisOf(on("MatMul", {}, "w"), [6, 8])).toBe(1);
  });

  test("a batched MatMul weight gets one scale, because per-channel fails when it runs", () => {
    expect(axisOf(on("MatMul", {}, "w"), [4, 6, 8])).toBe(null);
  });

  test("a product of two activations has no weight", () => {
    expect(single(on("MatMul", {}, "x"))).toMatchObject({ rule: { kind: "elementwise" } });
  });

  test("stay in float with computed weights or bias, factors, or a bias matrix", () => {
    expect(reason(on("Conv", {}, "x"))).toBe(
      "Its weights are computed while the model runs, so they cannot be quantized beforehand.",
    );
    expect(reason(on("Conv", {}, "w", "x"), { w: zeros(8, 4, 3, 3) })).toMatch(/^Its bias is computed/);
    expect(reason(on("Gemm", { alpha: floatAttr("", 2) }, "w"), { w: zeros(4, 8) }, ["N", 4])).toMatch(
      /^Its alpha or beta is not 1/,
    );
    expect(reason(on("Gemm", {}, "w", "b"), { w: zeros(4, 8), b: zeros(3, 8) }, [3, 4])).toMatch(
      /^Its bias is a matrix/,
    );
  });

  test("ConvTranspose has no integer kernel", () => {
    expect(reason(on("ConvTranspose", {}, "w"), { w: zeros(4, 2, 3, 3) })).toMatch(/no integer ConvTranspose/);
  });
});

describe("ops that move values", () => {
  test.each([
    ["MaxPool", on("MaxPool", { kernel_shape: [2, 2] })],
    ["Pad with zeros", on("Pad", {}, "p")],
    ["Resize to the nearest pixel", on("Resize", { mode: "nearest" }, "", "s")],
    ["Slice", on("Slice", {}, "p", "p")],
  ])("%s shares its input's scale", (_, node) => {
    const constants = { p: ints([0, 0, 1, 1, 0, 0, 1, 1]), s: floats([4], [1, 1, 2, 2]) };
    expect(single(node, constants).rule.kind).toBe("passthrough");
  });

  test("stay in float when they make up values or read a constant table", () => {
    expect(reason(on("Pad", {}, "p", "v"), { p: ints([0, 0, 1, 1, 0, 0, 1, 1]), v: floats([], [1]) })).toMatch(
      /^It pads with a value other than 0/,
    );
    expect(reason(on("Resize", { mode: "linear" }, "", "s"), { s: floats([4], [1, 1, 2, 2]) })).toMatch(
      /^It interpolates \(linear\)/,
    );
    expect(reason({ ...on("MaxPool", { kernel_shape: [2, 2] }), outputs: ["y", "i"] })).toMatch(
      /^It also returns indices/,
    );
    expect(reason({ op: "Gather", inputs: ["t", "x"], outputs: ["y"] }, { t: zeros(4, 2) })).toMatch(
      /^It reads a constant table/,
    );
  });
});

describe("clampBounds", () => {
  test("reads Relu, and Clip with scalar inputs or attributes", () => {
    const bounds = (node: NodeSpec, constants: ModelSpec["constants"] = {}) => {
      const { node: made, graph } = single(node, constants);
      return clampBounds(made, graph);
    };
    expect(bounds(on("Relu"))).toEqual([0, Infinity]);
    expect(bounds(on("Clip", {}, "lo", "hi"), { lo: floats([], [0]), hi: floats([], [6]) })).toEqual([0, 6]);
    expect(bounds(on("Clip", {}, "", "hi"), { hi: floats([], [6]) })).toEqual([-Infinity, 6]);
    expect(bounds(on("Clip", { max: floatAttr("", 6) }))).toEqual([-Infinity, 6]);
    expect(bounds(on("Clip", {}, "x"))).toBe(null);
    expect(reason(on("Clip", {}, "x"))).toBe("Its bounds are computed while the model runs.");
  });
});

describe("ruleOf", () => {
  test("knows ranges fixed by mathematics", () => {
    expect(single(on("Softmax")).rule).toEqual({ kind: "bounded", range: [0, 1] });
    expect(single(on("Sigmoid")).rule).toEqual({ kind: "bounded", range: [0, 1] });
  });

  test("refuses other domains, other types and ops without a rule, each with its reason", () => {
    expect(reason({ ...on("Gelu"), domain: "com.microsoft" })).toBe(
      "Gelu of com.microsoft is a special operator without an integer form.",
    );
    expect(reason(on("HardSwish"))).toBe(
      "HardSwish has no integer kernel in ONNX Runtime's CPU provider, so quantizing it would only add rounding.",
    );
    expect(reason(on("LayerNormalization"))).toMatch(/^Normalization divides/);
    expect(reason(on("Shape"))).toMatch(/^It returns indices/);
    const shapes = buildModel({
      inputs: { x: ["N", 2] },
      outputs: ["y"],
      nodes: [
        { op: "Shape", inputs: ["x"], outputs: ["s"] },
        { op: "Add", inputs: ["s", "s"], outputs: ["y"] },
      ],
    });
    const graph = inferTypes({ ...graphOf(shapes), types: new Map([["x", { elem: 1, dims: ["N", 2] }]]) });
    expect(graph.nodes.map((n) => ruleOf(n, graph))[1]).toEqual({
      kind: "float",
      reason: "It works on int64 values; only float32 is quantized.",
    });
  });

  test("names of methods of objects are not ops", () => {
    expect(reason(on("toString"))).toMatch(/^toString has no integer kernel/);
    expect(Object.keys(OP_RULES)).not.toContain("BatchNormalization");
  });
});
