import { useMemo } from "react";
import { useFlow } from "../flow.tsx";
import type { Bench } from "./variant.ts";

/** What is measured now is comparable with this; null until model and samples are open. */
export function useBench(): Bench | null {
  const { model, validation, preprocess } = useFlow();
  const [modelKey, dataKey] = [model.data?.card.hash, validation.data?.hash];
  return useMemo(
    () => (modelKey && dataKey && preprocess ? { model: modelKey, validation: dataKey, preprocess } : null),
    [modelKey, dataKey, preprocess],
  );
}
