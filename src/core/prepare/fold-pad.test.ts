import { describe, test } from "vitest";
import { floats, ints } from "../../testing/build-model.ts";
import { conv, fires, leavesAlone, rand, w } from "../../testing/check-pass.ts";
import { foldPad } from "./fold-pad.ts";

describe("fold-pad", () => {
  const pad = { op: "Pad", inputs: ["x", "p"], outputs: ["d"] };
  const padded = { ...conv, inputs: ["d", "w"], outputs: ["y"] };
  const p = ints([0, 0, 1, 0, 0, 0, 2, 1]);

  test("adds to the padding of the convolution", async () => {
    await fires(foldPad, { nodes: [pad, { ...padded, attrs: { pads: [1, 1, 0, 0] } }], constants: { w, p } }, [
      "y = Conv(x, w) pads=[2, 1, 2, 1]",
    ]);
  });

  test("replaces auto_pad VALID", async () => {
    await fires(foldPad, { nodes: [pad, { ...padded, attrs: { auto_pad: "VALID" } }], constants: { w, p } }, [
      "y = Conv(x, w) pads=[1, 0, 2, 1]",
    ]);
  });

  test.each([
    ["a Pad with another value", [{ ...pad, inputs: ["x", "p", "one"] }, padded]],
    ["a Pad by reflection", [{ ...pad, attrs: { mode: "reflect" } }, padded]],
    [
      "a Pad of channels",
      [
        { ...pad, inputs: ["x", "channels"] },
        { ...padded, inputs: ["d", "w3"] },
      ],
    ],
    ["a Pad before pooling", [pad, { op: "MaxPool", inputs: ["d"], outputs: ["y"], attrs: { kernel_shape: [2, 2] } }]],
    ["a Pad that something else reads too", [pad, padded, { op: "Relu", inputs: ["d"], outputs: ["z"] }]],
    ["auto_pad SAME_UPPER", [pad, { ...padded, attrs: { auto_pad: "SAME_UPPER" } }]],
  ])("leaves %s", (_, nodes) =>
    leavesAlone(foldPad, {
      nodes,
      constants: { w, w3: rand(4, 3, 3, 3), p, one: floats([], [1]), channels: ints([0, 1, 0, 0, 0, 0, 0, 0]) },
    }),
  );

  test("is idle without Pad", () => leavesAlone(foldPad, { nodes: [{ ...conv, outputs: ["y"] }], constants: { w } }));
});
