import { useMemo } from "react";
import { useFlow } from "./flow.tsx";
import { useCosts } from "./variants/use-costs.ts";
import { useMeasurement } from "./measurement.tsx";
import { useStudio } from "./store.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** Of the variant whose measurement is shown, against the user's budget; null while there is none. */
export function useVerdict(): Verdict | null {
  const { model, quantize } = useFlow();
  const { comparison, name } = useMeasurement();
  const costs = useCosts();
  const budget = useStudio((s) => s.budget);
  const [float, bytes] = [model.data?.card.bytes, quantize.data?.bytes];
  return useMemo(
    () =>
      comparison && float !== undefined && bytes !== undefined
        ? verdictOf({ comparison, bytes, costs, float, budget, name: name.title })
        : null,
    [comparison, float, bytes, costs, budget, name],
  );
}
