import { DEFAULT_RECIPE, withoutPin, withPin, type Recipe } from "../../core/recipe.ts";
import { record, redo, startHistory, undo, type History } from "../history.ts";
import type { Slice } from "../store.ts";

/** The recipe and its past. Every change can be undone. */
export interface RecipeSlice {
  readonly recipe: Recipe;
  readonly recipeHistory: History<Recipe>;
  changeRecipe(change: (recipe: Recipe) => Recipe): void;
  togglePin(layer: string): void;
  undoRecipe(): void;
  redoRecipe(): void;
  clearRecipe(): void;
}

const present = (recipeHistory: History<Recipe>) => ({ recipeHistory, recipe: recipeHistory.present });

export function isPinned(recipe: Recipe, layer: string): boolean {
  return recipe.pins.some((pin) => pin.layer === layer);
}

export const recipeSlice: Slice<RecipeSlice> = (set) => ({
  ...present(startHistory(DEFAULT_RECIPE)),
  changeRecipe: (change) => set(({ recipeHistory: h }) => present(record(h, change(h.present)))),
  togglePin: (layer) =>
    set(({ recipeHistory: h, recipe }) =>
      present(record(h, isPinned(recipe, layer) ? withoutPin(recipe, layer) : withPin(recipe, layer, "float32"))),
    ),
  undoRecipe: () => set(({ recipeHistory }) => present(undo(recipeHistory))),
  redoRecipe: () => set(({ recipeHistory }) => present(redo(recipeHistory))),
  clearRecipe: () => set(() => present(startHistory(DEFAULT_RECIPE))),
});
