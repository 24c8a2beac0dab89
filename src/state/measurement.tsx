/** @file The comparison of a variant with FP32 that the page shows: streaming, fresh, or the last one marked as stale. */
import { createContext, use, useMemo, useState, type ReactNode } from "react";
import { compare } from "../core/evaluate/compare.ts";
import type { Comparison } from "../core/evaluate/evaluation.ts";
import { isFresh, useFlow } from "./flow.tsx";
import { useStudio } from "./store.ts";
import { useStream } from "./stream.ts";
import { nameByLayers, nameByRecipe, type VariantName } from "./variant-name.ts";

export interface Measurement {
  readonly comparison: Comparison | null;
  /** `live`: validation runs, a prefix is shown. `stale`: measured with another recipe or preprocessing. */
  readonly state: "none" | "live" | "fresh" | "stale";
  /** Images validated so far and in all, while live. */
  readonly done: number;
  readonly total: number;
  /** Of the variant that was compared; of what is chosen while there is none. */
  readonly name: VariantName;
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
  readonly name: VariantName;
}

/** Of the variant on screen: by its layers once it was quantized, by the recipe before. */
export function useVariantName(): VariantName {
  const { quantize } = useFlow();
  const recipe = useStudio((s) => s.recipe);
  const layers = quantize.data?.layers;
  return useMemo(() => (layers ? nameByLayers(layers) : nameByRecipe(recipe)), [layers, recipe]);
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
  const name = useVariantName();
  if (fresh && last?.comparison !== fresh) setLast({ model: hash, comparison: fresh, name });
  return useMemo(() => {
    const total = running?.total ?? fresh?.n ?? 0;
    if (fresh) return { comparison: fresh, state: "fresh", done: fresh.n, total, name };
    if (live) return { comparison: live, state: "live", done: live.n, total, name };
    const kept = last?.model === hash ? last : null;
    const state = kept ? "stale" : "none";
    return { comparison: kept?.comparison ?? null, state, done: 0, total, name: kept?.name ?? name };
  }, [fresh, live, running, last, hash, name]);
}
