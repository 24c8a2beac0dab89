import type { SourceFile } from "../../jobs/protocol.ts";
import { makeDrop, type Drop } from "../drop.ts";
import { recipeKey } from "../keys.ts";
import { findKept, grown, withName, withoutVariant, withVariant } from "../variants/list.ts";
import { type Measured, recipeOf, type Variant } from "../variants/variant.ts";
import type { Slice } from "../store.ts";

/** Everything that was measured with this model, and which of it is looked at. */
export interface VariantsSlice {
  readonly variants: readonly Variant[];
  /** The variant of a recipe that was on screen last: what is measured next was changed from it. */
  readonly last: string | null;
  /** A file whose results Check shows in place of the recipe's. */
  readonly viewed: string | null;
  /** A model file that is to be measured beside the original; null once it was. */
  readonly fileDrop: Drop | null;
  keepVariant(measured: Measured): void;
  /** What was worked out since it was measured. */
  growVariant(id: string, found: Pick<Measured, "comparison" | "costs">): void;
  /** Back to the recipe of a variant, as a change that can be undone; of a file, Check shows the results. */
  goBack(id: string): void;
  viewFile(id: string | null): void;
  compareFile(files: readonly SourceFile[]): void;
  renameVariant(id: string, name: string): void;
  deleteVariant(id: string): void;
  /** Puts back what was deleted. */
  restoreVariants(variants: readonly Variant[]): void;
}

/** Of another model, nothing is known. */
export const NO_VARIANTS = { variants: [], last: null, viewed: null, fileDrop: null } as const;

/** The same list when there is nothing new. */
function withGrown(all: readonly Variant[], known: Variant, found: Pick<Measured, "comparison" | "costs">) {
  const next = grown(known, found);
  return next === known ? all : all.map((variant) => (variant === known ? next : variant));
}

export const variantsSlice: Slice<VariantsSlice> = (set) => ({
  ...NO_VARIANTS,
  keepVariant: (measured) =>
    set(({ variants, last }) => {
      const known = findKept(variants, measured);
      const kept = known
        ? withGrown(variants, known, measured)
        : withVariant(variants, measured, { parent: last, at: Date.now() });
      const id = (known ?? kept.at(-1))?.id ?? null;
      return { variants: kept, ...(measured.source.kind === "file" ? { viewed: id, fileDrop: null } : { last: id }) };
    }),
  growVariant: (id, found) =>
    set(({ variants }) => {
      const known = variants.find((variant) => variant.id === id);
      return known ? { variants: withGrown(variants, known, found) } : {};
    }),
  goBack: (id) =>
    set(({ variants, changeRecipe }) => {
      const variant = variants.find((v) => v.id === id);
      const recipe = variant && recipeOf(variant);
      if (!recipe) return { viewed: variant?.id ?? null };
      changeRecipe((present) => (recipeKey(present) === recipeKey(recipe) ? present : recipe));
      return { viewed: null };
    }),
  viewFile: (viewed) => set(() => ({ viewed })),
  compareFile: (files) => set(() => ({ fileDrop: makeDrop(files), baseline: true })),
  renameVariant: (id, name) => set(({ variants }) => ({ variants: withName(variants, id, name) })),
  deleteVariant: (id) =>
    set(({ variants, last, viewed }) => ({
      variants: withoutVariant(variants, id),
      last: last === id ? (variants.find((v) => v.id === id)?.parent ?? null) : last,
      viewed: viewed === id ? null : viewed,
    })),
  restoreVariants: (variants) => set(() => ({ variants })),
});
