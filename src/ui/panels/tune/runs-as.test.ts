import { expect, it } from "vitest";
import type { Fate } from "../../../core/fusion/fusion-map.ts";
import { missed, runsAs, shareText, whyRunsAs } from "./runs-as.ts";

const fate = (op: string, outcome: Fate["outcome"], kernel: string | null): Fate => ({
  node: op,
  op,
  outcome,
  kernel,
  reason: "",
});

it("names the integer kernel, and nothing else by name", () => {
  expect(runsAs(fate("Conv", "integer", "QLinearConv"))).toBe("QLinearConv");
  expect(runsAs(fate("Softmax", "float", "Softmax"))).toBe("float");
  expect(runsAs(fate("Relu", "removed", null))).toBe("removed");
});

it("gives the reason without saying the kernel twice", () => {
  const reason = "QLinearConv computes on the integers.";
  expect(whyRunsAs({ outcome: "integer", kernel: "QLinearConv", reason })).toBe("computes on the integers.");
  expect(whyRunsAs({ outcome: "float", kernel: "Gemm", reason: "beta is not 1." })).toBe("beta is not 1.");
});

it("marks a float kernel only where the layer was to compute on integers", () => {
  expect(missed("float", "INT8")).toBe(true);
  expect(missed("float", "DYN8")).toBe(true);
  expect(missed("float", "INT16")).toBe(false);
  expect(missed("float", "W8")).toBe(false);
  expect(missed("removed", "INT8")).toBe(false);
});

it("counts linear layers alone", () => {
  const fates = [
    fate("Conv", "integer", "QLinearConv"),
    fate("Gemm", "float", "Gemm"),
    fate("Add", "integer", "QLinearAdd"),
    fate("Relu", "removed", null),
  ];
  expect(shareText(fates)).toBe("1 of 2 linear layers run as integer kernels");
  expect(shareText([fate("Add", "integer", "QLinearAdd")])).toBeNull();
});
