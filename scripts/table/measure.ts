/** @file One model by all schemes: calibrated once, every file made by the studio's own jobs and measured. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dataFiles, modelFiles } from "../../src/cli/inputs.ts";
import { nodeEngines } from "../../src/cli/node-engines.ts";
import { judge, openTask, type OpenTask } from "../../src/cli/task.ts";
import { StudioError } from "../../src/core/errors.ts";
import { compare } from "../../src/core/evaluate/compare.ts";
import type { Evaluation } from "../../src/core/evaluate/evaluation.ts";
import { DEFAULT_RECIPE } from "../../src/core/recipe.ts";
import { fileKind } from "../../src/core/samples/paths.ts";
import { type SchemePreset, withScheme } from "../../src/core/schemes.ts";
import { readModel } from "../../src/jobs/open-model.ts";
import type { Inputs, SourceFile } from "../../src/jobs/protocol.ts";
import { createStudio, type StudioJobs } from "../../src/jobs/studio.ts";
import { decodeInNode } from "../../src/platform/decode-node.ts";
import { type Case, modelFile } from "./cases.ts";
import { fusedShare } from "./fused.ts";
import type { Row } from "./row.ts";

const JOB = { signal: new AbortController().signal, progress: () => undefined };

interface Bench {
  readonly studio: StudioJobs;
  readonly inputs: Inputs;
  readonly validation: string;
  readonly task: OpenTask;
  /** The original, measured. */
  readonly base: Evaluation;
}

/** @param images used for validation at most, evenly spread */
export async function* measure(
  { model, set }: Case,
  {
    data,
    images,
    schemes,
  }: { readonly data: string; readonly images: number; readonly schemes: readonly SchemePreset[] },
): AsyncGenerator<Row> {
  const file = modelFile(data, model);
  const bench = await open(file, join(data, set), images);
  yield { model, scheme: "float32", ...(await shares(await readFile(file))), ...answers(bench, bench.base) };
  for (const scheme of schemes) yield { model, scheme: scheme.id, ...(await tried(() => quantized(bench, scheme))) };
}

async function open(file: string, data: string, images: number): Promise<Bench> {
  const studio = createStudio({ engines: await nodeEngines("wasm"), decode: decodeInNode });
  const files = await modelFiles(file);
  const { card, guess: preprocess } = await studio.openModel({ files }, JOB);
  const task = await openTask(await readModel(files), preprocess, { data: join(data, "validation") });
  const chosen = spread(task.files, images);
  const validation = (await studio.openData({ files: chosen, name: "validation", role: "validation" }, JOB)).hash;
  const own = await dataFiles(join(data, "calibration"));
  const calibration = (await studio.openData({ files: own, name: "calibration", role: "calibration" }, JOB)).hash;
  const base = judge(await studio.baseline({ model: card.hash, validation, preprocess }, JOB), task).evaluation;
  return { studio, inputs: { model: card.hash, calibration, preprocess }, validation, task, base };
}

/** Every k-th sample; files that describe the set stay. */
function spread(files: readonly SourceFile[], most: number): readonly SourceFile[] {
  const isSample = ({ path }: SourceFile) => fileKind(path) !== null;
  const samples = files.filter(isSample);
  if (samples.length <= most) return files;
  const kept = new Set(Array.from({ length: most }, (_, i) => samples[Math.floor((i * samples.length) / most)]));
  return files.filter((file) => !isSample(file) || kept.has(file));
}

type Measured = Omit<Row, "model" | "scheme">;

async function quantized({ studio, inputs, validation, ...rest }: Bench, scheme: SchemePreset): Promise<Measured> {
  const recipe = withScheme(DEFAULT_RECIPE, scheme);
  const { variant, bytes } = await studio.quantize({ ...inputs, recipe }, JOB);
  const { preprocess } = inputs;
  const raw = await studio.evaluate({ variant, validation, preprocess, inputs, recipe }, JOB);
  const none = { validation: null, base: null, measured: null, comparison: null };
  const { onnx } = await studio.export({ ...none, variant, inputs, recipe }, JOB);
  const loaded = await shares(new Uint8Array(await onnx.arrayBuffer()));
  return { ...loaded, ...answers(rest, raw), bytes };
}

async function shares(bytes: Uint8Array): Promise<Pick<Row, "failure" | "bytes" | "linear" | "fused">> {
  const share = await fusedShare(bytes);
  return { failure: null, bytes: bytes.length, ...share };
}

function answers({ task, base }: Pick<Bench, "task" | "base">, raw: Evaluation) {
  const { evaluation, metrics } = judge(raw, task);
  const { agreement, sqnr, n } = compare(base, evaluation);
  const [main] = metrics;
  const { value, lo, hi } = agreement;
  return {
    ...(main && { score: { title: main.title, value: main.value } }),
    agreement: { value, lo, hi },
    sqnr: sqnr.value,
    samples: n,
  };
}

/** A failure becomes a line of the table: it is what the table is there to show. */
async function tried(work: () => Promise<Measured>): Promise<Measured> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StudioError) return { failure: `${error.text.what} ${error.text.why}` };
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
