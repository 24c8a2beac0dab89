/** @file Where quantization hurts: the main score of every segment and class before and after, the worst harm first. */
import type { Estimate } from "../evaluation.ts";
import type { Task } from "../tasks/task.ts";
import { nearest, type Pair, type PairedOptions, pairedScores, type PairedScores } from "./paired.ts";

/** With fewer samples a score moves by several points through one of them. */
export const FEW = 30;

export interface BreakdownRow {
  readonly kind: "segment" | "size" | "class";
  readonly name: string;
  /** Index of a class. */
  readonly label?: number;
  /** Labelled samples, or objects of a class. */
  readonly n: number;
  /** Of the main score; null where nothing is labelled, so that agreement with the original stands for it. */
  readonly base: Estimate | null;
  readonly other: Estimate;
  /** `other` minus `base`; without labels, agreement minus a full one. */
  readonly change: Estimate;
  /** How much worse it became, in the unit of the score; negative when it became better. */
  readonly harm: number;
  /** Fewer than `FEW` samples: the numbers may be chance. */
  readonly uncertain: boolean;
}

export interface Breakdown {
  /** Of the score that the rows show. */
  readonly metric: string;
  readonly title: string;
  readonly unit: string;
  readonly rows: readonly BreakdownRow[];
}

/**
 * Segments of the samples by harm, sizes of objects, then classes by harm.
 * @param whole scores of all pairs, of which the classes are taken
 * @param className of a class index
 */
export function breakdown(
  task: Task,
  pairs: readonly Pair[],
  whole: PairedScores,
  options: PairedOptions & { readonly className: (label: number) => string },
): Breakdown {
  const main = whole.metrics[0];
  const metric = main ?? nearest(whole.closeness);
  const sign = metric?.better === "lower" ? -1 : 1;
  const segments = [...segmentsOf(pairs)].map(([name, members]) => {
    return segmentRow(name, pairedScores(task, members, options), main !== undefined, sign);
  });
  const classes = whole.classes.map(({ label, base, other, change }): BreakdownRow => {
    const { n } = base;
    const harm = harmOf(change, sign);
    return { kind: "class", name: options.className(label), label, n, base, other, change, harm, uncertain: n < FEW };
  });
  const rows = [
    ...segments.filter((row) => row !== null).sort(byHarm),
    ...sizesOf(whole, sign),
    ...classes.sort(byHarm),
  ];
  return { metric: metric?.id ?? "", title: metric?.title ?? "", unit: metric?.unit ?? "", rows };
}

function segmentsOf(pairs: readonly Pair[]): ReadonlyMap<string, readonly Pair[]> {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const segment = pair.base.segment ?? pair.other.segment;
    if (segment === undefined) continue;
    const members = groups.get(segment) ?? [];
    members.push(pair);
    groups.set(segment, members);
  }
  return groups;
}

/** From small to large: their order says more than their harm. */
function sizesOf({ metrics, parts = [] }: PairedScores, sign: number): BreakdownRow[] {
  return parts.flatMap(({ metric, name, n }): BreakdownRow[] => {
    const found = metrics.find(({ id }) => id === metric);
    if (found === undefined) return [];
    const { base, other, change } = found;
    return [{ kind: "size", name, n, base, other, change, harm: harmOf(change, sign), uncertain: n < FEW }];
  });
}

/** Null for a segment of a labelled set in which nothing is labelled. */
function segmentRow(name: string, scores: PairedScores, labelled: boolean, sign: number): BreakdownRow | null {
  const main = scores.metrics[0];
  if (labelled && main === undefined) return null;
  if (main !== undefined) {
    const { base, other, change } = main;
    const harm = harmOf(change, sign);
    return { kind: "segment", name, n: base.n, base, other, change, harm, uncertain: base.n < FEW };
  }
  const near = nearest(scores.closeness);
  if (near === undefined) return null;
  const { estimate } = near;
  // Against the full agreement of a model with itself.
  const full = near.unit === "%" ? 100 : 1;
  const { value, lo, hi, n } = estimate;
  const change = { value: value - full, lo: lo - full, hi: hi - full, n };
  return {
    kind: "segment",
    name,
    n,
    base: null,
    other: estimate,
    change,
    harm: harmOf(change, sign),
    uncertain: n < FEW,
  };
}

/** A change of nothing is 0, not -0. */
function harmOf({ value }: Estimate, sign: number): number {
  return 0 - sign * value;
}

function byHarm(a: BreakdownRow, b: BreakdownRow): number {
  const key = ({ harm }: BreakdownRow) => (Number.isNaN(harm) ? -Infinity : harm);
  return key(b) - key(a) || (a.name < b.name ? -1 : 1);
}
