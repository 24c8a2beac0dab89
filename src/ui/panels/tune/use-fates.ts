/** @file How the layers on screen run: asked for once they are shown, since it takes longer than quantizing again. */
import { useMemo } from "react";
import type { Fate } from "../../../core/fusion/fusion-map.ts";
import { useFlow, useJob } from "../../../state/flow.tsx";
import { jobs } from "../../../state/queries.ts";

export type Fates = ReadonlyMap<string, Fate>;

/** By layer; those of the last recipe until the present ones are known, and null before the first. */
export function useFates(): Fates | null {
  const { inputs, quantize, awake } = useFlow();
  const report = quantize.data;
  const ready = inputs !== null && report !== undefined && !quantize.isPlaceholderData;
  const { data } = useJob(ready ? jobs.fusion(inputs, report.recipe, report) : null, { keep: true, enabled: awake });
  return useMemo(() => (data ? new Map(data.map((fate) => [fate.node, fate])) : null), [data]);
}
