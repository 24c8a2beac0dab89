import { expect, it } from "vitest";
import { fileNames } from "./file-names.ts";

it("keeps the model's name without its folder, and says the variant", () => {
  expect(fileNames("models/net.v2.onnx", { short: "INT8" })).toEqual({
    onnx: "net.v2.int8.onnx",
    recipe: "net.v2.recipe.json",
    report: "net.v2.report.json",
  });
});

it("names every kind of variant", () => {
  expect(["A16W8", "W4", "Mixed"].map((short) => fileNames("net.onnx", { short }).onnx)).toEqual([
    "net.a16w8.onnx",
    "net.w4.onnx",
    "net.mixed.onnx",
  ]);
});
