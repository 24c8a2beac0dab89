/** @file How much each layer costs at the network's output, once that was measured: as table and inspector say it. */
import { useImpacts as useShares, useSensitivity } from "../../../../state/sensitivity/study.tsx";

export interface Impacts {
  /** By layer name, as a share of the error at the output; null while it was not measured. */
  readonly byLayer: ReadonlyMap<string, number> | null;
  /** It was measured for an earlier recipe. */
  readonly stale: boolean;
}

export function useImpacts(): Impacts {
  const { stale } = useSensitivity();
  return { byLayer: useShares(), stale };
}
