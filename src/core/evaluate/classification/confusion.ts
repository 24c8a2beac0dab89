/** @file Which class is taken for which by two models on the same samples, and what that makes of each class. */
import type { Pair } from "../paired/paired.ts";

/** One cell of both confusion matrices; cells that are 0 in both are left out. */
export interface ConfusionCell {
  readonly label: number;
  readonly answer: number;
  /** Samples of the original. */
  readonly base: number;
  /** Samples of the quantized model. */
  readonly other: number;
}

/** Percent. */
export interface ClassScore {
  /** Of the samples that were answered so, how many are; NaN when none was. */
  readonly precision: number;
  /** Of the samples that are so, how many were answered so; NaN when none is. */
  readonly recall: number;
  /** Samples that were answered so. */
  readonly answered: number;
}

export interface ClassChange {
  readonly label: number;
  /** Labelled samples. */
  readonly n: number;
  readonly base: ClassScore;
  readonly other: ClassScore;
}

/** Of a place in the matrix; there are fewer classes than this. */
const STRIDE = 2 ** 24;

/** By label, then by answer; only labelled samples count. */
export function confusionOf(pairs: readonly Pair[]): ConfusionCell[] {
  const cells = new Map<number, { label: number; answer: number; base: number; other: number }>();
  const at = (label: number, answer: number) => {
    const key = label * STRIDE + answer;
    const known = cells.get(key);
    if (known !== undefined) return known;
    const cell = { label, answer, base: 0, other: 0 };
    cells.set(key, cell);
    return cell;
  };
  for (const pair of pairs) {
    const [label, before, after] = [labelOf(pair), pair.base.top[0], pair.other.top[0]];
    if (label === undefined || before === undefined || after === undefined) continue;
    at(label, before).base++;
    at(label, after).other++;
  }
  return [...cells.values()].sort((a, b) => a.label - b.label || a.answer - b.answer);
}

const labelOf = ({ base, other }: Pair) => base.label ?? other.label;

/** Of every class that was labelled or answered, by index. */
export function classChanges(cells: readonly ConfusionCell[]): ClassChange[] {
  const sums = new Map<number, Sums>();
  const of = (label: number) => {
    const sum = sums.get(label) ?? { n: 0, base: { hits: 0, answered: 0 }, other: { hits: 0, answered: 0 } };
    sums.set(label, sum);
    return sum;
  };
  for (const { label, answer, base, other } of cells) {
    of(label).n += base;
    of(answer).base.answered += base;
    of(answer).other.answered += other;
    if (label !== answer) continue;
    of(label).base.hits += base;
    of(label).other.hits += other;
  }
  const score = ({ hits, answered }: Side, n: number): ClassScore => {
    return { precision: share(hits, answered), recall: share(hits, n), answered };
  };
  return [...sums]
    .map(([label, { n, base, other }]) => ({ label, n, base: score(base, n), other: score(other, n) }))
    .sort((a, b) => a.label - b.label);
}

interface Side {
  hits: number;
  answered: number;
}

interface Sums {
  n: number;
  readonly base: Side;
  readonly other: Side;
}

function share(part: number, whole: number): number {
  return whole === 0 ? NaN : (100 * part) / whole;
}

/** Samples that the cell gained by quantization; negative when it lost some. */
export function changeOf({ base, other }: ConfusionCell): number {
  return other - base;
}

/** The same as harm: more wrong answers are worse, fewer right ones too. */
export function harmOf(cell: ConfusionCell): number {
  return cell.label === cell.answer ? 0 - changeOf(cell) : changeOf(cell);
}

/** Wrong answers: those that changed most first, of equal changes the harmful, then the frequent. */
export function mistakesOf(cells: readonly ConfusionCell[]): ConfusionCell[] {
  return cells
    .filter(({ label, answer }) => label !== answer)
    .sort(
      (a, b) =>
        Math.abs(changeOf(b)) - Math.abs(changeOf(a)) ||
        changeOf(b) - changeOf(a) ||
        b.other - a.other ||
        a.label - b.label ||
        a.answer - b.answer,
    );
}

/** Samples that at least one of the models put in the cell. */
export function pairsIn(
  pairs: readonly Pair[],
  { label, answer }: Pick<ConfusionCell, "label" | "answer">,
): readonly Pair[] {
  return pairs.filter((pair) => {
    return labelOf(pair) === label && (pair.base.top[0] === answer || pair.other.top[0] === answer);
  });
}
