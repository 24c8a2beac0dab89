/** @file `qstudio saturation MODEL`: what a quantized model would answer on x86 without VNNI. */
import { basename } from "node:path";
import { StudioError } from "../core/errors.ts";
import { checkChannels } from "../core/samples/preprocess.ts";
import type { LeftOut } from "../core/saturation/find-layers.ts";
import type { SaturationReport } from "../core/saturation/report.ts";
import { createDesk, sampleSet } from "../jobs/desk.ts";
import type { Job } from "../jobs/evaluate.ts";
import { openDataJob } from "../jobs/open-data.ts";
import { readModel, runnable } from "../jobs/open-model.ts";
import type { Progress } from "../jobs/protocol.ts";
import { saturationOver } from "../jobs/saturation.ts";
import { decodeInNode } from "../platform/decode-node.ts";
import { EXIT } from "./failure.ts";
import { choosePreprocess, dataFiles, modelFiles } from "./inputs.ts";
import type { Io } from "./io.ts";
import { nodeEngines } from "./node-engines.ts";
import { progressLine } from "./progress.ts";
import { warnOfSkipped } from "./open-inputs.ts";
import { plural, table } from "./text.ts";
import { samplesOf } from "./number-of.ts";

const IMAGES = { why: "It is how many samples are simulated, 1 or more.", usual: 8 };

export interface SaturationOptions {
  readonly data: string;
  readonly preprocess?: string;
  readonly samples: string;
  readonly json?: boolean;
}

export async function saturationCommand(path: string, options: SaturationOptions, io: Io): Promise<number> {
  const samples = samplesOf("--samples", options.samples, IMAGES);
  const line = progressLine(io);
  try {
    const { file, report } = await simulate(path, { ...options, count: samples }, line.show, io);
    line.clear();
    if (report.samples === 0)
      throw new StudioError("data/none", { role: "validation", source: basename(options.data) });
    io.out(options.json ? `${JSON.stringify({ file, ...report }, null, 2)}\n` : saturationText(file, report));
    return EXIT.done;
  } finally {
    line.clear();
  }
}

async function simulate(
  path: string,
  { data, preprocess: given, count }: SaturationOptions & { readonly count: number },
  progress: (value: Progress) => void,
  io: Io,
): Promise<{ readonly file: string; readonly report: SaturationReport }> {
  const job: Job<Progress> = { signal: new AbortController().signal, progress };
  const model = await readModel(await modelFiles(path));
  const { source, input } = runnable(model);
  const hints = { input, modelName: model.file, producer: model.graph.model.producerName };
  const preprocess = await choosePreprocess(given, hints, io);
  checkChannels(preprocess, input.image?.channels ?? null);
  // The wasm runtime multiplies exactly on every processor.
  const desk = createDesk({ engines: await nodeEngines("wasm"), decode: decodeInNode });
  const opened = await openDataJob(
    desk,
    { files: await dataFiles(data), name: basename(data), role: "validation" },
    job,
  );
  const set = await sampleSet(desk, opened.hash, { model: model.key, preprocess });
  const { report, skipped } = await saturationOver(desk.engines, { model: source, set, samples: count }, job);
  warnOfSkipped({ skipped: [...opened.skipped, ...skipped] }, io);
  return { file: model.file, report };
}

export function saturationText(file: string, report: SaturationReport): string {
  const { layers, left, samples, agreement, sqnr, remedy } = report;
  if (layers.length === 0) {
    return `${file}: no ${left.length === 0 ? "" : "simulated "}layer can saturate on x86 without VNNI.\n${leftText(left)}`;
  }
  const hit = layers.filter(({ share }) => share > 0);
  const safe = layers.length - hit.length;
  const rows = hit.map(({ node, op, share, sqnr: own }) => [node, op, percent(share), decibels(own)]);
  const shown = hit.length === 0 ? "" : table([["layer", "op", "pairs saturated", "SQNR"], ...rows]);
  const rest = safe === 0 ? "" : `${plural(safe, "layer")} could saturate, but did not on these samples\n`;
  const same = agreement === null ? "" : `, the largest output is the same for ${(100 * agreement).toFixed(1)} %`;
  const cost = `x86 without VNNI against other processors: output SQNR ${decibels(sqnr)}${same}\n`;
  return `${file}: ${plural(samples, "sample")} simulated\n${shown}${rest}${leftText(left)}${cost}${remedy === null ? "" : `${remedy}\n`}`;
}

/** One line per reason. */
function leftText(left: readonly LeftOut[]): string {
  const lines = [...new Set(left.map(({ reason }) => reason))].map((reason) => {
    const [first, ...others] = left.filter((layer) => layer.reason === reason);
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    return `  ${first?.node ?? ""}${more}: ${reason}\n`;
  });
  return lines.length === 0 ? "" : `Not simulated, though they may saturate:\n${lines.join("")}`;
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(2)} %`;
}

function decibels(value: number | null): string {
  return value === null ? "identical" : `${value.toFixed(1)} dB`;
}
