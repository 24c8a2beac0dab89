import { useMemo } from "react";
import type { MetricName } from "../../core/evaluate/metric.ts";
import { mainMetric } from "../../core/evaluate/tasks/labelled.ts";
import { useFlow } from "../flow.tsx";
import { useTask } from "./use-judgement.ts";

/** What a model is judged by on the samples that are open; null where they have no labels for the task. */
export function useMainMetric(): MetricName | null {
  const { validation } = useFlow();
  const chosen = useTask();
  const { data } = validation;
  return useMemo(() => (chosen && data ? mainMetric(chosen.task, data) : null), [chosen, data]);
}
