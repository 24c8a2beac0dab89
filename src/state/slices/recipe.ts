import { DEFAULT_RECIPE, type PinPrecision, withoutPin, withPin, type Recipe } from "../../core/recipe.ts";
import { record, redo, startHistory, undo, type History } from "../history.ts";
import type { Slice } from "../store.ts";

/** The recipe and its past. Every change can be undone. */
export interface RecipeSlice {
  readonly recipe: Recipe;
  readonly recipeHistory: History<Recipe>;
  changeRecipe(change: (recipe: Recipe) => Recipe): void;
  /** Pins to FP32, or takes any pin away. */
  togglePin(layer: string): void;
  /** Null unpins. */
  pin(layer: string, precision: PinPrecision | null): void;
  /** All of them as one step of undo. Null unpins. */
  pinLayers(layers: readonly string[], precision: PinPrecision | null): void;
  undoRecipe(): void;
  redoRecipe(): void;
  clearRecipe(): void;
}

const present = (recipeHistory: History<Recipe>) => ({ recipeHistory, recipe: recipeHistory.present });

/** What a layer is pinned to, or null. */
export function pinOf(recipe: Recipe, layer: string): PinPrecision | null {
  return recipe.pins.find((pin) => pin.layer === layer)?.precision ?? null;
}

function pinned(recipe: Recipe, layer: string, precision: PinPrecision | null): Recipe {
  if (pinOf(recipe, layer) === precision) return recipe;
  return precision === null ? withoutPin(recipe, layer) : withPin(recipe, layer, precision);
}

export const recipeSlice: Slice<RecipeSlice> = (set) => ({
  ...present(startHistory(DEFAULT_RECIPE)),
  changeRecipe: (change) => set(({ recipeHistory: h }) => present(record(h, change(h.present)))),
  togglePin: (layer) =>
    set(({ recipeHistory: h, recipe }) =>
      present(record(h, pinned(recipe, layer, pinOf(recipe, layer) === null ? "float32" : null))),
    ),
  pin: (layer, precision) =>
    set(({ recipeHistory: h, recipe }) => present(record(h, pinned(recipe, layer, precision)))),
  pinLayers: (layers, precision) =>
    set(({ recipeHistory: h, recipe }) =>
      present(
        record(
          h,
          layers.reduce((changed, layer) => pinned(changed, layer, precision), recipe),
        ),
      ),
    ),
  undoRecipe: () => set(({ recipeHistory }) => present(undo(recipeHistory))),
  redoRecipe: () => set(({ recipeHistory }) => present(redo(recipeHistory))),
  clearRecipe: () => set(() => present(startHistory(DEFAULT_RECIPE))),
});
