/**
 * @file Export: the exact bytes are opened in a session of their own and run again. Only when every output
 * equals the measured one bit for bit are the files handed out.
 */
import { StudioError } from "../core/errors.ts";
import { sketched } from "../core/evaluate/closeness/sketch.ts";
import type { SampleResult } from "../core/evaluate/evaluation.ts";
import { formatRecipeFile } from "../core/export/recipe-file.ts";
import { formatReport } from "../core/export/report.ts";
import type { Dataset } from "../core/samples/dataset.ts";
import { dataOf, type Desk, modelOf, sampleSet, type Variant } from "./desk.ts";
import type { ModelSource } from "./engines.ts";
import { compareOver, furthest } from "./compare-outputs.ts";
import { type EvaluateTask, evaluateOver, type Job, type SampleSet } from "./evaluate.ts";
import { type GateRecord, requireGates } from "./export-gates.ts";
import { fatesOf } from "./fusion.ts";
import type { ExportCheck, ExportResult, Progress, StudioApi } from "./protocol.ts";
import { variantOf } from "./quantize.ts";

/** Samples that are run again. */
const CHECKED = 16;

type Request = StudioApi["export"]["request"];

/** @throws StudioError `export/differs`, `export/gates` */
export async function exportJob(desk: Desk, request: Request, job: Job<Progress>): Promise<ExportResult> {
  const variant = await variantOf(desk, { ...request.inputs, recipe: request.recipe }, job);
  if (variant.key !== request.variant)
    throw new StudioError("export/differs", { difference: "other bytes", file: "the same recipe" });
  const { inputs, gates } = request;
  const held = gates && (await requireGates(desk, { inputs, gates }, variant.source, job));
  const check = await verify(desk, variant.source, request, job);
  return { onnx: variant.source.blob, check, ...(await documents(desk, request, variant, { check, held })) };
}

async function verify(desk: Desk, source: ModelSource, request: Request, job: Job<Progress>): Promise<ExportCheck> {
  const { inputs, validation, measured } = request;
  const compared = validation !== null && measured !== null;
  const all = await sampleSet(desk, compared ? validation : inputs.calibration, inputs);
  const known = new Map((compared ? measured.results : []).map((result) => [result.id, result]));
  const samples = all.samples.filter((sample) => !compared || known.has(sample.id)).slice(0, CHECKED);
  const set: SampleSet = { ...all, samples };
  // Another key makes the engine open the file anew instead of using the session that measured it.
  const fresh: ModelSource = { ...source, key: `${source.key} export` };
  const { outputs, samples: ran } = await compareOver(
    desk.engines,
    { models: [source, fresh], set, stage: "verify" },
    job,
  );
  const { difference, sample } = furthest(outputs);
  if (difference > 0) throw new StudioError("export/differs", { difference: difference.toPrecision(3), file: sample });
  if (compared) await requireMeasured(desk, { model: fresh, set, stage: "verify" }, known, job);
  return { samples: ran, difference: 0, runtime: desk.engines.runtime() };
}

/** What was shown is what the file answers. */
async function requireMeasured(
  desk: Desk,
  task: EvaluateTask,
  known: ReadonlyMap<string, SampleResult>,
  job: Job<Progress>,
): Promise<void> {
  const { results } = await evaluateOver(desk.engines, task, job);
  for (const result of results.values()) requireEqual(known.get(result.id), result);
}

/** Of large outputs the same sums of their values are compared: they were all that was kept. */
function requireEqual(before: SampleResult | undefined, raw: SampleResult): void {
  const after = before?.sketch === undefined ? raw : sketched(raw, before.sketch.seed);
  const worst = after.output.reduce((most, x, i) => Math.max(most, Math.abs(x - (before?.output[i] ?? Infinity))), 0);
  if (worst > 0 || before?.output.length !== after.output.length) {
    throw new StudioError("export/differs", { difference: worst.toPrecision(3), file: after.id });
  }
}

const JSON_TYPE = { type: "application/json" };

async function documents(
  desk: Desk,
  { inputs, recipe, validation, comparison }: Request,
  variant: Variant,
  { check, held }: { readonly check: ExportCheck; readonly held: GateRecord | undefined },
): Promise<Pick<ExportResult, "recipe" | "report">> {
  const { key, source, layers, notes } = variant;
  const { file, card } = modelOf(desk, inputs.model);
  const { preprocess } = inputs;
  const calibration = described((await dataOf(desk, inputs.calibration, inputs)).dataset);
  const tested = validation === null ? null : described((await dataOf(desk, validation, inputs)).dataset);
  const result = { sha256: key, bytes: source.blob.size };
  const model = { name: file, sha256: inputs.model };
  const recipeText = formatRecipeFile(recipe, { preprocess, model, data: calibration, result });
  const reportText = formatReport({
    model: { ...model, bytes: card.bytes },
    result,
    calibration,
    validation: tested,
    runtime: desk.engines.runtime(),
    comparison,
    layers,
    fates: await fatesOf(desk, variant),
    notes,
    check,
    ...(held && { gates: held }),
  });
  return { recipe: new Blob([recipeText], JSON_TYPE), report: new Blob([reportText], JSON_TYPE) };
}

function described({ name, hash, samples }: Dataset) {
  return { name, sha256: hash, samples: samples.length };
}
