/** @file The sensitivity report of the open model: running, or the last one with what it was made for. */
import { hashKey } from "@tanstack/react-query";
import { createContext, use, useCallback, useEffect, useMemo, type ReactNode } from "react";
import { type Outlook, outlookOf } from "../../core/sensitivity/expected.ts";
import { isFresh, useFlow, useJob } from "../flow.tsx";
import { jobs } from "../queries.ts";
import type { FinishedStudy, StudyRequest } from "../slices/sensitivity.ts";
import { useStudio } from "../store.ts";

export interface SensitivityState {
  /** The last report about this model, while a new one runs or after one failed; null before the first. */
  readonly study: FinishedStudy | null;
  /** It was made for another recipe or other samples than the present ones. */
  readonly stale: boolean;
  /** It was made in this visit: what it was made from is still there. */
  readonly live: boolean;
  readonly running: boolean;
  readonly error: Error | null;
  /** Runs with the present recipe; null while there is nothing to run it on. */
  readonly start: (() => void) | null;
}

const SensitivityContext = createContext<SensitivityState | null>(null);

/** Observes the job, so that leaving the view does not stop it. */
export function SensitivityProvider({ children }: { readonly children: ReactNode }) {
  return <SensitivityContext value={useStudy()}>{children}</SensitivityContext>;
}

export function useSensitivity(): SensitivityState {
  const state = use(SensitivityContext);
  if (state === null) throw new Error("internal: useSensitivity outside of SensitivityProvider");
  return state;
}

function useStudy(): SensitivityState {
  const { inputs, model, quantize } = useFlow();
  const hash = model.data?.card.hash;
  const asked = useStudio((s) => s.study);
  const wanted = useStudio((s) => s.studying);
  const begin = useStudio((s) => s.startStudy);
  const recipe = useStudio((s) => s.recipe);
  const request = asked?.inputs.model === hash ? asked : null;
  const query = useJob(request && jobs.sensitivity(request), { enabled: wanted });
  const { data, isFetching, error, isError, refetch } = query;
  const last = useStudio((s) => s.lastStudy);
  const finish = useStudio((s) => s.finishStudy);
  // A report goes to the store, which is kept in the browser.
  useEffect(() => {
    if (data !== undefined) finish(data);
  }, [data, finish]);
  const study = last?.inputs.model === hash ? last : null;
  const live = study !== null && study === data;
  const ready = inputs !== null && quantize.data !== undefined;
  const present = inputs && { inputs, recipe };
  const stale = study !== null && !isFetching && (present === null || studyKey(study) !== studyKey(present));
  // A job that failed is not started by asking for the same again.
  const again = isError && request !== null && inputs !== null && studyKey(request) === studyKey({ inputs, recipe });
  const start = useCallback(() => {
    if (inputs === null) return;
    begin(inputs);
    if (again) void refetch();
  }, [inputs, begin, again, refetch]);
  return useMemo(
    () => ({ study, stale, live, running: isFetching, error: isFetching ? null : error, start: ready ? start : null }),
    [study, stale, live, isFetching, error, ready, start],
  );
}

/** Equal for requests whose answers differ by sampling alone. */
function studyKey({ inputs, recipe }: Pick<StudyRequest, "inputs" | "recipe">): string {
  return hashKey([inputs, recipe]);
}

/** What pins would change, as far as it is known: bytes always, gains once a report of this model exists. Null before the first run. */
export function useOutlook(): Outlook | null {
  const { quantize } = useFlow();
  const { study } = useSensitivity();
  const recipe = useStudio((s) => s.recipe);
  // Rows of another recipe would name precisions that the pins no longer give.
  const rows = isFresh(quantize) ? quantize.data?.layers : undefined;
  return useMemo(() => (rows ? outlookOf(recipe, rows, study) : null), [recipe, rows, study]);
}

/** Share of the error at the network's output by layer, 0..1; null before the first report of this model. */
export function useImpacts(): ReadonlyMap<string, number> | null {
  const { study } = useSensitivity();
  return useMemo(() => {
    if (study === null) return null;
    const { layers } = study.report;
    const total = layers.reduce((sum, { impact }) => sum + impact.total, 0);
    return new Map(layers.map(({ name, impact }) => [name, total > 0 ? impact.total / total : 0]));
  }, [study]);
}
