/** @file How many samples each class has. */
import type { Dataset } from "../../core/samples/dataset.ts";

export interface ClassBar {
  /** Name, or "name to name" for a folded group. */
  readonly label: string;
  /** Samples per class, the mean for a group. */
  readonly count: number;
}

const MAX_BARS = 128;

/** Classes in index order, also those without samples; many are folded to the mean of neighbours. */
export function classBars({ samples, classes }: Dataset, maxBars = MAX_BARS): readonly ClassBar[] {
  const largest = samples.reduce((max, s) => Math.max(max, s.label ?? -1), classes.length - 1);
  const counts = Array.from({ length: largest + 1 }, () => 0);
  for (const { label } of samples) if (label !== undefined) counts[label] = (counts[label] ?? 0) + 1;
  const name = (i: number) => classes[i] ?? `class ${i}`;
  const fold = Math.max(1, Math.ceil(counts.length / maxBars));
  const bars: ClassBar[] = [];
  for (let i = 0; i < counts.length; i += fold) {
    const group = counts.slice(i, i + fold);
    const label = group.length === 1 ? name(i) : `${name(i)} to ${name(i + group.length - 1)}`;
    bars.push({ label, count: group.reduce((a, b) => a + b, 0) / group.length });
  }
  return bars;
}
