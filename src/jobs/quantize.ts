/** @file Quantize: from kept statistics and a recipe to a file, without running the model. */
import type { CalibrationStats } from "../core/calibrate/stats.ts";
import { needsRanges, quantize, tensorView } from "../core/pipeline.ts";
import { leftOutOf, type Recipe } from "../core/recipe.ts";
import { sha256 } from "../platform/hash.ts";
import { type Calibration, calibrationInputs, calibrationOf } from "./calibrate.ts";
import { type Desk, keyOf, modelOf, type Variant } from "./desk.ts";
import type { Job } from "./evaluate.ts";
import { preparedOf } from "./prepare.ts";
import type { Inputs, Progress, QuantizeReport, StudioApi, TensorView } from "./protocol.ts";
import { RANDOM, RANDOM_IMAGES } from "./random-data.ts";
import { warmWeights } from "./weights.ts";

const WITHOUT_DATA = `Calibrated without data, with ${RANDOM_IMAGES} generated samples of noise: the ranges are guesses. Measure the result on real data.`;

type Request = Inputs & { readonly recipe: Recipe };

/** The file this recipe makes of these inputs; calibrates first if that was not done. */
export async function variantOf(desk: Desk, { recipe, ...inputs }: Request, job: Job<Progress>): Promise<Variant> {
  const { stats, key, ids } = await rangesOf(desk, { recipe, ...inputs }, job);
  const make = async (): Promise<Variant> => {
    job.progress({ stage: "quantize", done: 0, total: 1, unit: "models" });
    await breathe();
    job.signal.throwIfAborted();
    const { graph } = await preparedOf(desk, inputs.model);
    await warmWeights(desk.deps.engines, { graph, stats, recipe }, job);
    const { bytes, layers, notes } = quantize(graph, stats, recipe);
    const hash = await sha256(bytes);
    const blob = new Blob([bytes as Uint8Array<ArrayBuffer>]);
    const source = { ...modelOf(desk, inputs.model).source, key: hash, blob };
    job.progress({ stage: "quantize", done: 1, total: 1, unit: "models" });
    const said = [...(guessed({ recipe, ...inputs }) ? [WITHOUT_DATA] : []), ...leftOutNotes(recipe, ids), ...notes];
    return { key: hash, source, layers, notes: said };
  };
  return desk.variants.get(keyOf(key, recipe), make, job.signal);
}

const NONE: CalibrationStats = new Map();

/** Statistics as far as the recipe needs them; noise says nothing about where FP16 ends. */
export async function rangesOf(
  desk: Desk,
  { recipe, ...inputs }: Request,
  job: Job<Progress>,
): Promise<Pick<Calibration, "stats" | "key" | "ids">> {
  const noise = inputs.calibration === RANDOM && recipe.scheme !== "static";
  const unseen = !needsRanges(recipe) || (noise && !recipe.pins.some((pin) => pin.precision === "int16"));
  return unseen
    ? { stats: NONE, key: keyOf(inputs.model, "no ranges"), ids: [] }
    : calibrationOf(desk, calibrationInputs(inputs, recipe), job);
}

function guessed({ recipe, calibration }: Request): boolean {
  return calibration === RANDOM && (recipe.scheme === "static" || recipe.pins.some((pin) => pin.precision === "int16"));
}

/** The samples that were left out by name: the file cannot be judged without knowing. */
function leftOutNotes(recipe: Recipe, ids: readonly string[]): readonly string[] {
  const wanted = leftOutOf(recipe);
  if (wanted.length === 0 || ids.length === 0) return [];
  const known = new Set(ids);
  const found = wanted.filter((id) => known.has(id));
  const missing = wanted.length - found.length;
  const some = found.length > 3 ? `${found.slice(0, 3).join(", ")} and ${found.length - 3} more` : found.join(", ");
  return [
    ...(found.length > 0 ? [`Left out of calibration as the recipe says: ${some}.`] : []),
    ...(missing > 0
      ? [
          `The recipe leaves out ${missing} more ${missing === 1 ? "sample" : "samples"} that this calibration set does not hold.`,
        ]
      : []),
  ];
}

/** Lets a pending Stop in: computing does not hear it. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

export async function quantizeJob(desk: Desk, request: Request, job: Job<Progress>): Promise<QuantizeReport> {
  const { key, source, layers, notes } = await variantOf(desk, request, job);
  return { variant: key, bytes: source.blob.size, layers, notes, recipe: request.recipe };
}

/** A weight is there without calibration: only what the recipe needs anyway is asked for. */
async function seenFor(desk: Desk, request: TensorRequest, job: Job<Progress>) {
  const { recipe, kind, name: _, ...inputs } = request;
  if (kind === "activation") return calibrationOf(desk, calibrationInputs(inputs, recipe), job);
  // A corrected bias does not show in the weights.
  const plain = { ...recipe, weights: { ...recipe.weights, biasCorrection: false } };
  return { stats: (await rangesOf(desk, { recipe: plain, ...inputs }, job)).stats, ids: [] };
}

type TensorRequest = StudioApi["tensor"]["request"];

export async function tensorJob(desk: Desk, request: TensorRequest, job: Job<Progress>): Promise<TensorView> {
  const { recipe, name, kind, ...inputs } = request;
  const { stats, ids } = await seenFor(desk, request, job);
  const { graph } = await preparedOf(desk, inputs.model);
  const view = tensorView(graph, stats, recipe, { name, kind, sampleIds: ids });
  if (view === null) throw new Error(`internal: there is no ${kind} named ${name}`);
  return view;
}
