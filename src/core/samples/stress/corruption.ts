/** @file What a corruption of a sample is. Strengths are in the unit of each; 0 always leaves the sample as it is. */
import type { Pixels } from "../dataset.ts";

/** Stored in result files: add, never rename. */
export const CORRUPTION_IDS = [
  "darker",
  "motion-blur",
  "noise",
  "jpeg",
  "contrast",
  "shift",
  "quieter",
  "hiss",
] as const;

export type CorruptionId = (typeof CORRUPTION_IDS)[number];

/** One corruption at one strength. */
export interface Stress {
  readonly corruption: CorruptionId;
  readonly strength: number;
}

interface Named {
  readonly id: CorruptionId;
  readonly title: string;
  /** What is done to a sample, one sentence. */
  readonly what: string;
  /** Strengths from mild to so hard that the original suffers too, ascending. */
  readonly steps: readonly number[];
  /** A strength as people say it, with its unit: "−2 stops", "quality 10". */
  readonly text: (strength: number) => string;
  /** The number of `text` alone, for the axis of a plot. */
  readonly tick: (strength: number) => string;
  /** What the ticks count. */
  readonly unit: string;
}

/** A movement of the whole picture, pixels: to the right and down. */
export interface Movement {
  readonly dx: number;
  readonly dy: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface PictureCorruption extends Named {
  readonly takes: "image";
  /** @param seed decides noise and directions: the same one gives the same picture */
  readonly apply: (pixels: Pixels, strength: number, seed: number) => Pixels;
  /** Where things went; left out where they stay in place. */
  readonly movement?: (size: Size, strength: number, seed: number) => Movement;
}

export interface SoundCorruption extends Named {
  readonly takes: "audio";
  /** @param wave one channel, -1 to 1 */
  readonly apply: (wave: Float32Array, strength: number, seed: number) => Float32Array;
}

export type Corruption = PictureCorruption | SoundCorruption;

/** A corruption with `text` and `tick` from its unit: `before`, the number of the strength, `after`. */
export function scale(unit: string, before: string, after: string) {
  return {
    unit,
    text: (strength: number) => `${before}${strength}${after}`,
    tick: (strength: number) => `${before}${strength}`,
  };
}
