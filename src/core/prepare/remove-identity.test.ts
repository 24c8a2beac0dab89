import { describe, test } from "vitest";
import { ints } from "../../testing/build-model.ts";
import { fires, leavesAlone } from "../../testing/check-pass.ts";
import { removeIdentity } from "./remove-identity.ts";

describe("remove-identity", () => {
  const relu = { op: "Relu", inputs: ["d"], outputs: ["y"] };

  test("removes a chain of copies", async () => {
    const nodes = [
      { op: "Identity", inputs: ["x"], outputs: ["i"] },
      { op: "Dropout", inputs: ["i"], outputs: ["p"] },
      { op: "Pad", inputs: ["p", "none"], outputs: ["d"] },
      relu,
    ];
    await fires(removeIdentity, { nodes, constants: { none: ints([0, 0, 0, 0, 0, 0, 0, 0]) } }, ["y = Relu(x)"]);
  });

  test.each([
    ["a copy that makes a graph output", { nodes: [{ op: "Identity", inputs: ["x"], outputs: ["y"] }] }],
    [
      "Dropout in training mode",
      { nodes: [{ op: "Dropout", inputs: ["x", "", "t"], outputs: ["d"] }, relu], constants: { t: ints([1], []) } },
    ],
    [
      "Dropout whose mask is read",
      {
        nodes: [
          { op: "Dropout", inputs: ["x"], outputs: ["d", "m"] },
          { op: "Not", inputs: ["m"], outputs: ["y"] },
        ],
      },
    ],
    [
      "a Pad that pads",
      {
        nodes: [{ op: "Pad", inputs: ["x", "p"], outputs: ["d"] }, relu],
        constants: { p: ints([0, 0, 1, 0, 0, 0, 0, 0]) },
      },
    ],
  ])("leaves %s", (_, spec) => leavesAlone(removeIdentity, spec));

  test("is idle without copies", () =>
    leavesAlone(removeIdentity, { nodes: [{ op: "Relu", inputs: ["x"], outputs: ["y"] }] }));
});
