/** @file Bisection over how many moves are made, by measured trials. */
import type { Recipe } from "../recipe.ts";
import { isBounded } from "./goal.ts";
import type { SearchView } from "./propose.ts";

export interface Span {
  /** A number of moves that passes, and one that does not: the border lies between them. Either may be the larger. */
  readonly passes: number;
  readonly fails: number;
  readonly recipeOf: (count: number) => Recipe;
}

/** The next number to try, or null when the two are neighbours. Passing need not be monotonous: what was measured counts. */
export function halving(view: SearchView, span: Span, why: (count: number) => string) {
  let { passes, fails } = span;
  while (Math.abs(passes - fails) > 1) {
    const count = Math.round((passes + fails) / 2);
    const recipe = span.recipeOf(count);
    const known = view.tried(recipe);
    if (known === undefined) return { kind: "trial", recipe, why: why(count) } as const;
    // Within a size: as many as fit. Within a loss: as few, or as many, as pass.
    const holds = !isBounded(view.goal) ? known.passes : known.outcome !== "too-large";
    if (holds) passes = count;
    else fails = count;
  }
  return null;
}
