import type { NeedsOfBoth } from "../../core/evaluate/device/limits.ts";
import { isFresh, useFlow, useJob } from "../flow.tsx";
import { jobs } from "../queries.ts";
import { useCurrentVariant } from "./use-variants.ts";

/** What FP32 and the variant on screen ask of devices; undefined until it is quantized, or kept from an earlier visit with it. */
export function useCosts(): NeedsOfBoth | undefined {
  const { quantize, inputs, awake } = useFlow();
  const report = isFresh(quantize) ? quantize.data : undefined;
  const { data } = useJob(inputs && report ? jobs.device(inputs, report.recipe) : null, { enabled: awake });
  const kept = useCurrentVariant();
  return data ?? kept?.costs;
}
