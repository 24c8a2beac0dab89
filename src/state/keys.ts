import { hashKey } from "@tanstack/react-query";
import type { Recipe } from "../core/recipe.ts";

/** Text that is equal for equal recipes, whatever the order of their fields. */
export function recipeKey(recipe: Recipe): string {
  return hashKey([recipe]);
}
