/** @file `qstudio sensitivity MODEL`: what every layer costs at the network's output, the most harmful first. */
import { basename } from "node:path";
import { parseRecipeFile, recipeOf } from "../core/export/recipe-file.ts";
import { DEFAULT_RECIPE } from "../core/recipe.ts";
import type { LayerSensitivity, SensitivityReport } from "../core/sensitivity/report.ts";
import type { Job } from "../jobs/evaluate.ts";
import type { Progress } from "../jobs/protocol.ts";
import { createStudio } from "../jobs/studio.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { EXIT } from "./failure.ts";
import { checkWritable, readText, writeOut } from "./inputs.ts";
import type { Io } from "./io.ts";
import { nodeEngines } from "./node-engines.ts";
import { openInputs } from "./open-inputs.ts";
import { progressLine } from "./progress.ts";
import { applySettings } from "./settings.ts";
import { plural, table } from "./text.ts";
import { samplesOf } from "./number-of.ts";

const IMAGES = { why: "It is how many calibration samples are looked at, 1 or more.", usual: 64 };

export interface SensitivityOptions {
  readonly calibration: string;
  readonly preprocess?: string;
  readonly recipe?: string;
  readonly set: readonly string[];
  readonly images: string;
  readonly out: string;
}

export async function sensitivityCommand(path: string, options: SensitivityOptions, io: Io): Promise<number> {
  const given = options.recipe === undefined ? null : parseRecipeFile(await readText(options.recipe), options.recipe);
  const recipe = applySettings(given === null ? DEFAULT_RECIPE : recipeOf(given), options.set);
  const images = samplesOf("--images", options.images, IMAGES);
  await checkWritable(options.out);
  const line = progressLine(io);
  const job: Job<Progress> = { signal: new AbortController().signal, progress: line.show };
  const studio = createStudio({ engines: await nodeEngines("wasm"), decode: decodeInNode });
  try {
    const { inputs } = await openInputs(studio, path, { options, given, io, job });
    const report = await studio.sensitivity({ ...inputs, recipe, images }, job);
    line.clear();
    await writeOut(options.out, `${JSON.stringify(fileOf(basename(path), report), null, 2)}\n`);
    io.out(sensitivityText(basename(path), report));
    return EXIT.done;
  } finally {
    line.clear();
  }
}

/** Errors are energies relative to that of the output: 0.01 is 20 dB. */
function fileOf(model: string, { layers, samples, rerun }: SensitivityReport) {
  return {
    model,
    samples,
    unit: "error energy at the output, relative to the output's own",
    rerun,
    layers: layers.map(({ name, output, impact, ...rest }) => ({
      name,
      output,
      weightError: impact.weight,
      activationError: impact.activation,
      outputError: impact.total,
      interval: impact.interval,
      ...rest,
    })),
  };
}

const SHOWN = 10;

export function sensitivityText(model: string, { layers, samples, rerun }: SensitivityReport): string {
  const whole = layers.reduce((sum, { impact }) => sum + impact.total, 0);
  const rows = layers.slice(0, SHOWN).map((layer) => rowOf(layer, whole));
  const head = ["layer", "output error", "95 % interval", "weights", "activations", "share", "verified"];
  const more = layers.length > rows.length ? `and ${layers.length - rows.length} more in the file\n` : "";
  const again =
    rerun.layers === 0
      ? ""
      : `${plural(rerun.layers, "layer")} measured by running again, because no gradient leads through ${rerun.ops.join(", ")}\n`;
  const sum = `All ${plural(layers.length, "layer")} together: ${small(whole)} (SQNR ${decibel(whole)})\n`;
  return `${model}: ${plural(samples, "sample")}, error energy at the output relative to the output's own\n${table([head, ...rows])}${more}${sum}${again}`;
}

function rowOf({ name, impact, verified }: LayerSensitivity, whole: number): string[] {
  const [lo, hi] = impact.interval;
  const share = whole > 0 ? `${((100 * impact.total) / whole).toFixed(1)} %` : "";
  return [
    name,
    small(impact.total),
    `${small(lo)} to ${small(hi)}`,
    small(impact.weight),
    small(impact.activation),
    share,
    verified === null ? "" : small(verified),
  ];
}

function small(value: number): string {
  return value === 0 ? "0" : value.toExponential(1);
}

function decibel(value: number): string {
  return value > 0 ? `${(-10 * Math.log10(value)).toFixed(1)} dB` : "without error";
}
