import { describe, expect, test } from "vitest";
import { buildModel, floats, ints, type NodeSpec } from "../../testing/build-model.ts";
import { compareRuns } from "../../testing/compare-runs.ts";
import { graphOf } from "../graph/from-model.ts";
import { modelOf } from "../graph/to-model.ts";
import { floatAttr, floatsAttr } from "../onnx/attributes.ts";
import type { TensorProto } from "../onnx/onnx_pb.ts";
import { convertOpset } from "./convert-opset.ts";

interface Case {
  readonly title: string;
  readonly opset: number;
  readonly to?: number;
  readonly x?: readonly (number | string)[];
  readonly nodes: readonly NodeSpec[];
  readonly constants?: Record<string, TensorProto>;
}

const on = (op: string, attrs: NodeSpec["attrs"] = {}, ...more: string[]): NodeSpec => ({
  op,
  inputs: ["x", ...more],
  outputs: ["y"],
  attrs,
});
const f = (value: number) => floatAttr("", value);

const CASES: readonly Case[] = [
  { title: "Clip bounds become inputs", opset: 10, nodes: [on("Clip", { min: f(-0.25), max: f(0.5) })] },
  { title: "Clip with one bound", opset: 7, nodes: [on("Clip", { max: f(0.5) })] },
  { title: "Clip without bounds", opset: 7, nodes: [on("Clip")] },
  {
    title: "Pad becomes inputs, with its value",
    opset: 10,
    nodes: [on("Pad", { pads: [0, 0, 1, 2, 0, 0, 0, 1], value: f(0.5) })],
  },
  { title: "Pad with zeros", opset: 7, nodes: [on("Pad", { pads: [0, 0, 1, 1, 0, 0, 1, 1] })] },
  { title: "Pad by reflection", opset: 9, nodes: [on("Pad", { pads: [0, 0, 1, 1, 0, 0, 1, 1], mode: "reflect" })] },
  { title: "Slice becomes inputs", opset: 9, nodes: [on("Slice", { starts: [1, 0], ends: [3, -1], axes: [1, 3] })] },
  { title: "Slice without axes", opset: 7, nodes: [on("Slice", { starts: [0, 1], ends: [9, 3] })] },
  { title: "Squeeze", opset: 11, x: ["N", 1, 3, 1], nodes: [on("Squeeze", { axes: [1, 3] })] },
  { title: "Squeeze of every 1", opset: 12, x: [2, 1, 3, 1], nodes: [on("Squeeze")] },
  { title: "Unsqueeze", opset: 12, nodes: [on("Unsqueeze", { axes: [0, 2] })] },
  { title: "ReduceSum", opset: 12, nodes: [on("ReduceSum", { axes: [2, 3], keepdims: 0 })] },
  { title: "ReduceMean to opset 18", opset: 11, to: 18, nodes: [on("ReduceMean", { axes: [2, 3] })] },
  {
    title: "Split",
    opset: 11,
    nodes: [{ op: "Split", inputs: ["x"], outputs: ["y", "z"], attrs: { axis: 1, split: [1, 3] } }],
  },
  {
    title: "Split evenly to opset 18",
    opset: 12,
    to: 18,
    nodes: [{ op: "Split", inputs: ["x"], outputs: ["y", "z"], attrs: { axis: 1 } }],
  },
  { title: "ReduceMean to opset 25", opset: 11, to: 25, nodes: [on("ReduceMean", { axes: [2, 3] })] },
  { title: "Softmax to opset 25", opset: 11, to: 25, x: ["N", 5, 1, 1], nodes: [on("Softmax")] },
  { title: "Dropout", opset: 7, nodes: [on("Dropout", { ratio: f(0.3) })] },
  { title: "TopK", opset: 9, nodes: [{ op: "TopK", inputs: ["x"], outputs: ["y", "i"], attrs: { k: 3, axis: 3 } }] },
  { title: "Softmax over the last axis", opset: 12, x: ["N", 5], nodes: [on("Softmax")] },
  { title: "Softmax over channels of one pixel", opset: 11, x: ["N", 5, 1, 1], nodes: [on("Softmax")] },
  { title: "Softmax over everything behind the batch", opset: 11, x: ["N", 4, 3, 2], nodes: [on("Softmax")] },
  { title: "Softmax at a negative axis", opset: 12, x: ["N", 4, 3, 2], nodes: [on("Softmax", { axis: -2 })] },
  { title: "LogSoftmax", opset: 9, x: ["N", 3, 4], nodes: [on("LogSoftmax", { axis: 1 })] },
  {
    title: "Upsample 7 with scales as attribute",
    opset: 8,
    nodes: [on("Upsample", { mode: "nearest", scales: floatsAttr("", [1, 1, 2, 3]) })],
  },
  {
    title: "Upsample 9 linear",
    opset: 9,
    nodes: [on("Upsample", { mode: "linear" }, "s")],
    constants: { s: floats([4], [1, 1, 2, 2]) },
  },
  {
    title: "Resize 10 nearest, growing by a fraction",
    opset: 10,
    nodes: [on("Resize", { mode: "nearest" }, "s")],
    constants: { s: floats([4], [1, 1, 1.5, 2.5]) },
  },
  {
    title: "Resize 10 nearest, shrinking",
    opset: 10,
    x: ["N", 2, 9, 8],
    nodes: [on("Resize", { mode: "nearest" }, "s")],
    constants: { s: floats([4], [1, 1, 0.5, 0.4]) },
  },
  {
    title: "Resize 10 linear",
    opset: 10,
    nodes: [on("Resize", { mode: "linear" }, "s")],
    constants: { s: floats([4], [1, 1, 2, 1.5]) },
  },
  {
    title: "BatchNormalization 7 with spatial",
    opset: 7,
    to: 15,
    nodes: [on("BatchNormalization", { spatial: 1 }, "g", "b", "m", "v")],
    constants: {
      g: floats([4], [1, 2, -1, 0.5]),
      b: floats([4], [0, 1, 2, 3]),
      m: floats([4], [0.1, 0, -0.1, 0]),
      v: floats([4], [1, 2, 3, 4]),
    },
  },
  {
    title: "Scatter",
    opset: 10,
    x: [2, 3],
    nodes: [on("Scatter", { axis: 1 }, "i", "u")],
    constants: { i: ints([0, 2], [2, 1]), u: floats([2, 1], [9, 8]) },
  },
  {
    title: "ops that did not change",
    opset: 7,
    nodes: [
      { op: "Relu", inputs: ["x"], outputs: ["r"] },
      { op: "Add", inputs: ["r", "x"], outputs: ["a"] },
      { op: "Flatten", inputs: ["a"], outputs: ["y"] },
    ],
  },
];

function build({ opset, x = ["N", 4, 5, 6], nodes, constants = {} }: Case) {
  return buildModel({ inputs: { x }, outputs: ["y"], nodes, constants, opset, ir: 4 });
}

describe("convertOpset", () => {
  test.each(CASES)("$title, from opset $opset", async (c) => {
    const before = build(c);
    const converted = convertOpset(c.to ?? 13).run(graphOf(before));
    expect(converted.opsets.get("")).toBe(c.to ?? 13);
    const { difference, magnitude } = await compareRuns(before, modelOf(converted), 3);
    expect(magnitude).toBeGreaterThan(0);
    expect(difference).toBeLessThan(1e-6);
  });

  test("leaves a graph at or above the target alone", () => {
    const graph = graphOf(build({ title: "", opset: 13, nodes: [on("Relu")] }));
    expect(convertOpset(13).run(graph)).toBe(graph);
    expect(convertOpset(12).run(graph)).toBe(graph);
  });

  test("does not raise above 25, the last version it knows", () => {
    const graph = graphOf(build({ title: "", opset: 13, nodes: [on("Relu")] }));
    expect(convertOpset(27).run(graph).opsets.get("")).toBe(25);
  });

  test("a graph at opset 25 declares the IR version that came with it", () => {
    const graph = graphOf(build({ title: "", opset: 13, nodes: [on("Relu")] }));
    expect(modelOf(convertOpset(25).run(graph)).irVersion).toBe(13n);
    expect(modelOf(convertOpset(21).run(graph)).irVersion).toBe(10n);
  });

  test("does not touch ops of other domains", () => {
    const graph = graphOf(
      build({ title: "", opset: 9, nodes: [{ ...on("Clip", { min: f(0) }), domain: "com.microsoft" }] }),
    );
    expect(convertOpset(13).run(graph).nodes[0]).toBe(graph.nodes[0]);
  });

  test.each([
    ["an op outside the list", on("Frobnicate"), "The operator is not in the list of known conversions."],
    [
      "BatchNormalization per position",
      on("BatchNormalization", { spatial: 0 }, "g", "g", "g", "g"),
      "It normalises every position apart (spatial = 0), which later versions cannot.",
    ],
    [
      "Resize with computed scales",
      on("Resize", {}, "x"),
      "Its scales are computed while the model runs, or grow one axis and shrink another.",
    ],
  ])("refuses %s by name", (_, node, reason) => {
    const graph = graphOf(build({ title: "", opset: 8, nodes: [node] }));
    const run = () => convertOpset(13).run({ ...graph, opsets: new Map([["", node.op === "Resize" ? 10 : 8]]) });
    expect(run).toThrow(
      expect.objectContaining({
        code: "model/opset",
        detail: { op: node.op, node: "y", from: node.op === "Resize" ? 10 : 8, to: 13, reason },
      }),
    );
  });
});
