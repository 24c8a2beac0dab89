import { describe, expect, test } from "vitest";
import { conv, fires, leavesAlone, rand, w } from "../../testing/check-pass.ts";
import { removeUnused } from "./remove-unused.ts";

describe("remove-unused", () => {
  test("drops what no output needs", async () => {
    const nodes = [
      { ...conv, outputs: ["y"] },
      { op: "Relu", inputs: ["x"], outputs: ["dead"] },
    ];
    const graph = await fires(removeUnused, { nodes, constants: { w, k: rand(1) } }, ["y = Conv(x, w)"]);
    expect([...graph.constants.keys()]).toEqual(["w"]);
  });

  test("keeps an unused output of a node that is needed, and is idle then", () => {
    leavesAlone(removeUnused, { nodes: [{ op: "Split", inputs: ["x"], outputs: ["y", "z"], attrs: { axis: 1 } }] });
  });
});
