import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { floats } from "../../testing/build-model.ts";
import { opened, weights } from "../../testing/quantized.ts";
import { openGraph, prepare } from "../pipeline.ts";
import type { SeenRange } from "./finder.ts";
import { keptPrecise } from "./index.ts";

const KWT = "../shared/data/models/kwt1-speech-commands-12.onnx";

/** Columns of a DCT-II of `n` points: orthogonal. */
const dct = (n: number, m: number) =>
  floats(
    [n, m],
    Array.from({ length: n * m }, (_, i) => Math.cos((Math.PI / n) * (Math.floor(i / m) + 0.5) * (i % m))),
  );

const speech = opened({
  inputs: { x: ["N", 16] },
  outputs: ["y"],
  nodes: [
    { op: "MatMul", name: "dft", inputs: ["x", "wd"], outputs: ["d"] },
    { op: "Mul", name: "power", inputs: ["d", "d"], outputs: ["p"] },
    { op: "MatMul", name: "mel", inputs: ["p", "wm"], outputs: ["m"] },
    { op: "Max", name: "floor", inputs: ["m", "eps"], outputs: ["f"] },
    { op: "Log", name: "log", inputs: ["f"], outputs: ["l"] },
    { op: "MatMul", name: "dct", inputs: ["l", "wc"], outputs: ["c"] },
    { op: "MatMul", name: "learned", inputs: ["c", "wl"], outputs: ["y"] },
  ],
  constants: {
    wd: weights([16, 12], 1),
    wm: weights([12, 8], 2),
    eps: floats([1], [1e-6]),
    wc: dct(8, 6),
    wl: weights([6, 5], 3),
  },
});

describe("signal front end", () => {
  it("is everything up to the logarithm and the DCT behind it, not the network", () => {
    expect([...keptPrecise(speech, "INT8").keys()].toSorted()).toEqual(["dct", "dft", "floor", "log", "mel", "power"]);
    expect(keptPrecise(speech, "W4").has("dft")).toBe(true);
  });

  it("is not the logarithm at the end of a classifier", () => {
    const logits = opened({
      inputs: { x: ["N", 6] },
      outputs: ["y"],
      nodes: [
        { op: "Gemm", name: "fc", inputs: ["x", "w", "b"], outputs: ["f"] },
        { op: "Softmax", name: "soft", inputs: ["f"], outputs: ["s"] },
        { op: "Log", name: "log", inputs: ["s"], outputs: ["y"] },
      ],
      constants: { w: weights([6, 6], 1), b: weights([6], 2) },
    });
    expect(keptPrecise(logits, "INT8").size).toBe(0);
  });
});

describe("formulas written out", () => {
  const layerNorm = opened({
    inputs: { x: ["N", 4, 6] },
    outputs: ["y"],
    nodes: [
      { op: "Add", name: "residual", inputs: ["x", "bias"], outputs: ["r"] },
      { op: "ReduceMean", name: "mean", inputs: ["r"], outputs: ["mu"], attrs: { axes: [-1] } },
      { op: "Sub", name: "centre", inputs: ["r", "mu"], outputs: ["d"] },
      { op: "Mul", name: "square", inputs: ["d", "d"], outputs: ["q"] },
      { op: "ReduceMean", name: "variance", inputs: ["q"], outputs: ["v"], attrs: { axes: [-1] } },
      { op: "Add", name: "epsilon", inputs: ["v", "eps"], outputs: ["e"] },
      { op: "Sqrt", name: "root", inputs: ["e"], outputs: ["s"] },
      { op: "Div", name: "quotient", inputs: ["d", "s"], outputs: ["n"] },
      { op: "Mul", name: "gain", inputs: ["n", "gamma"], outputs: ["g"] },
      { op: "Add", name: "after", inputs: ["g", "x"], outputs: ["y"] },
    ],
    constants: { bias: weights([6], 1), eps: floats([1], [1e-5]), gamma: weights([6], 2) },
  });

  it("LayerNorm stays float from the mean to the gain; the sums around it do not belong to it", () => {
    expect([...keptPrecise(layerNorm, "INT8").keys()].toSorted()).toEqual([
      "centre",
      "epsilon",
      "gain",
      "mean",
      "quotient",
      "root",
      "square",
      "variance",
    ]);
  });

  it("GELU by Erf stays float with its product, the layers around it do not", () => {
    const gelu = opened({
      inputs: { x: ["N", 6] },
      outputs: ["y"],
      nodes: [
        { op: "MatMul", name: "up", inputs: ["x", "wu"], outputs: ["u"] },
        { op: "Div", name: "scale", inputs: ["u", "root2"], outputs: ["s"] },
        { op: "Erf", name: "erf", inputs: ["s"], outputs: ["e"] },
        { op: "Add", name: "one", inputs: ["e", "unit"], outputs: ["o"] },
        { op: "Mul", name: "product", inputs: ["u", "o"], outputs: ["p"] },
        { op: "Mul", name: "half", inputs: ["p", "by2"], outputs: ["h"] },
        { op: "MatMul", name: "down", inputs: ["h", "wd"], outputs: ["y"] },
      ],
      constants: {
        wu: weights([6, 8], 1),
        root2: floats([1], [Math.SQRT2]),
        unit: floats([1], [1]),
        by2: floats([1], [0.5]),
        wd: weights([8, 6], 2),
      },
    });
    expect([...keptPrecise(gelu, "INT8").keys()].toSorted()).toEqual(["erf", "half", "one", "product", "scale"]);
  });
});

describe("what is found by measured ranges", () => {
  const heads = opened({
    inputs: { x: ["N", 3, 8, 8] },
    outputs: ["y"],
    nodes: [
      { op: "Conv", name: "conv", inputs: ["x", "w", "b"], outputs: ["c"] },
      { op: "Sigmoid", name: "sigmoid", inputs: ["c"], outputs: ["s"] },
      { op: "Mul", name: "silu", inputs: ["c", "s"], outputs: ["m"] },
      { op: "Concat", name: "join", inputs: ["m", "x"], outputs: ["j"], attrs: { axis: 1 } },
      { op: "Conv", name: "next", inputs: ["j", "wn", "bn"], outputs: ["y"] },
    ],
    constants: {
      w: weights([3, 3, 1, 1], 1),
      b: weights([3], 2),
      wn: weights([3, 6, 1, 1], 3),
      bn: weights([3], 4),
    },
  });
  const seen =
    (ranges: Readonly<Record<string, readonly [number, number]>>): SeenRange =>
    (value) => {
      const range = ranges[value];
      return range && { lo: range[0], hi: range[1] };
    };

  it("a SiLU whose input spans too much takes 16 bits together with its layer", () => {
    const wide = keptPrecise(heads, "INT8", seen({ c: [-101, 125] }));
    expect([...wide].map(([name, { precision }]) => `${name} ${precision}`)).toEqual([
      "conv INT16",
      "sigmoid INT16",
      "silu INT16",
    ]);
    expect(keptPrecise(heads, "INT8", seen({ c: [-8, 9] })).size).toBe(0);
    expect(keptPrecise(heads, "INT16", seen({ c: [-101, 125] })).size).toBe(0);
  });

  it("a Concat of pixels and scores stays float; one of like ranges does not", () => {
    const mixed = keptPrecise(heads, "INT8", seen({ m: [0, 640], x: [0, 1] }));
    expect(mixed.get("join")?.reason).toContain("640");
    expect(keptPrecise(heads, "INT8", seen({ m: [0, 4], x: [0, 1] })).has("join")).toBe(false);
  });
});

describe.skipIf(!existsSync(KWT))("a real transformer with its front end", () => {
  it("keeps its spectrum, LayerNorms, GELUs and attention scores, and leaves the products of every block to integers", () => {
    const graph = prepare(openGraph(new Uint8Array(readFileSync(KWT)), "kwt1")).graph;
    const kept = keptPrecise(graph, "INT8");
    const products = graph.nodes.filter((n) => n.op === "MatMul" || n.op === "Gemm");
    const float = products.filter((n) => kept.has(n.name)).map((n) => n.name);
    expect(float).toEqual(["MatMul_6", "MatMul_9", "MatMul_13", "MatMul_18"]);
    expect(graph.nodes.filter((n) => n.op === "Softmax").every((n) => kept.has(n.name))).toBe(true);
    expect(graph.nodes.filter((n) => n.op === "Tanh").every((n) => kept.has(n.name))).toBe(true);
  });
});
