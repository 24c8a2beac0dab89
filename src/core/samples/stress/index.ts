/**
 * @file Corruptions that show where a model breaks first, made from the user's own samples. The choice follows Hendrycks and Dietterich,
 * "Benchmarking Neural Network Robustness to Common Corruptions and Perturbations" (ICLR 2019), without weather, plus a shift. What they
 * give is synthetic: it tells which way to look, not how the field looks.
 */
import { assert } from "../../errors.ts";
import { contrast } from "./contrast.ts";
import type { Corruption, CorruptionId } from "./corruption.ts";
import { darker } from "./darker.ts";
import { jpeg } from "./jpeg.ts";
import { motionBlur } from "./motion-blur.ts";
import { noise } from "./noise.ts";
import { shift } from "./shift.ts";
import { hiss, quieter } from "./sounds.ts";

export const CORRUPTIONS: readonly Corruption[] = [darker, motionBlur, noise, jpeg, contrast, shift, quieter, hiss];

export function corruptionOf(id: CorruptionId): Corruption {
  const corruption = CORRUPTIONS.find((c) => c.id === id);
  assert(corruption, "every id of a corruption has one");
  return corruption;
}

/** Those for samples of this kind. */
export function corruptionsFor(kind: "image" | "audio" | "tensor"): readonly Corruption[] {
  return CORRUPTIONS.filter(({ takes }) => takes === kind);
}
