/** @file The comparison of INT8 with FP32 that the page shows: streaming, fresh, or the last one marked as stale. */
import { createContext, use, useMemo, useState, type ReactNode } from "react";
import { compare } from "../core/evaluate/compare.ts";
import type { Comparison } from "../core/evaluate/evaluation.ts";
import { isFresh, useFlow } from "./flow.tsx";
import { useStream } from "./stream.ts";

export interface Measurement {
  readonly comparison: Comparison | null;
  /** `live`: validation runs, a prefix is shown. `stale`: measured with another recipe or preprocessing. */
  readonly state: "none" | "live" | "fresh" | "stale";
  /** Images validated so far and in all, while live. */
  readonly done: number;
  readonly total: number;
}

const MeasurementContext = createContext<Measurement | null>(null);

export function MeasurementProvider({ children }: { readonly children: ReactNode }) {
  return <MeasurementContext value={useLatest()}>{children}</MeasurementContext>;
}

export function useMeasurement(): Measurement {
  const measurement = use(MeasurementContext);
  if (measurement === null) throw new Error("internal: useMeasurement outside of MeasurementProvider");
  return measurement;
}

interface Kept {
  readonly model: string | undefined;
  readonly comparison: Comparison;
}

function useLatest(): Measurement {
  const { baseline, evaluate, model } = useFlow();
  const partial = useStream((s) => s.evaluate);
  const base = isFresh(baseline) ? baseline.data : undefined;
  const final = evaluate.data;
  const running = evaluate.isFetching ? partial : null;
  const fresh = useMemo(() => (base && final ? compare(base, final) : null), [base, final]);
  const live = useMemo(
    () => (base && running ? compare(base, { ...base, results: running.results }) : null),
    [base, running],
  );
  const [last, setLast] = useState<Kept | null>(null);
  const hash = model.data?.card.hash;
  if (fresh && last?.comparison !== fresh) setLast({ model: hash, comparison: fresh });
  return useMemo(() => {
    const total = running?.total ?? fresh?.n ?? 0;
    if (fresh) return { comparison: fresh, state: "fresh", done: fresh.n, total };
    if (live) return { comparison: live, state: "live", done: live.n, total };
    const kept = last?.model === hash ? last : null;
    return { comparison: kept?.comparison ?? null, state: kept ? "stale" : "none", done: 0, total };
  }, [fresh, live, running, last, hash]);
}
