/** @file `qstudio stress MODEL QUANTIZED`: which synthetic change of the samples breaks the quantized model first. */
import { basename } from "node:path";
import type { InputKind } from "../core/graph/inputs.ts";
import type { Progress } from "../jobs/protocol.ts";
import { requireSameInterface } from "../core/graph/same-interface.ts";
import { checkModel } from "../core/graph/support.ts";
import { TASK_IDS } from "../core/evaluate/tasks/task.ts";
import { checkChannels } from "../core/samples/preprocess.ts";
import { CORRUPTION_IDS, type CorruptionId } from "../core/samples/stress/corruption.ts";
import { corruptionsFor } from "../core/samples/stress/index.ts";
import { createDesk, modelOf } from "../jobs/desk.ts";
import type { Job } from "../jobs/evaluate.ts";
import { openDataJob } from "../jobs/open-data.ts";
import { openModelJob, readModel, runnable } from "../jobs/open-model.ts";
import { stressOver } from "../jobs/stress.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { EXIT } from "./failure.ts";
import { checkWritable, choosePreprocess, dataFiles, modelFiles, writeOut } from "./inputs.ts";
import type { Io } from "./io.ts";
import { chooseRuntime, nodeEngines, RUNTIME_CHOICES } from "./node-engines.ts";
import { warnOfSkipped } from "./open-inputs.ts";
import { progressLine } from "./progress.ts";
import { requireOneOf } from "./quantize.ts";
import { stressFile, stressText } from "./stress-text.ts";
import { samplesOf } from "./number-of.ts";

const IMAGES = {
  why: "It is how many samples are corrupted, 1 or more, spread over segments and classes.",
  usual: 100,
};

export interface StressOptions {
  readonly data: string;
  readonly labels?: string;
  readonly task?: string;
  readonly kinds?: string;
  readonly images: string;
  readonly preprocess?: string;
  readonly runtime: string;
  readonly out?: string;
}

export async function stressCommand(path: string, quantized: string, options: StressOptions, io: Io): Promise<number> {
  const choice = requireOneOf("--runtime", options.runtime, RUNTIME_CHOICES);
  const task = options.task === undefined ? undefined : requireOneOf("--task", options.task, TASK_IDS);
  const samples = samplesOf("--images", options.images, IMAGES);
  if (options.out !== undefined) await checkWritable(options.out);
  const line = progressLine(io);
  const job: Job<Progress> = { signal: new AbortController().signal, progress: line.show };
  try {
    const files = await modelFiles(path);
    const model = await readModel(files);
    const other = await readModel(await modelFiles(quantized));
    const { input } = runnable(model);
    const hints = { input, modelName: model.file, producer: model.graph.model.producerName };
    const preprocess = await choosePreprocess(options.preprocess, hints, io);
    const engines = await nodeEngines(await chooseRuntime(choice, other.graph, io));
    const desk = createDesk({ engines, decode: decodeInNode });
    await openModelJob(desk, { files }, job);
    const opened = modelOf(desk, model.key);
    checkChannels(preprocess, opened.channels);
    checkModel(other.graph, other.file);
    requireSameInterface(opened, other);
    const found = { files: await dataFiles(options.data, options.labels), name: basename(options.data) };
    const data = await openDataJob(desk, { ...found, role: "validation" }, job);
    warnOfSkipped(data, io);
    const result = await stressOver(
      desk,
      {
        base: opened.source,
        other: runnable(other).source,
        reading: { model: model.key, validation: data.hash, preprocess, ...(task && { task }) },
        corruptions: kindsOf(options.kinds, input.primary.kind),
        samples,
      },
      job,
    );
    line.clear();
    const named = { base: model.file, other: other.file, runtime: desk.engines.runtime() };
    if (options.out !== undefined) await writeOut(options.out, stressFile(named, data.name, result));
    io.out(stressText(named, result, options.out));
    return EXIT.done;
  } finally {
    line.clear();
  }
}

/** Ids, separated by commas; all that fit the input where none are given. @throws StudioError `cli/usage` */
function kindsOf(text: string | undefined, kind: InputKind): readonly CorruptionId[] {
  if (text === undefined) return corruptionsFor(kind).map(({ id }) => id);
  return text.split(",").map((id): CorruptionId => requireOneOf("--kinds", id.trim(), CORRUPTION_IDS));
}
