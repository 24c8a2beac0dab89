/** @file The subject opened with the studio's own jobs, in this process, and the two things done with it over images. */
import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import { nodeEngines, type RuntimeName } from "../src/cli/node-engines.ts";
import type { CalibrationStats } from "../src/core/calibrate/stats.ts";
import type { Role } from "../src/core/samples/dataset.ts";
import { collectOver } from "../src/jobs/collect.ts";
import { createDesk, type Desk, modelOf, type OpenModel, type Prepared, sampleSet } from "../src/jobs/desk.ts";
import { evaluateOver, type Job, type SampleSet } from "../src/jobs/evaluate.ts";
import { openDataJob } from "../src/jobs/open-data.ts";
import { openModelJob } from "../src/jobs/open-model.ts";
import { preparedOf } from "../src/jobs/prepare.ts";
import { decodeInNode } from "../src/platform/decode-node.ts";
import type { Subject } from "./subject.ts";

export const QUIET: Job<unknown> = { signal: new AbortController().signal, progress: () => {} };

export interface Opened {
  readonly model: OpenModel;
  readonly prepared: Prepared;
  readonly images: Readonly<Record<Role, SampleSet>>;
  /** Plain inference of the original model. */
  readonly infer: (set: SampleSet) => Promise<void>;
  /** One pass of calibration, for all methods. */
  readonly calibrate: (set: SampleSet) => Promise<CalibrationStats>;
}

export async function openSubject(subject: Subject, runtime: RuntimeName): Promise<Opened> {
  const desk = createDesk({ engines: await nodeEngines(runtime), decode: decodeInNode });
  const files = [{ path: basename(subject.modelPath), blob: await openAsBlob(subject.modelPath) }];
  const { card, guess } = await openModelJob(desk, { files }, QUIET);
  const preprocess = { ...guess, ...subject.preprocess };
  const model = modelOf(desk, card.hash);
  const prepared = await preparedOf(desk, card.hash);
  const load = async (role: Role) => {
    const opened = await openDataJob(desk, { files: await subject.images(role), name: role, role }, QUIET);
    return sampleSet(desk, opened.hash, { model: card.hash, preprocess });
  };
  const images = { calibration: await load("calibration"), validation: await load("validation") };
  return { model, prepared, images, ...loops(desk, model, prepared) };
}

function loops(
  { engines }: Desk,
  { source }: OpenModel,
  { tapped, passes, means }: Prepared,
): Pick<Opened, "infer" | "calibrate"> {
  return {
    infer: async (set) => void (await evaluateOver(engines, { model: source, set, stage: "baseline" }, QUIET)),
    calibrate: async (set) => (await collectOver(engines, { model: tapped, passes, means, set }, QUIET)).stats,
  };
}

export function firstOf(set: SampleSet, count: number): SampleSet {
  return { ...set, samples: set.samples.slice(0, count) };
}
