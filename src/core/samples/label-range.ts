/** @file Labels that a model has no class for: a few are slips and count as none, most of them belong to another model. */
import { StudioError } from "../errors.ts";
import type { Sample } from "./dataset.ts";

/** What is said of them; null when there are none. @param classes that the model tells apart; null when its shape does not say */
export function labelsBeyond(samples: readonly Sample[], classes: number | null): string | null {
  const outside = outsideOf(samples, classes);
  const [first] = outside;
  if (first === undefined) return null;
  const named = `${first.id} with class ${first.label}`;
  return outside.length === 1
    ? `1 sample has a label beyond the model's ${classes} classes and counts as unlabelled: ${named}.`
    : `${outside.length} samples have labels beyond the model's ${classes} classes and count as unlabelled, first ${named}.`;
}

/** @param file the set, named in the error @throws StudioError `data/label-range` when at least half of the labels are of other classes */
export function checkLabels(samples: readonly Sample[], classes: number | null, file: string): void {
  const outside = outsideOf(samples, classes);
  const labelled = samples.filter(({ label }) => label !== undefined);
  if (outside.length === 0 || 2 * outside.length < labelled.length) return;
  const label = Math.max(...outside.map((sample) => sample.label ?? 0));
  throw new StudioError("data/label-range", { label, file, classes: classes ?? 0 });
}

function outsideOf(samples: readonly Sample[], classes: number | null): readonly Sample[] {
  return classes === null ? [] : samples.filter(({ label }) => label !== undefined && label >= classes);
}

/** The same without a label that the model has no class for. */
export function withinClasses<T extends { readonly label?: number }>(sample: T, classes: number | null): T {
  if (classes === null || sample.label === undefined || sample.label < classes) return sample;
  const { label: _, ...rest } = sample;
  return rest as T;
}
