import { describe, expect, test } from "vitest";
import { floats } from "../../testing/build-model.ts";
import { leavesAlone, type Spec, typed } from "../../testing/check-pass.ts";
import { modelOf } from "../graph/to-model.ts";
import { liftInitializers } from "./lift-initializers.ts";

describe("lift-initializers", () => {
  const spec: Spec = {
    inputs: { x: [2] },
    nodes: [{ op: "Add", inputs: ["x", "b"], outputs: ["y"] }],
    constants: { b: floats([2], [1, 2]) },
  };

  test("takes weights out of the inputs and keeps them as constants", () => {
    const graph = liftInitializers.run(typed({ ...spec, overridable: ["b"] }));
    expect(graph.overridable.size).toBe(0);
    expect(modelOf(graph).graph?.input.map((i) => i.name)).toEqual(["x"]);
    expect(modelOf(graph).graph?.initializer.map((i) => i.name)).toEqual(["b"]);
  });

  test("is idle when no weight is an input", () => leavesAlone(liftInitializers, spec));
});
