import { describe, expect, test } from "vitest";
import { floats } from "../../testing/build-model.ts";
import { fires, leavesAlone, typed } from "../../testing/check-pass.ts";
import { render } from "../graph/render.ts";
import { floatAttr, tensorAttr } from "../onnx/attributes.ts";
import { constantNodes } from "./constant-nodes.ts";

describe("constant-nodes", () => {
  const constant = { op: "Constant", inputs: [], outputs: ["k"] };
  const add = { op: "Add", inputs: ["x", "k"], outputs: ["y"] };

  test("stores the values of tensors and scalars", async () => {
    const nodes = [{ ...constant, attrs: { value: tensorAttr("", floats([1], [2.5])) } }, add];
    const graph = await fires(constantNodes, { nodes }, ["y = Add(x, k)"]);
    expect(render(graph)).toContain("const k: float32 [1] = 2.5");
    const scalar = constantNodes.run(
      typed({ nodes: [{ ...constant, attrs: { value_float: floatAttr("", 3) } }, add] }),
    );
    expect(render(scalar)).toContain("const k: float32 [] = 3");
    const list = constantNodes.run(typed({ nodes: [{ ...constant, attrs: { value_ints: [1, 2] } }, add] }));
    expect(render(list)).toContain("const k: int64 [2] = 1 2");
  });

  test("leaves a Constant that is a graph output", () =>
    leavesAlone(constantNodes, { nodes: [{ ...constant, attrs: { value_int: 1 } }], outputs: ["k"] }));

  test("is idle without Constant nodes", () =>
    leavesAlone(constantNodes, { nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] }));
});
