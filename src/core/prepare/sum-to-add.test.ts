import { describe, test } from "vitest";
import { conv, fires, leavesAlone, w } from "../../testing/check-pass.ts";
import { sumToAdd } from "./sum-to-add.ts";

describe("sum-to-add", () => {
  const sum = { op: "Sum", inputs: ["c", "c"], outputs: ["y"] };
  const constants = { w };

  test("writes two operands as one Add", async () => {
    await fires(sumToAdd, { nodes: [conv, sum], constants }, ["c = Conv(x, w)", "y = Add(c, c)"]);
  });

  test("writes more operands as a chain", async () => {
    const three = { ...sum, inputs: ["c", "c", "c"] };
    await fires(sumToAdd, { nodes: [conv, three], constants }, [
      "c = Conv(x, w)",
      "y_0 = Add(c, c)",
      "y = Add(y_0, c)",
    ]);
  });

  test("leaves a Sum of one operand and a Mean", () => {
    leavesAlone(sumToAdd, { nodes: [conv, { ...sum, inputs: ["c"] }], constants });
    leavesAlone(sumToAdd, { nodes: [conv, { ...sum, op: "Mean" }], constants });
  });

  test("is idle without Sum", () => leavesAlone(sumToAdd, { nodes: [{ ...conv, outputs: ["y"] }], constants }));
});
