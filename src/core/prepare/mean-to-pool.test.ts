import { describe, test } from "vitest";
import { ints } from "../../testing/build-model.ts";
import { fires, leavesAlone } from "../../testing/check-pass.ts";
import { meanToPool } from "./mean-to-pool.ts";

describe("mean-to-pool", () => {
  const mean = (attrs: Record<string, number | number[]>) => ({
    op: "ReduceMean",
    inputs: ["x"],
    outputs: ["y"],
    attrs,
  });

  test("pools, keeping both axes", async () => {
    await fires(meanToPool, { nodes: [mean({ axes: [2, 3] })] }, ["y = GlobalAveragePool(x)"]);
  });

  test("pools and flattens when the axes go", async () => {
    const expected = ["y_pool = GlobalAveragePool(x)", "y = Flatten(y_pool) axis=1"];
    await fires(meanToPool, { nodes: [mean({ axes: [-1, -2], keepdims: 0 })] }, expected);
  });

  test("reads axes from the input of opset 18", async () => {
    const node = { ...mean({}), inputs: ["x", "axes"] };
    await fires(meanToPool, { nodes: [node], constants: { axes: ints([2, 3]) }, opset: 18, ir: 8 }, [
      "y = GlobalAveragePool(x)",
    ]);
  });

  test("leaves means over other axes, over all, and of other ranks", () => {
    leavesAlone(meanToPool, { nodes: [mean({ axes: [1] })] });
    leavesAlone(meanToPool, { nodes: [mean({ axes: [1, 3] })] });
    leavesAlone(meanToPool, { nodes: [mean({})] });
    leavesAlone(meanToPool, { inputs: { x: ["N", 2, 3, 4, 5] }, nodes: [mean({ axes: [2, 3] })] });
  });

  test("is idle without ReduceMean", () =>
    leavesAlone(meanToPool, { nodes: [{ op: "GlobalAveragePool", inputs: ["x"], outputs: ["y"] }] }));
});
