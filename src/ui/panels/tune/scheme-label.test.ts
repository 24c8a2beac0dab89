import { expect, it } from "vitest";
import { DEFAULT_RECIPE } from "../../../core/recipe.ts";
import { SCHEME_PRESETS, withScheme } from "../../../core/schemes.ts";
import { forTarget } from "../../../core/targets/index.ts";
import { withWeights } from "./recipe-edits.ts";
import { schemeLabel } from "./scheme-label.ts";

it("is the preset's own title for every preset, reached from every other one", () => {
  for (const from of SCHEME_PRESETS) {
    for (const to of SCHEME_PRESETS) {
      const recipe = withScheme(withScheme(DEFAULT_RECIPE, from), to);
      expect(schemeLabel(recipe)).toMatchObject({ id: to.id, title: to.title });
    }
  }
});

it("says when settings are the target's own", () => {
  expect(schemeLabel(forTarget(DEFAULT_RECIPE, "tensorrt"))).toMatchObject({
    id: null,
    title: "INT8, as the target asks",
    when: "What NVIDIA TensorRT prescribes.",
  });
});

it("says when a recipe was changed by hand", () => {
  const recipe = withWeights({ granularity: "per-tensor" })(DEFAULT_RECIPE);
  expect(schemeLabel(recipe)).toMatchObject({ id: null, title: "INT8, changed by hand" });
});
