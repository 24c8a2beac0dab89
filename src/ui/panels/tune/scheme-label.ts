/** @file What the scheme picker shows of a recipe, also of one that no preset makes. */
import type { Recipe } from "../../../core/recipe.ts";
import { schemeOf } from "../../../core/schemes.ts";
import { forTarget, targetOf } from "../../../core/targets/index.ts";
import { nameByRecipe } from "../../../state/variant-name.ts";

export interface SchemeLabel {
  /** Id of the preset the recipe has, or null. */
  readonly id: string | null;
  readonly title: string;
  readonly when: string;
}

export function schemeLabel(recipe: Recipe): SchemeLabel {
  const preset = schemeOf(recipe);
  if (preset !== undefined) return preset;
  const { title } = nameByRecipe(recipe);
  const target = targetOf(recipe.target);
  if (asTargetAsks(recipe)) {
    return { id: null, title: `${title}, as the target asks`, when: `What ${target.title} prescribes.` };
  }
  return { id: null, title: `${title}, changed by hand`, when: "Settings that no preset has; see Expert." };
}

function asTargetAsks(recipe: Recipe): boolean {
  const settings = (r: Recipe) => JSON.stringify([r.scheme, r.activations, r.weights]);
  return settings(forTarget(recipe, recipe.target)) === settings(recipe);
}
