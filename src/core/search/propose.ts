/**
 * @file What a search tries next. A pure function of the trials so far, so a search that was paused, stopped or reloaded
 * goes on where it was: a ranking proposes, only a measurement decides.
 */
import type { PinPrecision, Recipe } from "../recipe.ts";
import type { Goal } from "./goal.ts";
import type { Knowledge } from "./moves.ts";
import { STAGES } from "./stages.ts";
import { recipeId, type StageId, type Trial } from "./trial.ts";

export interface SearchSetting {
  readonly start: Recipe;
  readonly goal: Goal;
  /** Precisions that layers may be pinned to. */
  readonly allowed: readonly PinPrecision[];
}

/** What stages look at. */
export interface SearchView extends SearchSetting {
  readonly trials: readonly Trial[];
  /** The trial of this recipe, if it was tried. */
  readonly tried: (recipe: Recipe) => Trial | undefined;
  /** Layers and sensitivity of the model this recipe makes, if they were studied. */
  readonly known: (recipe: Recipe) => Knowledge | undefined;
}

export type Step =
  | { readonly kind: "trial"; readonly recipe: Recipe; readonly stage: StageId; readonly why: string }
  /** Layers and sensitivity of this recipe's model are needed to go on. */
  | { readonly kind: "study"; readonly recipe: Recipe; readonly stage: StageId }
  | { readonly kind: "done"; readonly why: string };

/** @param studied by `recipeId` */
export function propose(
  setting: SearchSetting,
  trials: readonly Trial[],
  studied: ReadonlyMap<string, Knowledge>,
): Step {
  const passed = trials.some(({ passes }) => passes);
  if (passed && setting.goal.until === "first") return { kind: "done", why: "A model passes." };
  const byId = new Map(trials.map((trial) => [trial.id, trial]));
  const view: SearchView = {
    ...setting,
    trials,
    tried: (recipe) => byId.get(recipeId(recipe)),
    known: (recipe) => studied.get(recipeId(recipe)),
  };
  for (const { id, next } of STAGES) {
    const step = next(view);
    if (step !== null) return { ...step, stage: id };
  }
  const why = passed
    ? "Nothing that was tried is better, and there is nothing left to try."
    : "No model passes, and there is nothing left to try.";
  return { kind: "done", why };
}
