import { expect, test } from "vitest";
import { withScheme, schemeById } from "../../core/schemes.ts";
import { useStudio } from "../store.ts";
import { pinOf } from "./recipe.ts";

const studio = () => useStudio.getState();

test("many pins are one step of undo, and unpinning them is another", () => {
  studio().clearRecipe();
  studio().pin("b", "int16");
  studio().pinLayers(["a", "b", "c"], "float32");
  expect(studio().recipe.pins.map(({ layer, precision }) => `${layer} ${precision}`)).toEqual([
    "a float32",
    "b float32",
    "c float32",
  ]);
  studio().pinLayers(["a", "b"], null);
  expect(studio().recipe.pins).toEqual([{ layer: "c", precision: "float32" }]);
  studio().undoRecipe();
  studio().undoRecipe();
  expect(studio().recipe.pins).toEqual([{ layer: "b", precision: "int16" }]);
  studio().redoRecipe();
  expect(pinOf(studio().recipe, "b")).toBe("float32");
});

test("pins that are there already are no step", () => {
  studio().clearRecipe();
  studio().pinLayers(["a"], "float16");
  const { length } = studio().recipeHistory.past;
  studio().pinLayers(["a"], "float16");
  studio().pinLayers(["z"], null);
  expect(studio().recipeHistory.past).toHaveLength(length);
});

test("pins survive another method and another scheme", () => {
  studio().clearRecipe();
  studio().pinLayers(["a", "b"], "float32");
  const w8 = schemeById("w8");
  if (w8 === undefined) throw new Error("there is a scheme w8");
  studio().changeRecipe((recipe) => ({ ...recipe, calibration: { ...recipe.calibration, method: "mse" } }));
  studio().changeRecipe((recipe) => withScheme(recipe, w8));
  expect(studio().recipe.pins.map(({ layer }) => layer)).toEqual(["a", "b"]);
});
