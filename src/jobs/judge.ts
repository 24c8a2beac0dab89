/**
 * @file A variant against FP32 in the terms of their task: every score with its interval, whether chance explains the change, and
 * which segments and classes suffer. Thousands of draws: too long for the page's own thread.
 */
import { breakdown } from "../core/evaluate/paired/breakdown.ts";
import { checksOf } from "../core/evaluate/paired/checks.ts";
import { type Pair, pairedScores, pairsOf } from "../core/evaluate/paired/paired.ts";
import { dataOf, type Desk, modelOf } from "./desk.ts";
import { answersOf } from "./measure.ts";
import type { StudioApi } from "./protocol.ts";
import { openTask } from "./task.ts";

type Request = StudioApi["judge"]["request"];

/** Null when one of the two was measured in an earlier visit and its answers were not kept. */
export async function judgeJob(desk: Desk, request: Request): Promise<StudioApi["judge"]["result"]> {
  const opened = await openTask(desk, request);
  const base = await answersOf(desk, modelOf(desk, request.model).source.key, request, opened);
  const other = await answersOf(desk, request.other, request, opened);
  if (base === null || other === null) return null;
  const { task, context } = opened;
  const pairs = pairsOf(base, other);
  const scores = pairedScores(task, pairs, { clues: context });
  const { dataset } = await dataOf(desk, request.validation, request);
  const className = (label: number) => dataset.classes[label] ?? `class ${label}`;
  const table = breakdown(task, inSegments(pairs, request.segments), scores, { clues: context, className });
  const checks = checksOf(task, pairs, { scores, breakdown: table }, { gates: request.gates });
  return { task: task.id, scores, breakdown: table, gates: checks };
}

/** A sample counts in every segment it is in: once in its own, and once more in each that was made by hand. */
export function inSegments(pairs: readonly Pair[], segments: Request["segments"]): readonly Pair[] {
  const more = segments.flatMap(({ name, samples }) => {
    const members = new Set(samples);
    const chosen = pairs.filter(({ base }) => members.has(base.id));
    return chosen.map(({ base, other }): Pair => ({ base: { ...base, segment: name }, other }));
  });
  return [...pairs, ...more];
}
