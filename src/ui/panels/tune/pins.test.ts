import { expect, it } from "vitest";
import { floats, buildModel } from "../../../testing/build-model.ts";
import { encodeModel } from "../../../core/onnx/encode.ts";
import { openGraph, prepare, quantize } from "../../../core/pipeline.ts";
import { DEFAULT_RECIPE, PIN_PRECISIONS, withPin } from "../../../core/recipe.ts";
import { schemeById, withScheme } from "../../../core/schemes.ts";
import { idlePin, PIN_CHOICES } from "./pins.ts";

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
