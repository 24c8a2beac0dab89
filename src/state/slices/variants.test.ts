import { beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_RECIPE, withPin } from "../../core/recipe.ts";
import { measuredFile, measuredOf } from "../../testing/variants.ts";
import { useStudio } from "../store.ts";

const studio = () => useStudio.getState();
const pinned = withPin(DEFAULT_RECIPE, "stem", "float32");

beforeEach(() => {
  studio().closeProject();
});

describe("variants of the store", () => {
  it("know from which they were changed, also after going back", () => {
    const { keepVariant, goBack } = studio();
    keepVariant(measuredOf());
    keepVariant(measuredOf(pinned));
    goBack("v1");
    expect(studio().recipe).toEqual(DEFAULT_RECIPE);
    keepVariant(measuredOf()); // what is on screen again
    keepVariant(measuredOf({ ...DEFAULT_RECIPE, scheme: "dynamic" }));
    expect(studio().variants.map(({ id, parent }) => [id, parent])).toEqual([
      ["v1", null],
      ["v2", "v1"],
      ["v3", "v1"],
    ]);
  });

  it("bring their recipe back as a step that can be undone; the present one makes no step", () => {
    const { keepVariant, goBack, changeRecipe, undoRecipe } = studio();
    keepVariant(measuredOf());
    goBack("v1");
    expect(studio().recipeHistory.past).toEqual([]);
    changeRecipe(() => pinned);
    goBack("v1");
    expect(studio().recipe).toEqual(DEFAULT_RECIPE);
    undoRecipe();
    expect(studio().recipe).toBe(pinned);
  });

  it("that are files are looked at in place of the recipe's, until it is measured", () => {
    studio().keepVariant(measuredOf());
    studio().keepVariant(measuredFile("rival.onnx", null));
    expect(studio()).toMatchObject({ viewed: "v2", last: "v1", fileDrop: null });
    studio().quantize();
    expect(studio().viewed).toBeNull();
    studio().goBack("v2");
    expect(studio().viewed).toBe("v2");
    studio().deleteVariant("v2");
    expect(studio()).toMatchObject({ viewed: null, last: "v1" });
  });

  it("belong to a model: another one has none", () => {
    studio().keepVariant(measuredOf());
    studio().changeBudget({ maxDrop: 3 });
    studio().setModel([{ path: "other.onnx", blob: new Blob(["x"]) }]);
    expect(studio().variants).toEqual([]);
    expect(studio().budget.maxDrop).toBe(1);
  });
});

describe("pins", () => {
  it("survive a change of the method and of the scheme, and undo takes each step back", async () => {
    const { withMethod } = await import("../../ui/panels/tune/recipe-edits.ts");
    const { SCHEME_PRESETS, withScheme } = await import("../../core/schemes.ts");
    studio().pin("stem", "float32");
    studio().changeRecipe(withMethod("mse"));
    for (const preset of SCHEME_PRESETS) studio().changeRecipe((recipe) => withScheme(recipe, preset));
    expect(studio().recipe.pins).toEqual([{ layer: "stem", precision: "float32" }]);
    for (const _ of SCHEME_PRESETS) studio().undoRecipe();
    expect(studio().recipe.calibration.method).toBe("mse");
    studio().undoRecipe();
    studio().undoRecipe();
    expect(studio().recipe).toEqual(DEFAULT_RECIPE);
  });
});
