/** @file How much each layer costs at the network's output, once that was measured. */
import { useMemo } from "react";
import { useSensitivity } from "../../../../state/sensitivity/study.tsx";

export interface Impacts {
  /** By layer name, as a share of the output's energy; null while it was not measured. */
  readonly byLayer: ReadonlyMap<string, number> | null;
  /** It was measured for an earlier recipe. */
  readonly stale: boolean;
}

export function useImpacts(): Impacts {
  const { study, stale } = useSensitivity();
  const report = study?.report ?? null;
  const byLayer = useMemo(
    () => report && new Map(report.layers.map(({ name, impact }) => [name, impact.total])),
    [report],
  );
  return { byLayer, stale };
}
