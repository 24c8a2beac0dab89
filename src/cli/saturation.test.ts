import { describe, expect, test } from "vitest";
import { runCli } from "../testing/run-cli.ts";
import { saturationText } from "./saturation.ts";

const layer = { node: "conv1", op: "Conv", risk: 0.1, share: 0.025, sqnr: 17.14 };

describe("the text of qstudio saturation", () => {
  test("lists the layers that saturate, what is at stake and the remedy", () => {
    const layers = [layer, { ...layer, node: "fc", op: "Gemm", share: 0, sqnr: null }];
    const report = { samples: 8, layers, left: [], agreement: 0.875, sqnr: 10.3, remedy: "Use U8 weights." };
    expect(saturationText("a.onnx", report).split("\n")).toEqual([
      "a.onnx: 8 samples simulated",
      "layer    op  pairs saturated     SQNR",
      "conv1  Conv            2.5 %  17.1 dB",
      "1 layer could saturate, but did not on these samples",
      "x86 without VNNI against other processors: output SQNR 10.3 dB, the largest output is the same for 87.5 %",
      "Use U8 weights.",
      "",
    ]);
  });

  test("says so when nothing can saturate", () => {
    const report = { samples: 8, layers: [], left: [], agreement: 1, sqnr: null, remedy: null };
    expect(saturationText("a.onnx", report)).toBe("a.onnx: no layer can saturate on x86 without VNNI.\n");
  });

  test("says which layers were left out, by reason", () => {
    const left = ["a", "b", "c"].map((node) => ({ node, op: "MatMul", reason: node === "c" ? "Why c." : "Why." }));
    const report = { samples: 8, layers: [], left, agreement: 1, sqnr: null, remedy: null };
    expect(saturationText("a.onnx", report).split("\n")).toEqual([
      "a.onnx: no simulated layer can saturate on x86 without VNNI.",
      "Not simulated, though they may saturate:",
      "  a and 1 more: Why.",
      "  c: Why c.",
      "",
    ]);
  });
});

test("a wrong number of samples is refused before anything is read", async () => {
  const { code, err } = await runCli("saturation", "none.onnx", "--data", "nowhere", "--samples", "0");
  expect(code).toBe(2);
  expect(err).toContain("--samples 0 is not a number of samples.");
});
