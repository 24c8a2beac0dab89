import { expect, it } from "vitest";
import { fileNames } from "./file-names.ts";

it("keeps the model's name, without its folder", () => {
  expect(fileNames("models/net.v2.onnx")).toEqual({
    onnx: "net.v2.int8.onnx",
    recipe: "net.v2.recipe.json",
    report: "net.v2.report.json",
  });
});
