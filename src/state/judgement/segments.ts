/** @file Segments beside those of the samples: by a pattern over their names, made by hand, and the borderline ones. */
import type { SampleResult } from "../../core/evaluate/evaluation.ts";
import { byPattern } from "../../core/samples/segments.ts";
import type { MadeSegment } from "../slices/check.ts";

/** @throws StudioError `cli/usage` when the pattern is no regular expression */
export function segmentsByPattern(pattern: string, ids: readonly string[]): readonly MadeSegment[] {
  if (pattern === "") return [];
  const segmentOf = byPattern(pattern);
  const groups = new Map<string, string[]>();
  for (const id of ids) {
    const name = segmentOf(id);
    if (name === undefined) continue;
    const members = groups.get(name) ?? [];
    members.push(id);
    groups.set(name, members);
  }
  return [...groups].map(([name, samples]) => ({ name, samples }));
}

/** How many of the samples count as borderline. */
const SHARE = 0.1;
const LEAST = 10;

/**
 * Samples whose two best FP32 classes are nearest to each other: the first that quantization turns around. Empty for models whose
 * answer is no class.
 */
export function borderline(results: readonly SampleResult[]): readonly string[] {
  const margins = results.flatMap(({ id, confidence: [first, second] }) =>
    first === undefined || second === undefined ? [] : [{ id, margin: first - second }],
  );
  const wanted = Math.min(margins.length, Math.max(LEAST, Math.round(SHARE * margins.length)));
  return margins
    .sort((a, b) => a.margin - b.margin || (a.id < b.id ? -1 : 1))
    .slice(0, wanted)
    .map(({ id }) => id);
}
