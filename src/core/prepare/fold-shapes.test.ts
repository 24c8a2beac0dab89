import { describe, expect, test } from "vitest";
import { ints } from "../../testing/build-model.ts";
import { fires, leavesAlone } from "../../testing/check-pass.ts";
import { render } from "../graph/render.ts";
import { foldShapes } from "./fold-shapes.ts";

describe("fold-shapes", () => {
  const tail = [
    { op: "Shape", inputs: ["x"], outputs: ["s"] },
    { op: "Gather", inputs: ["s", "zero"], outputs: ["n"] },
    { op: "Unsqueeze", inputs: ["n", "first"], outputs: ["n1"] },
    { op: "Concat", inputs: ["n1", "rest"], outputs: ["shape"], attrs: { axis: 0 } },
    { op: "Reshape", inputs: ["x", "shape"], outputs: ["y"] },
  ];
  const constants = { zero: ints([0], []), first: ints([0]), rest: ints([-1]) };

  test("flattens a dynamic batch with the constant shape [0, -1]", async () => {
    const graph = await fires(foldShapes, { nodes: tail, constants }, ["y = Reshape(x, y_shape)"]);
    expect(render(graph)).toContain("const y_shape: int64 [2] = 0 -1");
  });

  test("makes fully known sizes constant", async () => {
    const nodes = [
      { op: "Shape", inputs: ["x"], outputs: ["s"] },
      { op: "Slice", inputs: ["s", "two", "four"], outputs: ["hw"] },
      { op: "Mul", inputs: ["hw", "two"], outputs: ["hw2"] },
      { op: "Concat", inputs: ["nc", "hw2"], outputs: ["size"], attrs: { axis: 0 } },
      { op: "Resize", inputs: ["x", "", "", "size"], outputs: ["y"] },
    ];
    const graph = await fires(
      foldShapes,
      { inputs: { x: [1, 2, 3, 3] }, nodes, constants: { two: ints([2]), four: ints([4]), nc: ints([1, 2]) } },
      ["y = Resize(x, , , size)"],
    );
    expect(render(graph)).toContain("const size: int64 [4] = 1 2 6 6");
  });

  test("leaves a shape with two sizes that are not known", () => {
    leavesAlone(foldShapes, {
      inputs: { x: ["N", "C", "H"] },
      nodes: tail
        .slice(0, 1)
        .concat(
          { op: "Reshape", inputs: ["x", "s2"], outputs: ["y"] },
          { op: "Gather", inputs: ["s", "swap"], outputs: ["s2"] },
        ),
      constants: { swap: ints([1, 0, 2]) },
    });
  });

  test("is idle on constant shapes", () =>
    leavesAlone(foldShapes, {
      nodes: [{ op: "Reshape", inputs: ["x", "s"], outputs: ["y"] }],
      constants: { s: ints([0, -1]) },
    }));
});
