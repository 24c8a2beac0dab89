/**
 * @file The flow as the page sees it: every stage's query, enabled by what came before and by what the
 * user asked for. Observed in one place, so that leaving a view never stops a job.
 */
import { skipToken, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { createContext, use, useMemo, type ReactNode } from "react";
import type { Evaluation, Scores } from "../core/evaluate/evaluation.ts";
import { nearChance, scoresOf } from "../core/evaluate/scores.ts";
import { schemeById } from "../core/schemes.ts";
import type { Dataset } from "../core/samples/dataset.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { Inputs, PrepareReport, QuantizeReport, StudioApi } from "../jobs/protocol.ts";
import { leftOutOf } from "../core/recipe.ts";
import { calibrationNeed, WITHOUT_DATA, type CalibrationNeed } from "./calibration-need.ts";
import { recipeKey } from "./keys.ts";
import { jobs, type JobQuery } from "./queries.ts";
import { useStudio } from "./store.ts";

export interface Flow {
  readonly model: UseQueryResult<StudioApi["openModel"]["result"]>;
  readonly calibration: UseQueryResult<Dataset>;
  /** With the hard cases as soon as they are read; without them while they are, or where they cannot be. */
  readonly validation: UseQueryResult<Dataset>;
  readonly hardCases: UseQueryResult<Dataset>;
  /** As it will be used: set by hand, or guessed from the model. */
  readonly preprocess: Preprocess | null;
  readonly inputs: Inputs | null;
  /** Whether the present recipe asks for calibration images. */
  readonly need: CalibrationNeed;
  /** The calibrate stage is part of a run with the present recipe and data. */
  readonly calibrates: boolean;
  /**
   * What the present recipe needs was prepared and calibrated in this visit: a layer can be looked into without a wait.
   * Not so for results that were kept from an earlier one.
   */
  readonly awake: boolean;
  /** Its data may be of an earlier preprocessing: then `isPlaceholderData`. */
  readonly baseline: UseQueryResult<Evaluation>;
  readonly baselineScores: Scores | null;
  /** FP32 is near chance: the flow waits until the user looked at the preprocessing or goes on knowingly. */
  readonly suspicious: boolean;
  readonly prepare: UseQueryResult<PrepareReport>;
  readonly calibrate: UseQueryResult<StudioApi["calibrate"]["result"]>;
  /** Its data may be of an earlier recipe: then `isPlaceholderData`. */
  readonly quantize: UseQueryResult<QuantizeReport>;
  readonly evaluate: UseQueryResult<Evaluation>;
  /** Of a model that is too large for all of the above. */
  readonly stream: UseQueryResult<StudioApi["stream"]["result"]>;
}

const FlowContext = createContext<Flow | null>(null);

export function FlowProvider({ children }: { readonly children: ReactNode }) {
  return <FlowContext value={useStages()}>{children}</FlowContext>;
}

export function useFlow(): Flow {
  const flow = use(FlowContext);
  if (flow === null) throw new Error("internal: useFlow outside of FlowProvider");
  return flow;
}

interface JobOptions {
  readonly enabled?: boolean;
  /** Show the last answer about the same model while there is none for the present key. */
  readonly keep?: boolean;
}

/** Observes a job; null means that its inputs are not known yet. */
export function useJob<T>(job: JobQuery<T> | null, { enabled = true, keep = false }: JobOptions = {}) {
  return useQuery<T, Error, T, readonly unknown[]>({
    queryKey: job?.queryKey ?? ["waiting"],
    queryFn: job === null ? skipToken : ({ signal }) => job.queryFn({ signal }),
    enabled: job !== null && enabled,
    // The answer is handed down: who reads its error may mount after the error came, too late to be tracked.
    notifyOnChangeProps: "all",
    ...(job?.gcTime !== undefined && { gcTime: job.gcTime }),
    ...(keep && {
      placeholderData: (last: T | undefined, query?: { readonly queryKey: readonly unknown[] }) =>
        query !== undefined && query.queryKey[1] === job?.queryKey[1] ? (last as never) : undefined,
    }),
  });
}

function useSources() {
  const model = useStudio((s) => s.model);
  const calibration = useStudio((s) => s.calibration);
  const validation = useStudio((s) => s.validation);
  const hard = useStudio((s) => s.hardCases);
  const alone = useJob(validation && jobs.data(validation, "validation"));
  const hardCases = useJob(validation && hard && jobs.data(validation, "validation", hard));
  return {
    model: useJob(model && jobs.model(model)),
    calibration: useJob(calibration && jobs.data(calibration, "calibration")),
    validation: hardCases.isSuccess ? hardCases : alone,
    hardCases,
  };
}

type Sources = ReturnType<typeof useSources>;

/** The form's preprocessing over the suggestion over the guess. */
function usePreprocess({ model }: Sources): Preprocess | null {
  const chosen = useStudio((s) => s.preprocess);
  const suggested = useStudio((s) => s.suggested);
  const guess = model.data?.guess;
  return useMemo(() => chosen ?? (guess ? laidOver(guess, suggested) : null), [chosen, suggested, guess]);
}

/** What was suggested is no preset any more, unless it names one. */
function laidOver({ preset, ...guess }: Preprocess, suggested: Partial<Preprocess> | null): Preprocess {
  if (suggested === null) return preset === undefined ? guess : { ...guess, preset };
  return { ...guess, ...suggested };
}

function useBaseline({ model, validation }: Sources, preprocess: Preprocess | null) {
  const wanted = useStudio((s) => s.baseline);
  const trusted = useStudio((s) => s.trusted);
  const task = useStudio((s) => s.task);
  const ready = model.data && !model.data.large && validation.data && preprocess;
  const baseline = useJob(ready ? jobs.baseline(model.data.card.hash, validation.data.hash, preprocess, task) : null, {
    enabled: wanted,
    keep: true,
  });
  const { data } = baseline;
  const scores = useMemo(() => (data ? scoresOf(data.results) : null), [data]);
  const low = useMemo(() => (data ? nearChance(data.results) : false), [data]);
  const suspicious = low && isFresh(baseline);
  // Without validation images there is nothing to measure first; with them the result must be believable.
  const cleared = validation.data === undefined ? !validation.isFetching : isFresh(baseline);
  return { baseline, scores, suspicious, cleared: cleared && (!suspicious || trusted) };
}

/** Answered for exactly the present inputs. */
export function isFresh(query: Pick<UseQueryResult, "isSuccess" | "isPlaceholderData">): boolean {
  return query.isSuccess && !query.isPlaceholderData;
}

/** Without calibration images only a recipe that can do without them has inputs. */
function useInputs({ model, calibration }: Sources, preprocess: Preprocess | null, need: CalibrationNeed) {
  // As text: the same list in a new array would be a new key of everything.
  const leftOut = useStudio((s) => leftOutOf(s.recipe).join("\n"));
  // What cannot be run has no stages.
  const hash = model.data?.large ? undefined : model.data?.card.hash;
  const none = need === "required" || calibration.isFetching ? undefined : WITHOUT_DATA;
  const data = calibration.data?.hash ?? none;
  return useMemo((): Inputs | null => {
    if (!hash || !data || !preprocess) return null;
    const inputs = { model: hash, calibration: data, preprocess };
    return leftOut === "" || data === WITHOUT_DATA ? inputs : { ...inputs, leftOut: leftOut.split("\n") };
  }, [hash, data, preprocess, leftOut]);
}

function useStages(): Flow {
  const sources = useSources();
  const preprocess = usePreprocess(sources);
  const { baseline, scores, suspicious, cleared } = useBaseline(sources, preprocess);
  const recipe = useStudio((s) => s.recipe);
  const task = useStudio((s) => s.task);
  const need = calibrationNeed(recipe);
  const inputs = useInputs(sources, preprocess, need);
  const calibrates = need === "required" || (need === "helpful" && inputs?.calibration !== WITHOUT_DATA);
  const run = useStudio((s) => s.run) && cleared;
  const measured = useStudio((s) => s.measured === recipeKey(s.recipe));
  const validation = sources.validation.data?.hash;
  const prepare = useJob(inputs && jobs.prepare(proofInputs(inputs, validation)), { enabled: run });
  const calibrate = useJob(inputs && jobs.calibrate(inputs), { enabled: run && calibrates && prepare.isSuccess });
  const quantizeJob = inputs && jobs.quantize(inputs, recipe);
  const quantize = useJob(quantizeJob, {
    enabled: run && prepare.isSuccess && (!calibrates || calibrate.isSuccess),
    keep: true,
  });
  const report = isFresh(quantize) ? quantize.data : undefined;
  const evaluateJob = inputs && report && validation ? jobs.evaluate(inputs, recipe, report, validation, task) : null;
  const evaluate = useJob(evaluateJob, { enabled: run && measured && isFresh(baseline) });
  const stream = useLarge(sources);
  const awake = prepare.isSuccess && (!calibrates || calibrate.isSuccess);
  const stages = { stream, baseline, suspicious, prepare, calibrate, quantize, evaluate };
  return { ...sources, preprocess, inputs, need, calibrates, awake, baselineScores: scores, ...stages };
}

function useLarge({ model: { data } }: Sources) {
  const scheme = useStudio((s) => s.streaming);
  const preset = scheme === null ? undefined : schemeById(scheme);
  const ready = data?.large && preset;
  return useJob(ready ? jobs.stream(data.card, preset) : null);
}

/** Real images prove the preparation better than noise. */
function proofInputs(inputs: Inputs, validation: string | undefined): Inputs {
  const { leftOut: _, ...whole } = inputs;
  return inputs.calibration === WITHOUT_DATA && validation ? { ...whole, calibration: validation } : whole;
}
