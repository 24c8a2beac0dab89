/** @file `qstudio search MODEL`: the smallest, or the most accurate, file within a budget, found by measuring. */
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { recipeOf, parseRecipeFile } from "../core/export/recipe-file.ts";
import { StudioError } from "../core/errors.ts";
import type { Dataset } from "../core/samples/dataset.ts";
import { TOP1, usualUnit } from "../core/evaluate/main-score.ts";
import { LOSS_UNITS } from "../core/evaluate/loss-unit.ts";
import type { MetricName } from "../core/evaluate/metric.ts";
import { taskOf } from "../core/evaluate/tasks/index.ts";
import { mainMetric } from "../core/evaluate/tasks/labelled.ts";
import { TASK_IDS } from "../core/evaluate/tasks/task.ts";
import { DEFAULT_RECIPE, PIN_PRECISIONS, type PinPrecision, type Recipe } from "../core/recipe.ts";
import { type Goal, GOAL_METRICS, usualAgreement } from "../core/search/goal.ts";
import { bestOf, type Trial } from "../core/search/trial.ts";
import type { Job } from "../jobs/evaluate.ts";
import type { SearchProgress, StudioApi } from "../jobs/protocol.ts";
import { createStudio, type StudioJobs } from "../jobs/studio.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { limitsOf } from "./compare-limits.ts";
import { deviceLimits, type DeviceLimitOptions } from "./device-limits.ts";
import { EXIT } from "./failure.ts";
import { dataFiles, readText, writeOut } from "./inputs.ts";
import type { Io } from "./io.ts";
import { nodeEngines } from "./node-engines.ts";
import { openInputs } from "./open-inputs.ts";
import { numberOf } from "./number-of.ts";
import { progressLine } from "./progress.ts";
import { requireOneOf } from "./quantize.ts";
import { searchText, trialLine } from "./search-text.ts";
import { applySettings } from "./settings.ts";

export interface SearchOptions extends DeviceLimitOptions {
  readonly calibration: string;
  readonly data: string;
  readonly labels?: string;
  readonly maxDrop: string;
  readonly unit?: string;
  readonly segmentDrop?: readonly string[];
  readonly task?: string;
  readonly maxSize?: string;
  readonly minAgreement?: string;
  readonly metric?: string;
  readonly minutes: string;
  readonly first?: boolean;
  readonly precisions: string;
  readonly preprocess?: string;
  readonly recipe?: string;
  readonly set: readonly string[];
  readonly out: string;
}

/** @returns 0 when a model within the budget was written, 1 when only the nearest could be */
export async function searchCommand(path: string, options: SearchOptions, io: Io): Promise<number> {
  const setting = await settingOf(options);
  const seconds = 60 * numberOf("--minutes", options.minutes);
  await mkdir(options.out, { recursive: true }).catch(() => undefined);
  const line = progressLine(io);
  const studio = createStudio({ engines: await nodeEngines("wasm"), decode: decodeInNode });
  const job: Job<SearchProgress> = {
    signal: new AbortController().signal,
    progress: (progress) => {
      line.show(progress);
      for (const trial of progress.trials) {
        line.clear();
        io.out(`${trialLine(trial, setting.goal)}\n`);
      }
    },
  };
  try {
    const { inputs } = await openInputs(studio, path, { options, given: null, io, job: quietOf(job) });
    const files = await dataFiles(options.data, options.labels);
    const data = await studio.openData({ files, name: basename(options.data), role: "validation" }, quietOf(job));
    requireParts(setting.goal, data);
    const reading = { model: inputs.model, validation: data.hash, preprocess: inputs.preprocess };
    const task = options.task === undefined ? {} : { task: requireOneOf("--task", options.task, TASK_IDS) };
    const scored = taskOf(task.task ?? (await studio.task(reading, quietOf(job))).guess);
    const goal = fitGoal(setting.goal, scored ? mainMetric(scored, data) : null, options);
    const judged = { inputs, validation: data.hash, ...task };
    const request = { ...judged, setting: { ...setting, goal }, seconds, trials: [] };
    const result = await studio.search(request, job);
    line.clear();
    const best = bestOf(result.trials, goal);
    if (best === undefined) throw new Error("internal: a search ended without a measured model");
    await write(studio, request, best, { result, out: options.out, job });
    io.out(searchText({ ...result, best, goal, out: options.out }));
    return best.passes ? EXIT.done : EXIT.budget;
  } finally {
    line.clear();
  }
}

const quietOf = (job: Job<SearchProgress>) => ({
  ...job,
  progress: (p: Omit<SearchProgress, "trials" | "doing">) => job.progress({ ...p, trials: [], doing: "" }),
});

interface Setting {
  readonly start: Recipe;
  readonly goal: Goal;
  readonly allowed: readonly PinPrecision[];
}

async function settingOf(options: SearchOptions): Promise<Setting> {
  const given = options.recipe === undefined ? null : parseRecipeFile(await readText(options.recipe), options.recipe);
  const { segments = new Map<string, number>() } = await limitsOf({ segmentDrop: options.segmentDrop ?? [] });
  const goal: Goal = {
    metric: requireOneOf("--metric", options.metric ?? "score", GOAL_METRICS),
    maxDrop: numberOf("--max-drop", options.maxDrop),
    unit: requireOneOf("--unit", options.unit ?? "points", LOSS_UNITS),
    minAgreement: options.minAgreement === undefined ? 0 : numberOf("--min-agreement", options.minAgreement),
    maxBytes: options.maxSize === undefined ? null : 1000 * numberOf("--max-size", options.maxSize),
    devices: await deviceLimits(options),
    segments: [...segments].map(([segment, drop]) => ({ segment, maxDrop: drop })),
    until: options.first ? "first" : "best",
  };
  const start = applySettings(given === null ? DEFAULT_RECIPE : recipeOf(given), options.set);
  const allowed = options.precisions.split(",").map((p) => requireOneOf("--precisions", p.trim(), PIN_PRECISIONS));
  return { start, goal, allowed };
}

/** @throws StudioError `cli/usage` when a limit is of a segment or class that no sample is in */
function requireParts({ segments }: Goal, { samples, classes }: Pick<Dataset, "samples" | "classes">): void {
  const known = new Set([...samples.flatMap(({ segment }) => segment ?? []), ...classes]);
  const missing = segments.find(({ segment }) => !known.has(segment));
  if (missing === undefined) return;
  throw new StudioError("cli/usage", {
    what: `--segment-drop ${missing.segment}: no sample is in a segment or class of this name.`,
    why: known.size === 0 ? "The samples have neither." : `There are ${[...known].slice(0, 10).join(", ")}.`,
    fix: "Segments come from a column segment in labels.csv.",
  });
}

/** As suits the score of the task; without labels only agreement can be looked at. */
function fitGoal(goal: Goal, metric: MetricName | null, { unit, minAgreement }: SearchOptions): Goal {
  const { maxDrop } = goal;
  const agreement = minAgreement === undefined ? usualAgreement(maxDrop, metric ?? TOP1) : goal.minAgreement;
  if (metric !== null) {
    return { ...goal, unit: unit === undefined ? usualUnit(metric) : goal.unit, minAgreement: agreement };
  }
  return { ...goal, metric: "agreement", unit: "points", minAgreement: Math.min(agreement, 100 - maxDrop) };
}

interface Written {
  readonly result: StudioApi["search"]["result"];
  readonly out: string;
  readonly job: Job<SearchProgress>;
}

/** The best model with its recipe and report, checked as every export is, and every trial. */
async function write(
  studio: StudioJobs,
  request: StudioApi["search"]["request"],
  best: Trial,
  { result, out, job }: Written,
): Promise<void> {
  const quiet = quietOf(job);
  const { recipe } = best;
  const { inputs, validation } = request;
  const task = request.task ? { task: request.task } : {};
  const base = await studio.baseline({ ...inputs, validation, ...task }, quiet);
  const asked = { variant: best.variant ?? "", validation, preprocess: inputs.preprocess, inputs, recipe, ...task };
  const measured = await studio.evaluate(asked, quiet);
  const { compare } = await import("../core/evaluate/compare.ts");
  const comparison = compare(base, measured);
  const files = await studio.export({ ...asked, inputs, base, measured, comparison }, quiet);
  await writeOut(join(out, "best.onnx"), new Uint8Array(await files.onnx.arrayBuffer()));
  await writeOut(join(out, "recipe.json"), await files.recipe.text());
  await writeOut(join(out, "report.json"), await files.report.text());
  await writeOut(join(out, "search.json"), `${JSON.stringify({ ...result, best: best.id }, null, 2)}\n`);
}
