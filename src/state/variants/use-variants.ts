import { useMemo } from "react";
import { useFlow } from "../flow.tsx";
import { useStudio } from "../store.ts";
import { benchKey, recipeVariantKey, variantKey } from "./keys.ts";
import { useBench } from "./use-bench.ts";
import type { Variant } from "./variant.ts";

/** The kept variant of the present recipe and data, if it was measured. */
export function useCurrentVariant(): Variant | null {
  const bench = useBench();
  const { inputs } = useFlow();
  const recipe = useStudio((s) => s.recipe);
  const variants = useStudio((s) => s.variants);
  return useMemo(() => {
    if (!bench || !inputs || variants.length === 0) return null;
    const key = recipeVariantKey(bench, inputs.calibration, recipe);
    return variants.find((variant) => variantKey(variant) === key) ?? null;
  }, [bench, inputs, recipe, variants]);
}

/** Those measured on the samples that are open now. */
export function useComparableVariants(): readonly Variant[] {
  const bench = useBench();
  const variants = useStudio((s) => s.variants);
  return useMemo(() => {
    const key = bench && benchKey(bench);
    return variants.filter((variant) => benchKey(variant.bench) === key);
  }, [bench, variants]);
}

/** The file whose results Check shows in place of the recipe's. */
export function useViewedFile(): Variant | null {
  const viewed = useStudio((s) => s.viewed);
  const all = useComparableVariants();
  return all.find(({ id, source }) => id === viewed && source.kind === "file") ?? null;
}
