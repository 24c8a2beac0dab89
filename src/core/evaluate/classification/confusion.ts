/** @file Which class is taken for which, and what quantization changed about it. */
import type { SampleResult } from "../evaluation.ts";

/** One cell of the confusion matrix; cells that are 0 are left out. */
export interface Confusion {
  readonly label: number;
  readonly answer: number;
  readonly n: number;
}

export interface ClassScores {
  readonly label: number;
  /** Labelled samples. */
  readonly n: number;
  /** Percent; NaN when the class was never answered. */
  readonly precision: number;
  /** Percent; NaN when no sample is labelled so. */
  readonly recall: number;
  /** Harmonic mean of both, percent. */
  readonly f1: number;
}

/** By label, then by answer. */
export function confusionOf(results: readonly SampleResult[]): Confusion[] {
  const counts = new Map<number, Map<number, number>>();
  for (const { label, top } of results) {
    const answer = top[0];
    if (label === undefined || answer === undefined) continue;
    const row = counts.get(label) ?? new Map<number, number>();
    row.set(answer, (row.get(answer) ?? 0) + 1);
    counts.set(label, row);
  }
  const cells = [...counts].flatMap(([label, row]) => [...row].map(([answer, n]): Confusion => ({ label, answer, n })));
  return cells.sort((a, b) => a.label - b.label || a.answer - b.answer);
}

/** Of every class that was labelled or answered, by index. */
export function classScores(cells: readonly Confusion[]): ClassScores[] {
  const labels = [...new Set(cells.flatMap(({ label, answer }) => [label, answer]))].sort((a, b) => a - b);
  const [labelled, answered, right] = [new Map<number, number>(), new Map<number, number>(), new Map<number, number>()];
  const add = (sums: Map<number, number>, key: number, n: number) => void sums.set(key, (sums.get(key) ?? 0) + n);
  for (const { label, answer, n } of cells) {
    add(labelled, label, n);
    add(answered, answer, n);
    if (label === answer) add(right, label, n);
  }
  return labels.map((label) => {
    const [n, hits] = [labelled.get(label) ?? 0, right.get(label) ?? 0];
    const [precision, recall] = [share(hits, answered.get(label) ?? 0), share(hits, n)];
    const f1 = share(2 * hits, n + (answered.get(label) ?? 0));
    return { label, n, precision, recall, f1 };
  });
}

function share(part: number, whole: number): number {
  return whole === 0 ? NaN : (100 * part) / whole;
}

export interface ConfusionChange extends Confusion {
  /** `n` of the quantized model minus that of the original. */
  readonly change: number;
}

/** Cells whose count changed, the largest change first. @param other of the quantized model, on the same samples */
export function confusionChange(base: readonly Confusion[], other: readonly Confusion[]): ConfusionChange[] {
  const key = ({ label, answer }: Confusion) => `${label} ${answer}`;
  const before = new Map(base.map((cell) => [key(cell), cell]));
  const after = new Map(other.map((cell) => [key(cell), cell]));
  const all = [...base, ...other.filter((cell) => !before.has(key(cell)))];
  return all
    .map(({ label, answer }) => {
      const n = after.get(`${label} ${answer}`)?.n ?? 0;
      return { label, answer, n, change: n - (before.get(`${label} ${answer}`)?.n ?? 0) };
    })
    .filter(({ change }) => change !== 0)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || a.label - b.label || a.answer - b.answer);
}
