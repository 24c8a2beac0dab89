/** @file Model, calibration samples and preprocessing of a command, opened in the studio. */
import { basename } from "node:path";
import type { RecipeFile } from "../core/export/recipe-file.ts";
import type { Dataset } from "../core/samples/dataset.ts";
import type { Job } from "../jobs/evaluate.ts";
import { readModel, runnable } from "../jobs/open-model.ts";
import type { Inputs, Progress } from "../jobs/protocol.ts";
import { RANDOM } from "../jobs/random-data.ts";
import type { StudioJobs } from "../jobs/studio.ts";
import { choosePreprocess, dataFiles, modelFiles } from "./inputs.ts";
import type { Io } from "./io.ts";
import { plural } from "./text.ts";

export interface OpenContext {
  readonly options: { readonly calibration?: string; readonly preprocess?: string };
  readonly given: RecipeFile | null;
  readonly io: Io;
  readonly job: Job<Progress>;
}

export interface Opened {
  readonly inputs: Inputs;
  /** Null when calibrating without data. */
  readonly data: Dataset | null;
}

/** @throws StudioError `model/*`, `data/*`, `cli/file`, `preprocess/invalid` */
export async function openInputs(
  studio: StudioJobs,
  path: string,
  { options, given, io, job }: OpenContext,
): Promise<Opened> {
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
async function choosePreprocessOf(files: Awaited<ReturnType<typeof modelFiles>>, { options, given, io }: OpenContext) {
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
