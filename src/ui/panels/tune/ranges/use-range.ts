/** @file The range of one value while it is dragged, typed or stepped: a draft at once, the recipe when it settles. */
import { useState } from "react";
import type { Range } from "../../../../core/calibrate/method.ts";
import { withRange } from "../../../../core/recipe.ts";
import type { RangeSetting } from "../../../../jobs/protocol.ts";
import { useStudio } from "../../../../state/store.ts";

export interface EditedRange {
  /** As asked for: the draft, what was set by hand, or what the method chose. */
  readonly asked: Range;
  /** As asked for before the draft. */
  readonly settled: Range;
  /** Set by hand, by the recipe or by a draft. */
  readonly byHand: boolean;
  /** Follows the pointer; nothing else happens yet. */
  readonly draft: (range: Range) => void;
  /** The draft becomes a part of the recipe: one step of undo. */
  readonly commit: (range: Range) => void;
  readonly cancel: () => void;
  /** Gives the value back to the method. */
  readonly reset: () => void;
}

/** One value for as long as the component lives. @param automatic what the method chooses, which a preview may have moved */
export function useRange({ value }: Pick<RangeSetting, "value">, automatic: Range): EditedRange {
  const set = useStudio((s) => s.recipe.ranges.find((range) => range.value === value));
  const [draft, setDraft] = useState<Range | null>(null);
  const settled = set ?? automatic;
  return {
    asked: draft ?? settled,
    settled,
    byHand: set !== undefined || draft !== null,
    draft: setDraft,
    commit: (range) => {
      setDraft(null);
      if (range.lo !== settled.lo || range.hi !== settled.hi) changeRanges([value], range);
    },
    cancel: () => setDraft(null),
    reset: () => {
      setDraft(null);
      if (set !== undefined) changeRanges([value], null);
    },
  };
}

/** Sets or frees ranges by hand, and measures again what was measured before. */
export function changeRanges(values: readonly string[], range: Range | null): void {
  useStudio.getState().changeRecipe((recipe) => withRange(recipe, values, range));
  measureAgain();
}

/** In the background; the last results stay on screen, dimmed. */
export function measureAgain(): void {
  const { measured, run, quantize } = useStudio.getState();
  if (run && measured !== null) quantize();
}
