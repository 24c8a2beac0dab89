/** @file What jobs answer, each keyed by exactly the inputs of its stage: a pin never recalibrates. */
import { hashKey, QueryClient } from "@tanstack/react-query";
import type { Evaluation, SampleResult } from "../core/evaluate/evaluation.ts";
import type { TaskId } from "../core/evaluate/tasks/task.ts";
import type { ModelCard } from "../core/model-card.ts";
import { DEFAULT_RECIPE, leftOutOf, type Recipe } from "../core/recipe.ts";
import { type SchemePreset, withScheme } from "../core/schemes.ts";
import type { Dataset, Role } from "../core/samples/dataset.ts";
import type { Preprocess } from "../core/samples/preprocess-spec.ts";
import type { Stress } from "../core/samples/stress/corruption.ts";
import type { Inputs, QuantizeReport, Sent, StudioApi } from "../jobs/protocol.ts";
import { call } from "./call.ts";
import type { Drop } from "./drop.ts";
import type { TensorKind } from "./slices/view.ts";
import type { FinishedStudy, StudyRequest } from "./slices/sensitivity.ts";
import type { StressRequest } from "./slices/stress.ts";
import { chosenOrder } from "./run-order.ts";
import { collectStream, rejoined } from "./stream.ts";
import { addStressRows } from "./stress/rows.ts";
import { tracked } from "./tracked.ts";
import type { Bench } from "./variants/variant.ts";

/** Jobs are pure functions of their keys: nothing is ever stale, nothing is tried twice, offline is normal. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: Infinity,
        retry: false,
        retryOnMount: false,
        networkMode: "always",
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        refetchOnMount: false,
        structuralSharing: false,
      },
    },
  });
}

type Signal = { readonly signal: AbortSignal };

/** What a job's query is made of. The second part of a key is the model it is about, or what was dropped. */
export interface JobQuery<T> {
  readonly queryKey: readonly unknown[];
  readonly queryFn: (context: Signal) => Promise<T>;
  readonly gcTime?: number;
}

type Result<K extends keyof StudioApi> = StudioApi[K]["result"];

async function streamed(
  job: "baseline" | "evaluate",
  run: (collector: ReturnType<typeof collectStream>) => Promise<Evaluation & Sent>,
): Promise<Evaluation> {
  const collector = collectStream(job);
  try {
    return rejoined(await run(collector), collector.all);
  } finally {
    collector.end();
  }
}

const asKey = (task: TaskId | null) => (task === null ? [] : [task]);
const asField = (task: TaskId | null) => (task === null ? {} : { task });

export const jobs = {
  model: (drop: Drop): JobQuery<Result<"openModel">> => ({
    queryKey: ["openModel", drop.id],
    queryFn: ({ signal }) => tracked("openModel", { files: drop.files }, signal),
  }),
  /** @param hard samples that join them as a segment of their own */
  data: (drop: Drop, role: Role, hard: Drop | null = null): JobQuery<Dataset> => ({
    queryKey: ["openData", drop.id, role, ...(hard === null ? [] : [hard.id])],
    queryFn: ({ signal }) => {
      const request = { files: drop.files, name: drop.name, role };
      return tracked("openData", hard === null ? request : { ...request, hard }, signal);
    },
  }),
  stream: ({ hash, file }: ModelCard, preset: SchemePreset): JobQuery<Result<"stream">> => ({
    queryKey: ["stream", hash, preset.id],
    queryFn: ({ signal }) => {
      const name = `${file.replace(/\.onnx$/i, "")}.${preset.id}.onnx`;
      return tracked("stream", { model: hash, recipe: withScheme(DEFAULT_RECIPE, preset), name }, signal);
    },
  }),
  /** A task that is guessed is no part of the key, so that results of earlier visits are found. */
  baseline: (
    model: string,
    validation: string,
    preprocess: Preprocess,
    task: TaskId | null = null,
  ): JobQuery<Evaluation> => ({
    queryKey: ["baseline", model, validation, preprocess, ...asKey(task)],
    queryFn: ({ signal }) =>
      streamed("baseline", ({ add }) =>
        tracked("baseline", { model, validation, preprocess, ...asField(task) }, signal, (p) =>
          add(p.results, p.total),
        ),
      ),
  }),
  prepare: (inputs: Inputs): JobQuery<Result<"prepare">> => ({
    queryKey: ["prepare", inputs],
    queryFn: ({ signal }) => tracked("prepare", inputs, signal),
  }),
  calibrate: (inputs: Inputs): JobQuery<Result<"calibrate">> => ({
    queryKey: ["calibrate", inputs],
    queryFn: ({ signal }) => tracked("calibrate", inputs, signal),
  }),
  quantize: (inputs: Inputs, recipe: Recipe): JobQuery<QuantizeReport> => ({
    queryKey: ["quantize", inputs.model, inputs, recipe],
    queryFn: ({ signal }) => tracked("quantize", { ...inputs, recipe }, signal),
  }),
  evaluate: (
    inputs: Inputs,
    recipe: Recipe,
    report: QuantizeReport,
    validation: string,
    task: TaskId | null = null,
  ): JobQuery<Evaluation> => ({
    queryKey: ["evaluate", inputs.model, report.variant, validation, inputs.preprocess, ...asKey(task)],
    queryFn: ({ signal }) => {
      const { variant } = report;
      const first = chosenOrder();
      const request = { variant, validation, preprocess: inputs.preprocess, inputs, recipe, first, ...asField(task) };
      return streamed("evaluate", ({ add }) => tracked("evaluate", request, signal, (p) => add(p.results, p.total)));
    },
  }),
  fusion: (inputs: Inputs, recipe: Recipe, report: QuantizeReport): JobQuery<Result<"fusion">> => ({
    queryKey: ["fusion", inputs.model, report.variant],
    queryFn: ({ signal }) => call("fusion", { ...inputs, recipe }, { signal }),
  }),
  device: (inputs: Inputs, recipe: Recipe): JobQuery<Result<"device">> => ({
    queryKey: ["device", inputs.model, inputs, recipe],
    queryFn: ({ signal }) => call("device", { ...inputs, recipe }, { signal }),
  }),
  graphView: (inputs: Inputs, recipe: Recipe): JobQuery<Result<"graphView">> => ({
    queryKey: ["graphView", inputs.model, inputs, recipe],
    queryFn: ({ signal }) => call("graphView", { ...inputs, recipe }, { signal }),
  }),
  tensor: (inputs: Inputs, recipe: Recipe, name: string, kind: TensorKind): JobQuery<Result<"tensor">> => ({
    queryKey: ["tensor", inputs.model, inputs, recipe, name, kind],
    gcTime: 5 * 60_000,
    queryFn: ({ signal }) => call("tensor", { ...inputs, recipe, name, kind }, { signal }),
  }),
  health: (inputs: Inputs, recipe: Recipe): JobQuery<Result<"health">> => ({
    queryKey: ["health", inputs.model, inputs, leftOutOf(recipe)],
    queryFn: ({ signal }) => call("health", { ...inputs, recipe }, { signal }),
  }),
  drift: (inputs: Inputs, recipe: Recipe, validation: string): JobQuery<Result<"drift">> => ({
    queryKey: ["drift", inputs.model, inputs, leftOutOf(recipe), validation],
    queryFn: ({ signal }) => tracked("drift", { ...inputs, recipe, validation }, signal),
  }),
  measureFile: (
    drop: Drop,
    { model, validation, preprocess }: Bench,
    task: TaskId | null = null,
  ): JobQuery<Result<"measureFile">> => ({
    queryKey: ["measureFile", model, drop.id, validation, preprocess, ...asKey(task)],
    queryFn: async ({ signal }) => {
      const results: SampleResult[] = [];
      const request = { files: drop.files, model, validation, preprocess, ...asField(task) };
      const measured = await tracked("measureFile", request, signal, (p) => results.push(...p.results));
      return { ...measured, evaluation: rejoined(measured.evaluation, results) };
    },
  }),
  overlap: (calibration: string | null, validation: string): JobQuery<Result<"overlap">> => ({
    queryKey: ["overlap", calibration, validation],
    queryFn: ({ signal }) => call("overlap", { calibration, validation }, { signal }),
  }),
  task: ({ model, validation, preprocess }: Bench): JobQuery<Result<"task">> => ({
    queryKey: ["task", model, validation, preprocess],
    queryFn: ({ signal }) => call("task", { model, validation, preprocess }, { signal }),
  }),
  /** The answer names the model that was judged: it stays on screen while segments change. */
  judge: (
    { model, validation, preprocess }: Bench,
    other: string,
    task: TaskId | null,
    segments: StudioApi["judge"]["request"]["segments"],
    gates: readonly string[],
  ): JobQuery<{ readonly other: string; readonly judgement: Result<"judge"> }> => ({
    queryKey: ["judge", model, other, validation, preprocess, task, segments, gates],
    queryFn: async ({ signal }) => {
      const request = { model, validation, preprocess, other, segments, gates, ...asField(task) };
      return { other, judgement: await call("judge", request, { signal }) };
    },
  }),
  sampleLayers: (inputs: Inputs, recipe: Recipe, data: string, sample: string): JobQuery<Result<"sampleLayers">> => ({
    queryKey: ["sampleLayers", inputs.model, inputs, recipe, data, sample],
    gcTime: 10 * 60_000,
    queryFn: ({ signal }) => tracked("sampleLayers", { ...inputs, recipe, data, sample }, signal),
  }),
  changes: (
    { model, validation, preprocess }: Bench,
    other: string,
    task: TaskId | null,
  ): JobQuery<Result<"changes">> => ({
    queryKey: ["changes", model, other, validation, preprocess, task],
    queryFn: ({ signal }) => call("changes", { model, validation, preprocess, other, ...asField(task) }, { signal }),
  }),
  saturation: (inputs: Inputs, recipe: Recipe, variant: string, data: string): JobQuery<Result<"saturation">> => ({
    queryKey: ["saturation", inputs.model, variant, data, inputs.preprocess],
    queryFn: ({ signal }) => tracked("saturation", { ...inputs, recipe, data }, signal),
  }),
  /** @param onStop hears that it was stopped, so that nothing starts it again by itself */
  stress: ({ variant, ...request }: StressRequest, onStop: () => void): JobQuery<Result<"stress">> => {
    const { inputs, validation, preprocess, task, corruptions, samples } = request;
    const queryKey = ["stress", inputs.model, variant, validation, preprocess, task ?? null, corruptions, samples];
    return {
      queryKey,
      queryFn: ({ signal }) => {
        signal.addEventListener("abort", onStop, { once: true });
        return tracked("stress", request, signal, (progress) => addStressRows(hashKey(queryKey), progress));
      },
    };
  },
  stressPreview: (
    data: string,
    sample: string,
    preprocess: Preprocess,
    stresses: readonly Stress[],
  ): JobQuery<Result<"stressPreview">> => ({
    queryKey: ["stressPreview", data, sample, preprocess, stresses],
    gcTime: 60_000,
    queryFn: ({ signal }) => call("stressPreview", { data, sample, preprocess, stresses }, { signal }),
  }),
  /** The answer keeps what it was asked for: it stays on screen when the recipe changes. */
  sensitivity: ({ inputs, recipe, images }: StudyRequest): JobQuery<FinishedStudy> => ({
    queryKey: ["sensitivity", inputs.model, inputs, recipe, images],
    queryFn: async ({ signal }) => {
      const report = await tracked("sensitivity", { ...inputs, recipe, images }, signal);
      return { inputs, recipe, images, report };
    },
  }),
  /**
   * From the study that was made of the request.
   * @param live tells that it was made in this visit: a new one is asked again
   */
  pinEffect: (
    { inputs, recipe, images }: StudyRequest,
    pins: Recipe["pins"],
    changes: StudioApi["pinEffect"]["request"]["changes"],
    counts: readonly number[],
    live: boolean,
  ): JobQuery<Result<"pinEffect">> => ({
    queryKey: ["pinEffect", inputs.model, inputs, recipe, images, pins, changes, counts, live],
    gcTime: 5 * 60_000,
    queryFn: ({ signal }) => call("pinEffect", { ...inputs, recipe, images, pins, changes, counts }, { signal }),
  }),
  /** `measured` tells whether the comparison belongs to this variant; the report then holds it. */
  export: (request: StudioApi["export"]["request"]): JobQuery<Result<"export">> => ({
    queryKey: [
      "export",
      request.inputs.model,
      request.variant,
      request.validation,
      request.comparison !== null,
      ...(request.gates ? [request.gates] : []),
    ],
    queryFn: ({ signal }) => tracked("export", request, signal),
  }),
  preview: (data: string, sample: string, preprocess: Preprocess): JobQuery<Result<"preview">> => ({
    queryKey: ["preview", data, sample, preprocess],
    gcTime: 60_000,
    queryFn: ({ signal }) => call("preview", { data, sample, preprocess }, { signal }),
  }),
};
