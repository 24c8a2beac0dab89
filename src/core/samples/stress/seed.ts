/** @file Random numbers that depend on the sample alone: page and command line draw the same noise. */
import { uniform } from "../../random.ts";
import type { CorruptionId } from "./corruption.ts";

/**
 * FNV-1a over the name of the corruption and the id of the sample. The strength is left out: a stronger noise is the same noise,
 * louder, and a longer shift has the same direction.
 */
export function seedOf(corruption: CorruptionId, sample: string): number {
  let hash = 0x811c9dc5;
  for (const unit of `${corruption}\n${sample}`) {
    hash = Math.imul(hash ^ (unit.codePointAt(0) as number), 0x01000193);
  }
  return hash >>> 0;
}

/** A direction, radians; a full turn. */
export function directionOf(seed: number): number {
  return 2 * Math.PI * uniform(seed)();
}
