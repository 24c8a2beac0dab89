/** @file Random numbers that depend on the sample alone: page and command line draw the same noise. */
import { hashOfText } from "../../fnv.ts";
import { uniform } from "../../random.ts";
import type { CorruptionId } from "./corruption.ts";

/**
 * Of the name of the corruption and the id of the sample. The strength is left out: a stronger noise is the same noise,
 * louder, and a longer shift has the same direction.
 */
export function seedOf(corruption: CorruptionId, sample: string): number {
  return hashOfText(`${corruption}\n${sample}`);
}

/** A direction, radians; a full turn. */
export function directionOf(seed: number): number {
  return 2 * Math.PI * uniform(seed)();
}
