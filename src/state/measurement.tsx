/** @file The comparison of a variant with FP32 that the page shows: streaming, fresh, or the last one marked as stale. */
import { createContext, use, useMemo, useState, type ReactNode } from "react";
import { compare } from "../core/evaluate/compare.ts";
import type { Comparison, Evaluation } from "../core/evaluate/evaluation.ts";
import { mainOf, withScores } from "../core/evaluate/main-score.ts";
import { partOf } from "../core/search/goal.ts";
import { isFresh, useFlow } from "./flow.tsx";
import { useJudgement } from "./judgement/use-judgement.ts";
import { useStudio } from "./store.ts";
import { useStream } from "./stream.ts";
import { recipeVariantKey, variantKey } from "./variants/keys.ts";
import { nameByLayers, nameByRecipe, type VariantName } from "./variant-name.ts";

export interface Measurement {
  readonly comparison: Comparison | null;
  /** `live`: validation runs, a prefix is shown; or its scores are being worked out. `stale`: measured with another recipe or preprocessing. */
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

/** Of a variant that was measured in an earlier visit, whose outputs were too large to keep. */
function useKeptComparison(): Comparison | null {
  const { inputs, validation } = useFlow();
  const recipe = useStudio((s) => s.recipe);
  const variants = useStudio((s) => s.variants);
  const data = validation.data?.hash;
  return useMemo(() => {
    if (variants.length === 0 || !inputs || !data) return null;
    const { model, preprocess } = inputs;
    const key = recipeVariantKey({ model, validation: data, preprocess }, inputs.calibration, recipe);
    return variants.find((variant) => variantKey(variant) === key)?.comparison ?? null;
  }, [variants, inputs, data, recipe]);
}

interface Compared {
  readonly comparison: Comparison | null;
  /** Its score is being worked out; what is known of it is shown meanwhile. */
  readonly isPending: boolean;
}

/** With the scores that take draws, as soon as the studio worker has them; of an earlier visit, those that were kept. */
function useCompared(base: Evaluation | undefined, final: Evaluation | undefined, kept: Comparison | null): Compared {
  const plain = useMemo(() => (base && final ? compare(base, final) : null), [base, final]);
  const limits = useStudio((s) => s.budget.segments);
  // Right answers of a classifier are counted at once; draws are for what else its budget speaks of.
  const isCounted = final?.task === undefined ? plain?.top1Change !== undefined : final.task === "classification";
  const isEnough = plain === null || (isCounted && limits.every((limit) => partOf(plain, limit) !== undefined));
  const { judgement, isRunning } = useJudgement(isEnough ? undefined : final);
  const own = judgement?.task === final?.task || final?.task === undefined ? judgement : null;
  const scored = useMemo(() => (plain && own ? withScores(plain, own.scores, own.breakdown) : null), [plain, own]);
  if (plain === null || scored !== null) return { comparison: scored, isPending: false };
  if (mainOf(plain) === undefined && kept !== null && mainOf(kept) !== undefined) {
    return { comparison: kept, isPending: false };
  }
  return { comparison: plain, isPending: isRunning && !isCounted };
}

function useLatest(): Measurement {
  const { baseline, evaluate, model } = useFlow();
  const partial = useStream((s) => s.evaluate);
  const base = isFresh(baseline) ? baseline.data : undefined;
  const final = evaluate.data;
  const running = evaluate.isFetching ? partial : null;
  const kept = useKeptComparison();
  const { comparison: compared, isPending } = useCompared(base, final, kept);
  const fresh = isPending ? null : (compared ?? (running ? null : kept));
  const pending = isPending ? compared : null;
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
    if (pending) return { comparison: pending, state: "live", done: pending.n, total: pending.n, name };
    if (live) return { comparison: live, state: "live", done: live.n, total, name };
    const earlier = last?.model === hash ? last : null;
    const state = earlier ? "stale" : "none";
    return { comparison: earlier?.comparison ?? null, state, done: 0, total, name: earlier?.name ?? name };
  }, [fresh, pending, live, running, last, hash, name]);
}
