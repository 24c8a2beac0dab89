import { expect, it } from "vitest";
import { floats, buildModel } from "../../../testing/build-model.ts";
import { encodeModel } from "../../../core/onnx/encode.ts";
import { openGraph, prepare, quantize } from "../../../core/pipeline.ts";
import { DEFAULT_RECIPE, PIN_PRECISIONS, withPin } from "../../../core/recipe.ts";
import { schemeById, withScheme } from "../../../core/schemes.ts";
import { effectOf, outlookOf } from "../../../core/sensitivity/expected.ts";
import { reportOf, rowOf, sensitivityOf } from "../../../testing/sensitivity.ts";
import { bytesText, effectText, idlePin, PIN_CHOICES } from "./pins.ts";

it("offers every precision that a recipe can pin to", () => {
  expect(PIN_CHOICES.map((choice) => choice.value)).toEqual([...PIN_PRECISIONS]);
});

it("finds the engine's own note about a pin that does nothing, and only for that layer", () => {
  const model = buildModel({
    inputs: { x: [1, 2] },
    outputs: ["y"],
    nodes: [
      { op: "Relu", name: "clip", inputs: ["x"], outputs: ["r"] },
      { op: "MatMul", name: "clip.2", inputs: ["r", "w"], outputs: ["y"] },
    ],
    constants: { w: floats([2, 2], [1, 2, 3, 4]) },
  });
  const fp16 = schemeById("w8");
  if (fp16 === undefined) throw new Error("there is a scheme w8");
  const recipe = withPin(withScheme(DEFAULT_RECIPE, fp16), "clip", "int4");
  const { notes } = quantize(prepare(openGraph(encodeModel(model), "m.onnx")).graph, new Map(), recipe);
  expect(idlePin("clip", notes)).toMatch(/^The pin on clip does nothing: /);
  expect(idlePin("clip.2", notes)).toBeNull();
});

it("says what a pin is expected to gain and cost, or that it does nothing", () => {
  const report = reportOf([
    sensitivityOf("a", 0.02),
    sensitivityOf("b", 0.02, { score: null, at: { float32: 0.02, int16: 0.03 } }),
  ]);
  const rows = [rowOf("a"), rowOf("b")];
  const outlook = outlookOf(DEFAULT_RECIPE, rows, { recipe: DEFAULT_RECIPE, report });
  const said = (layer: string, to: "float32" | "int16" | "int8") =>
    effectText(effectOf(outlook, layer, to), outlook).replace(/[\u202f\u00a0]/g, " ");
  expect(said("a", "float32")).toBe("About +3.0 dB at the output, 50 % of the error gone, +2.0 points, +3.00 kB");
  expect(said("b", "float32")).toBe("Next to nothing at the output if pinned alone, +3.00 kB");
  expect(said("b", "int16")).toBe("About \u22121.0 dB at the output, 25 % more error, no bytes");
  expect(said("a", "int8")).toBe("Does nothing: it is INT8 anyway.");
  const blind = outlookOf(DEFAULT_RECIPE, rows, null);
  expect(effectText(effectOf(blind, "a", "float32"), blind)).toBe(bytesText(3000));
});
