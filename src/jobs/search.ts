/**
 * @file Search: measures one proposed model after another until the goal is met, the time is up or nothing is left to
 * try. It keeps nothing itself: given the trials of an earlier run it goes on from there.
 */
import type { Comparison, Evaluation, SampleResult } from "../core/evaluate/evaluation.ts";
import { StudioError } from "../core/errors.ts";
import { costOn, type NeedsOfBoth } from "../core/evaluate/device/limits.ts";
import { mainOf } from "../core/evaluate/main-score.ts";
import { gainChecks, judge, type Goal, lossOf, type Made } from "../core/search/goal.ts";
import type { Knowledge } from "../core/search/moves.ts";
import { propose, type Step } from "../core/search/propose.ts";
import { bestOf, recipeId, type Trial } from "../core/search/trial.ts";
import type { Desk } from "./desk.ts";
import { needsOf } from "./device.ts";
import type { Job } from "./evaluate.ts";
import { baselineJob, evaluateJob } from "./measure.ts";
import { isAbort } from "./memo.ts";
import type { EvaluateProgress, Progress, SearchProgress, StudioApi } from "./protocol.ts";
import { variantOf } from "./quantize.ts";
import { type CompareTrial, trialComparer } from "./search-compare.ts";
import { sensitivityJob } from "./sensitivity.ts";

type Request = StudioApi["search"]["request"];
type Proposed = Extract<Step, { readonly kind: "trial" }>;

/** Images whose gradients rank the layers: the ranking is only asked what to try. */
const STUDY_IMAGES = 32;
/** A trial is given up no earlier, and looked at no more often; where that takes draws, when there is a quarter more. */
const PATIENCE = 48;
const GROWTH = 1.25;

/** @throws StudioError as the jobs it runs, for the recipe it starts from; a later trial that fails is listed with the reason */
export async function searchJob(
  desk: Desk,
  request: Request,
  job: Job<SearchProgress>,
): Promise<StudioApi["search"]["result"]> {
  const { setting, seconds } = request;
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  const trials = [...request.trials];
  const studied = new Map<string, Knowledge>();
  const tell = (doing: string, fresh: readonly Trial[] = []) => {
    const done = Math.min(seconds, Math.round(elapsed()));
    job.progress({ stage: "search", done, total: seconds, unit: "s", doing, trials: fresh });
  };
  const quiet = (doing: string) => ({ signal: job.signal, progress: () => tell(doing) });
  tell("FP32");
  const base = await baselineJob(desk, readingOf(request), quiet("Measuring FP32"));
  const comparer = await trialComparer(desk, { ...readingOf(request), goal: setting.goal, ...request }, base);
  const run: Run = { desk, request, trials, quiet, base, comparer };
  for (;;) {
    job.signal.throwIfAborted();
    const step = propose(setting, trials, studied);
    if (step.kind === "done") return { trials, why: step.why, finished: true };
    if (elapsed() >= seconds) return { trials, why: "The time is up.", finished: false };
    if (step.kind === "study") studied.set(recipeId(step.recipe), await study(run, step));
    else {
      const trial = await tryOut(run, step);
      trials.push(trial);
      tell(step.why, [trial]);
    }
  }
}

interface Run {
  readonly desk: Desk;
  readonly request: Request;
  readonly trials: readonly Trial[];
  /** A job whose own progress shows as this line. */
  readonly quiet: (doing: string) => Job<Progress>;
  readonly base: Evaluation;
  readonly comparer: CompareTrial;
}

/** What answers are scored over, and how they are read. */
function readingOf({ inputs, validation, task }: Request) {
  return { model: inputs.model, preprocess: inputs.preprocess, validation, ...(task && { task }) };
}

async function study(
  { desk, request, quiet }: Run,
  { recipe }: { readonly recipe: Proposed["recipe"] },
): Promise<Knowledge> {
  const inputs = { ...request.inputs, recipe };
  const job = quiet("Looking which layers cost most");
  const { layers } = await variantOf(desk, inputs, job);
  return { layers, report: await sensitivityJob(desk, { ...inputs, images: STUDY_IMAGES }, job) };
}

async function tryOut(run: Run, step: Proposed): Promise<Trial> {
  try {
    return await measureTrial(run, step);
  } catch (error) {
    const known = error instanceof StudioError && error.code !== "runtime/missing-source";
    if (isAbort(error) || !known || step.stage === "start") throw error;
    return { ...unmeasured(step), outcome: "failed", misses: [error.message] };
  }
}

const unmeasured = ({ recipe, stage, why }: Proposed) => ({
  id: recipeId(recipe),
  recipe,
  stage,
  why,
  variant: null,
  bytes: 0,
  samples: 0,
  ...{ loss: null, agreement: null, top1: null, main: null, sqnr: null },
  // A number that JSON keeps.
  excess: Number.MAX_VALUE,
  passes: false,
});

async function measureTrial(run: Run, step: Proposed): Promise<Trial> {
  const { desk, request, trials, quiet, comparer } = run;
  const { recipe, why } = step;
  const { goal } = request.setting;
  const inputs = { ...request.inputs, recipe };
  const variant = await variantOf(desk, inputs, quiet(why));
  const needs = (goal.devices ?? []).length === 0 ? undefined : await needsOf(desk, inputs.model, variant);
  const file: Made = { bytes: variant.source.blob.size, needs };
  const made = { ...unmeasured(step), variant: variant.key, bytes: file.bytes, ...costsOf(needs, goal) };
  const twin = trials.find((trial) => trial.variant === variant.key);
  if (twin !== undefined)
    return { ...twin, ...unmeasuredOf(made), outcome: twin.outcome === "too-large" ? "too-large" : "same" };
  const over = gainChecks(file, goal).filter(({ excess }) => excess > 0);
  if (over.length > 0 && step.stage !== "start") {
    const excess = Math.max(...over.map((check) => check.excess));
    return { ...made, outcome: "too-large", misses: over.map(({ text }) => text), excess };
  }
  const { evaluation, whole } = await answers(run, step, variant.key);
  const comparison = comparer.compare(evaluation);
  return { ...made, ...numbersOf(comparison, file, goal), outcome: whole ? "measured" : "hopeless" };
}

function costsOf(needs: NeedsOfBoth | undefined, { devices = [] }: Goal) {
  return needs === undefined ? {} : { costs: devices.map((limit) => costOn(limit, needs)) };
}

const unmeasuredOf = ({ id, recipe, stage, why }: Pick<Trial, "id" | "recipe" | "stage" | "why">) => ({
  id,
  recipe,
  stage,
  why,
});

function numbersOf(comparison: Comparison, made: Made, goal: Goal) {
  const { loss, misses, excess } = judge(comparison, made, goal);
  const { n, agreement, sqnr, other } = comparison;
  const scores = { loss, agreement, sqnr, top1: other.top1 ?? null, main: mainOf(comparison) ?? null };
  return { samples: n, ...scores, misses, excess, passes: misses.length === 0 };
}

interface Answers {
  readonly evaluation: Evaluation;
  /** False when it was given up. */
  readonly whole: boolean;
}

/** Runs the validation samples, and stops early when what came so far can neither pass nor be the nearest. */
async function answers(run: Run, step: Proposed, variant: string): Promise<Answers> {
  const { desk, request, trials, quiet, base, comparer } = run;
  const { inputs } = request;
  const given = quiet(step.why);
  const giveUp = new AbortController();
  const results: SampleResult[] = [];
  let looked = 0;
  const progress = (p: EvaluateProgress) => {
    given.progress(p);
    results.push(...p.results);
    if (results.length - looked < PATIENCE || (comparer.isSlow && results.length < GROWTH * looked)) return;
    looked = results.length;
    const best = bestOf(trials, request.setting.goal);
    if (best === undefined || step.stage === "start") return;
    if (hopeless(comparer.compare({ ...base, results }), request.setting.goal, best)) giveUp.abort();
  };
  const job = { signal: AbortSignal.any([given.signal, giveUp.signal]), progress };
  const asked = { ...readingOf(request), variant, inputs, recipe: step.recipe };
  try {
    return { evaluation: await evaluateJob(desk, asked, job), whole: true };
  } catch (error) {
    if (!giveUp.signal.aborted || given.signal.aborted) throw error;
    return { evaluation: { ...base, model: variant, results }, whole: false };
  }
}

/** Even the good end of its interval neither passes nor comes nearer than the best so far. */
function hopeless(partial: Comparison, goal: Goal, best: Trial): boolean {
  const limit = Math.max(goal.maxDrop, best.loss?.value ?? -Infinity);
  const agreement = Math.min(goal.minAgreement, best.agreement?.value ?? Infinity);
  return lossOf(partial, goal).lo > limit || partial.agreement.hi < agreement;
}
