/**
 * @file Samples that must stay right, held against an export. The worker runs them itself, with the original and with the file
 * that is handed out: what the page believes decides nothing.
 */
import { StudioError } from "../core/errors.ts";
import { type Check, gateChecks } from "../core/evaluate/paired/checks.ts";
import { pairsOf } from "../core/evaluate/paired/paired.ts";
import type { TaskId } from "../core/evaluate/tasks/task.ts";
import { type Desk, modelOf, sampleSet } from "./desk.ts";
import type { ModelSource } from "./engines.ts";
import { evaluateOver, inOrder, type Job } from "./evaluate.ts";
import type { Inputs, Progress } from "./messages.ts";
import { openTask } from "./task.ts";

export interface ExportGates {
  /** By id. */
  readonly samples: readonly string[];
  /** The set that they are in; null when it is not open. */
  readonly validation: string | null;
  /** Guessed when left out. */
  readonly task?: TaskId;
  /** A reason in writing, and the samples that it was given for. */
  readonly overruled: { readonly reason: string; readonly gates: readonly string[] } | null;
}

/** What the report records. */
export interface GateRecord {
  readonly checks: readonly Check[];
  /** Null when all hold, so that nothing had to be overruled. */
  readonly overruled: string | null;
}

/** @throws StudioError `export/gates` when a sample fails and nobody overruled it in writing */
export async function requireGates(
  desk: Desk,
  { inputs, gates }: { readonly inputs: Inputs; readonly gates: ExportGates },
  source: ModelSource,
  job: Job<Progress>,
): Promise<GateRecord> {
  const checks = await checkedGates(desk, inputs, gates, source, job);
  const failing = checks.filter(({ met }) => !met);
  if (failing.length === 0) return { checks, overruled: null };
  const { reason = "", gates: covered = [] } = gates.overruled ?? {};
  const open = failing.filter(({ name }) => reason.trim() === "" || !covered.includes(name));
  if (open.length === 0) return { checks, overruled: reason.trim() };
  const [first] = open;
  throw new StudioError("export/gates", {
    count: open.length,
    first: first?.name ?? "",
    text: first?.text ?? "",
  });
}

async function checkedGates(
  desk: Desk,
  { model, preprocess }: Inputs,
  { samples, validation, task }: ExportGates,
  source: ModelSource,
  job: Job<Progress>,
): Promise<readonly Check[]> {
  if (validation === null) {
    const text = "there are no validation samples, so it could not be run";
    return samples.map((name) => ({ name, kind: "gate", met: false, text }));
  }
  const reading = { model, validation, preprocess, ...(task && { task }) };
  const opened = await openTask(desk, reading);
  const all = await sampleSet(desk, validation, reading);
  const locked = new Set(samples);
  const set = { ...all, samples: all.samples.filter(({ id }) => locked.has(id)) };
  const answersOf = async (one: ModelSource) => {
    const run = { model: one, set, stage: "verify", further: opened.further } as const;
    return inOrder(await evaluateOver(desk.engines, run, job)).map(opened.read);
  };
  const base = await answersOf(modelOf(desk, model).source);
  return gateChecks(opened.task, pairsOf(base, await answersOf(source)), samples);
}
