import { skipToken, useQueries } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Device } from "../../../../core/evaluate/device/devices.ts";
import { useFlow } from "../../../../state/flow.tsx";
import { jobs } from "../../../../state/queries.ts";
import type { Variant } from "../../../../state/variants/variant.ts";
import { type Answer, runningCosts } from "./running-costs.ts";

/**
 * What was estimated is kept with its variant. Of the others only those of the present calibration are estimated: another
 * would have to be calibrated first.
 * @param device null while no estimate is asked for
 */
export function useRunningCosts(variants: readonly Variant[], device: Device | null) {
  const { inputs, awake } = useFlow();
  const here = JSON.stringify(inputs);
  const combine = useCallback(
    (results: readonly { readonly data?: Answer | undefined; readonly isFetching: boolean }[]) => {
      const known = variants.flatMap(({ id, costs: kept }, i) => {
        const answer = kept ?? results[i]?.data;
        return answer === undefined ? [] : [[id, answer] as const];
      });
      const costs = device === null ? undefined : runningCosts(new Map(known), device);
      return { costs, isFetching: results.some(({ isFetching }) => isFetching) };
    },
    [variants, device],
  );
  return useQueries({
    queries: variants.map(({ id, source, costs: kept }) => {
      const isHere = awake && source.kind === "recipe" && JSON.stringify(source.inputs) === here;
      const job = device !== null && isHere && kept === undefined ? jobs.device(source.inputs, source.recipe) : null;
      return { queryKey: job?.queryKey ?? ["waiting", id], queryFn: job?.queryFn ?? skipToken };
    }),
    combine,
  });
}
