/** @file What is kept of a project, taken from the store and from what jobs answered. */
import type { Evaluation } from "../../core/evaluate/evaluation.ts";
import type { Drop } from "../drop.ts";
import type { KeptChecks } from "./database.ts";
import type { History } from "../history.ts";
import type { Studio } from "../store.ts";
import type { Bench } from "../variants/variant.ts";

export interface Baseline {
  readonly bench: Bench;
  readonly evaluation: Evaluation;
}

type Chosen = Pick<
  Studio,
  | "recipeHistory"
  | "preprocess"
  | "suggested"
  | "budget"
  | "variants"
  | "last"
  | "trusted"
  | "place"
  | "tuneView"
  | "measuredTimes"
  | "lastStudy"
>;

export interface Snapshot extends Chosen {
  readonly id: string;
  readonly name: string;
  readonly model: Drop;
  readonly calibration: Drop | null;
  readonly validation: Drop | null;
  readonly hardCases: Drop | null;
  readonly checks: KeptChecks;
  /** Of the model's file. */
  readonly bytes: number;
  readonly baseline: Baseline | null;
}

/** Null while there is no project. */
export function snapshotOf(studio: Studio, bytes: number, baseline: Baseline | null): Snapshot | null {
  const { projectId, project, model, calibration, validation, hardCases } = studio;
  if (projectId === null || model === null) return null;
  const { recipeHistory, preprocess, suggested, budget, variants, last, trusted, place, tuneView } = studio;
  const { task, made, pattern, gates, overruled, measuredTimes, lastStudy } = studio;
  const chosen = { recipeHistory, preprocess, suggested, budget, variants, last, trusted, place, tuneView };
  const checks = { task, made, pattern, gates, overruled };
  const drops = { model, calibration, validation, hardCases };
  return { id: projectId, name: project, bytes, baseline, ...drops, ...chosen, checks, measuredTimes, lastStudy };
}

/** Steps of undo that survive a reload; in the page there is no limit. */
const KEPT_STEPS = 200;

export function recentHistory<T>({ past, present, future }: History<T>): History<T> {
  return { past: past.slice(-KEPT_STEPS), present, future: future.slice(0, KEPT_STEPS) };
}

/** Every file once, however many drops hold it. */
export function blobsOf({ model, calibration, validation, hardCases }: Snapshot): ReadonlySet<Blob> {
  const drops = [model, calibration, validation, hardCases].filter((drop) => drop !== null);
  return new Set(drops.flatMap(({ files }) => files.map(({ blob }) => blob)));
}

/** Larger than this, sources are not kept: the share of the free room that one project may take. */
const SHARE = 0.5;

/**
 * Why the sources cannot be kept, in words; null when they can.
 * @param room what the browser says is free, bytes; undefined where it does not say
 */
export function tooLarge(size: number, room: number | undefined): string | null {
  if (room === undefined || size <= SHARE * room) return null;
  return `Its files take ${megabytes(size)}, more than half of the ${megabytes(room)} that this browser has left for the page. After a reload they have to be dropped again.`;
}

function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
