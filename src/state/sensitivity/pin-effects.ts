/** @file What several pins do together, priced by the study that is kept in the worker. */
import { useMemo } from "react";
import { schemePrecision } from "../../core/quantize/precisions.ts";
import type { PinEffect } from "../../core/sensitivity/expected.ts";
import type { StudioApi } from "../../jobs/protocol.ts";
import { useJob } from "../flow.tsx";
import { jobs } from "../queries.ts";
import { useStudio } from "../store.ts";
import { useSensitivity } from "./study.tsx";

export interface PinEffects {
  /** Null while they are worked out, and where only the report of an earlier visit is left. */
  readonly data: StudioApi["pinEffect"]["result"];
  readonly pending: boolean;
}

const NONE: readonly PinEffect[] = [];
const NO_COUNTS: readonly number[] = [];

/**
 * Error at the output with the present pins, and after the first `counts[i]` of the effects together.
 * @param effects in the same object while they are the same; null asks for nothing
 */
export function usePinEffects(
  effects: readonly PinEffect[] | null = NONE,
  counts: readonly number[] = NO_COUNTS,
): PinEffects {
  const { study, live } = useSensitivity();
  const recipe = useStudio((s) => s.recipe);
  const same = study !== null && schemePrecision(study.recipe) === schemePrecision(recipe);
  const { pins } = recipe;
  const job = useMemo(() => {
    if (!same || study === null || effects === null) return null;
    const changes = effects.map(({ layer, precision }) => ({ layer, precision }));
    return jobs.pinEffect(study, pins, changes, counts, live);
  }, [same, study, effects, counts, pins, live]);
  const { data, isFetching } = useJob(job);
  return { data: data ?? null, pending: isFetching && data === undefined };
}
