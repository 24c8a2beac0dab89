import { useMemo } from "react";
import { useFlow } from "../flow.tsx";
import { useStudio } from "../store.ts";
import { useComparableVariants } from "../variants/use-variants.ts";
import { decide, type Decision } from "./decision.ts";

/** From all variants measured on the samples that are open now; null while there is none. */
export function useDecision(): Decision | null {
  const { model } = useFlow();
  const variants = useComparableVariants();
  const budget = useStudio((s) => s.budget);
  const float = model.data?.card.bytes;
  return useMemo(() => (float === undefined ? null : decide(variants, budget, float)), [variants, budget, float]);
}
