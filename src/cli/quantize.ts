/** @file `qstudio quantize MODEL`: the studio's own jobs in a row, on the runtime the browser uses. */
import { StudioError } from "../core/errors.ts";
import { needsRanges } from "../core/pipeline.ts";
import { parseRecipeFile, recipeOf } from "../core/export/recipe-file.ts";
import { DEFAULT_RECIPE, type Recipe } from "../core/recipe.ts";
import { calibrationInputs } from "../jobs/calibrate.ts";
import type { Job } from "../jobs/evaluate.ts";
import type { ExportResult, Progress } from "../jobs/protocol.ts";
import { createStudio } from "../jobs/studio.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { createNodeRuntime } from "../platform/ort-node.ts";
import { EXIT } from "./failure.ts";
import { checkWritable, readText, writeOut } from "./inputs.ts";
import type { Io } from "./io.ts";
import { multipliesExactly } from "./native-check.ts";
import { nodeEngines } from "./node-engines.ts";
import { openInputs } from "./open-inputs.ts";
import { progressLine } from "./progress.ts";
import { isLarge, quantizeLarge } from "./quantize-large.ts";
import { applySettings } from "./settings.ts";
import { repetitionText, summaryText } from "./quantize-text.ts";

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
    const { inputs, data } = await openInputs(studio, path, { options, given, io, job });
    const prepared = await studio.prepare(inputs, job);
    if (needsRanges(recipe) && options.calibration !== undefined)
      await studio.calibrate(calibrationInputs(inputs, recipe), job);
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
