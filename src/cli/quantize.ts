/** @file `qstudio quantize MODEL`: the studio's own jobs in a row, on the runtime the browser uses. */
import { basename } from "node:path";
import { StudioError } from "../core/errors.ts";
import { needsRanges } from "../core/pipeline.ts";
import { parseRecipeFile, recipeOf, type RecipeFile } from "../core/export/recipe-file.ts";
import { DEFAULT_RECIPE, type Recipe } from "../core/recipe.ts";
import type { Dataset } from "../core/samples/dataset.ts";
import type { Job } from "../jobs/evaluate.ts";
import { readModel, runnable } from "../jobs/open-model.ts";
import type { ExportResult, Inputs, Progress } from "../jobs/protocol.ts";
import { RANDOM } from "../jobs/random-data.ts";
import { createStudio, type StudioJobs } from "../jobs/studio.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { EXIT } from "./failure.ts";
import { checkWritable, choosePreprocess, dataFiles, modelFiles, readText, writeOut } from "./inputs.ts";
import type { Io } from "./io.ts";
import { multipliesExactly } from "./native-check.ts";
import { nodeEngines } from "./node-engines.ts";
import { progressLine } from "./progress.ts";
import { isLarge, quantizeLarge } from "./quantize-large.ts";
import { applySettings } from "./settings.ts";
import { repetitionText, summaryText } from "./quantize-text.ts";
import { plural } from "./text.ts";

export interface QuantizeOptions {
  /** Undefined: only for recipes that need no ranges. */
  readonly calibration?: string;
  readonly preprocess?: string;
  readonly recipe?: string;
  readonly set: readonly string[];
  readonly out: string;
  readonly report?: string;
}

export async function quantizeCommand(path: string, options: QuantizeOptions, io: Io): Promise<number> {
  const given = options.recipe === undefined ? null : parseRecipeFile(await readText(options.recipe), options.recipe);
  const recipe = applySettings(given === null ? await defaultRecipe(options, io) : recipeOf(given), options.set);
  if (options.calibration === undefined && recipe.scheme === "static") throw withoutRanges();
  for (const file of [options.out, options.report]) if (file !== undefined) await checkWritable(file);
  if (recipe.scheme === "weight-only" && (await isLarge(path)))
    return quantizeLarge(path, { recipe, out: options.out }, io);
  const line = progressLine(io);
  const job: Job<Progress> = { signal: new AbortController().signal, progress: line.show };
  const studio = createStudio({ engines: await nodeEngines("wasm"), decode: decodeInNode });
  try {
    const { inputs, data } = await open(studio, path, { options, given, io, job });
    const prepared = await studio.prepare(inputs, job);
    if (needsRanges(recipe) && options.calibration !== undefined) await studio.calibrate(inputs, job);
    const quantized = await studio.quantize({ ...inputs, recipe }, job);
    const fates = await studio.fusion({ ...inputs, recipe }, job);
    const none = { validation: null, base: null, measured: null, comparison: null };
    const files = await studio.export({ ...none, variant: quantized.variant, inputs, recipe }, job);
    line.clear();
    await write(options, files);
    io.out(summaryText({ path, out: options.out, prepared, quantized, fates, data }));
    io.err(repetitionText(given, { inputs, data, variant: quantized.variant }));
    return EXIT.done;
  } finally {
    line.clear();
  }
}

function withoutRanges(): StudioError {
  return new StudioError("cli/usage", {
    what: "There is no --calibration.",
    why: "Static quantization needs the ranges of activations.",
    fix: "Give --calibration DIR (or random), or a scheme that needs none, for instance --set scheme=w4.",
  });
}

/**
 * The studio's default, with U8 weights where this processor would saturate U8S8: the file is about to be tried here.
 * Said on stderr, and overruled by any `--set weights.type=...`.
 */
async function defaultRecipe({ set }: QuantizeOptions, io: Io): Promise<Recipe> {
  const chosen = set.some((setting) => /^(weights\.|scheme=|target=)/.test(setting));
  if (chosen || (await multipliesExactly(createNodeRuntime()))) return DEFAULT_RECIPE;
  io.err(
    "This processor has no VNNI, so U8 activations with S8 weights would saturate here. Weights are U8 instead.\n" +
      "For targets with VNNI, ARM or the browser: --set weights.type=int8\n",
  );
  return { ...DEFAULT_RECIPE, weights: { ...DEFAULT_RECIPE.weights, type: "uint8" } };
}

interface Context {
  readonly options: QuantizeOptions;
  readonly given: RecipeFile | null;
  readonly io: Io;
  readonly job: Job<Progress>;
}

interface Opened {
  readonly inputs: Inputs;
  /** Null when calibrating without data. */
  readonly data: Dataset | null;
}

async function open(studio: StudioJobs, path: string, { options, given, io, job }: Context): Promise<Opened> {
  const files = await modelFiles(path);
  const { card } = await studio.openModel({ files }, job);
  const preprocess = await choosePreprocessOf(files, { options, given, io, job });
  const { calibration = RANDOM } = options;
  if (calibration === RANDOM) return { inputs: { model: card.hash, calibration, preprocess }, data: null };
  const name = basename(calibration);
  const data = await studio.openData({ files: await dataFiles(calibration), name, role: "calibration" }, job);
  warnOfSkipped(data, io);
  return { inputs: { model: card.hash, calibration: data.hash, preprocess }, data };
}

/** The command line first, then the recipe's own, then a guess. */
async function choosePreprocessOf(files: Awaited<ReturnType<typeof modelFiles>>, { options, given, io }: Context) {
  if (options.preprocess === undefined && given?.preprocess !== undefined) return given.preprocess;
  const model = await readModel(files);
  const { input } = runnable(model);
  const hints = { input, modelName: model.file, producer: model.graph.model.producerName };
  return choosePreprocess(options.preprocess, hints, io);
}

export function warnOfSkipped({ skipped }: Pick<Dataset, "skipped">, io: Io): void {
  if (skipped.length === 0) return;
  const some = skipped.slice(0, 5).map(({ id, reason }) => `  ${id}: ${reason}\n`);
  const more = skipped.length > some.length ? `  and ${skipped.length - some.length} more\n` : "";
  io.err(`${plural(skipped.length, "file")} left out\n${some.join("")}${more}`);
}

async function write({ out, report }: QuantizeOptions, files: ExportResult): Promise<void> {
  await writeOut(out, new Uint8Array(await files.onnx.arrayBuffer()));
  if (report !== undefined) await writeOut(report, await files.report.text());
}

/** @throws StudioError `cli/usage` */
export function requireOneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((x) => x === value);
  if (found !== undefined) return found;
  throw new StudioError("cli/usage", {
    what: `${name} ${value} is not known.`,
    why: `It is one of ${allowed.join(", ")}.`,
    fix: "Run qstudio COMMAND --help.",
  });
}
