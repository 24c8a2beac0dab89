/** @file The stress run of the present variant on the present samples: running, stopped half-way, or finished. */
import { hashKey } from "@tanstack/react-query";
import { createContext, use, useCallback, useMemo, type ReactNode } from "react";
import type { Corruption } from "../../core/samples/stress/corruption.ts";
import { corruptionsFor } from "../../core/samples/stress/index.ts";
import { fileKind } from "../../core/samples/paths.ts";
import type { StressResult } from "../../jobs/protocol.ts";
import { isFresh, useFlow, useJob } from "../flow.tsx";
import { jobs } from "../queries.ts";
import type { StressRequest } from "../slices/stress.ts";
import { useStudio } from "../store.ts";
import { type StressSoFar, useStressRows } from "./rows.ts";

export interface StressState {
  /** What can be done to the samples; empty for those that are plain numbers. */
  readonly offered: readonly Corruption[];
  /** Of the last run of this variant; null before the first. */
  readonly request: StressRequest | null;
  /** As far as it got; null while nothing is known. */
  readonly report: StressSoFar | null;
  /** Null until it is finished. */
  readonly result: StressResult | null;
  readonly running: boolean;
  /** It was stopped half-way, and what is chosen is still the same. */
  readonly goesOn: boolean;
  readonly error: Error | null;
  /** Runs what is chosen; null while there is nothing to run it on, or nothing is chosen. */
  readonly start: (() => void) | null;
}

const StressContext = createContext<StressState | null>(null);

/** Observes the job, so that leaving the view does not stop it. */
export function StressProvider({ children }: { readonly children: ReactNode }) {
  return <StressContext value={useRun()}>{children}</StressContext>;
}

export function useStress(): StressState {
  const state = use(StressContext);
  if (state === null) throw new Error("internal: useStress outside of StressProvider");
  return state;
}

const NOTHING: readonly Corruption[] = [];

function useOffered(): readonly Corruption[] {
  const { validation, model } = useFlow();
  const first = validation.data?.samples[0]?.id;
  const kind = model.data?.kind;
  return useMemo(() => {
    const have = first === undefined ? null : (fileKind(first) ?? "image");
    return have === null || have !== kind ? NOTHING : corruptionsFor(have);
  }, [first, kind]);
}

/** What would run now; null while the variant is not made or nothing is chosen. */
function usePresent(offered: readonly Corruption[]): StressRequest | null {
  const { inputs, quantize, validation } = useFlow();
  const task = useStudio((s) => s.task);
  const left = useStudio((s) => s.stressLeft);
  const samples = useStudio((s) => s.stressSamples);
  const report = isFresh(quantize) ? quantize.data : undefined;
  const data = validation.data?.hash;
  return useMemo(() => {
    const corruptions = offered.map(({ id }) => id).filter((id) => !left.includes(id));
    if (!inputs || !report || !data || corruptions.length === 0) return null;
    const { variant, recipe } = report;
    const of = { inputs, recipe, validation: data, preprocess: inputs.preprocess, ...(task && { task }) };
    return { variant, ...of, corruptions, samples };
  }, [inputs, report, data, task, offered, left, samples]);
}

/** The same for all choices of changes and samples: what a run stays on screen for. */
function benchKey({ variant, validation, preprocess, task }: StressRequest): string {
  return hashKey([variant, validation, preprocess, task]);
}

function useRun(): StressState {
  const offered = useOffered();
  const present = usePresent(offered);
  const key = present && benchKey(present);
  const asked = useStudio((s) => (key === null ? undefined : s.stressAsked[key]));
  const begin = useStudio((s) => s.startStress);
  const halt = useStudio((s) => s.haltStress);
  const request = asked?.request ?? null;
  const job = useMemo(
    () => (request && key !== null ? jobs.stress(request, () => halt(key)) : null),
    [request, key, halt],
  );
  const { data, isFetching, error, isError, refetch } = useJob(job, { enabled: asked?.isOn ?? false });
  const rows = useStressRows((s) => (job === null ? undefined : s.byRequest[hashKey(job.queryKey)]));
  const start = useCallback(() => {
    if (present === null || key === null) return;
    begin(key, present);
    // A job that failed is not started by asking for the same again.
    if (isError) void refetch();
  }, [present, key, begin, isError, refetch]);
  return useMemo(() => {
    const result = data ?? null;
    const shown = result ?? rows ?? null;
    const failure = isFetching ? null : error;
    const isHalf = shown !== null && result === null && !isFetching;
    const goesOn = isHalf && hashKey([request]) === hashKey([present]);
    const ready = present && start;
    return { offered, request, report: shown, result, running: isFetching, goesOn, error: failure, start: ready };
  }, [offered, request, data, rows, isFetching, error, present, start]);
}
