/** @file Two evaluations of the same samples, side by side: what quantization changed. */
import { decibel } from "../calibrate/noise.ts";
import { detectionAgreement } from "./detection/agreement.ts";
import type { Comparison, Estimate, Evaluation, Flip, SampleResult, SegmentComparison } from "./evaluation.ts";
import { meanOf, proportion } from "./intervals.ts";
import { likenessOf } from "./likeness.ts";
import { scoresOf } from "./scores.ts";

/** Identical outputs have no noise; their ratio is capped here so that a mean stays finite. */
const SQNR_CAP = 120;

interface Pair {
  readonly base: SampleResult;
  readonly other: SampleResult;
}

/** Compares by sample id; samples that only one side has are left out, so a streaming prefix is valid. */
export function compare(base: Evaluation, other: Evaluation): Comparison {
  const byId = new Map(base.results.map((r) => [r.id, r]));
  const pairs = other.results.flatMap((r): Pair[] => {
    const before = byId.get(r.id);
    return before === undefined ? [] : [{ base: before, other: r }];
  });
  const { task } = other;
  return {
    n: pairs.length,
    ...sides(pairs, task),
    ...nearOf(task),
    sqnr: meanOf(pairs.map(sqnr)),
    flips: pairs.flatMap(flipOf),
    segments: segmentsOf(pairs, task),
  };
}

const nearOf = (task: string | undefined) => {
  const near = likenessOf(task)?.title;
  return near === undefined ? {} : { near };
};

function sides(pairs: readonly Pair[], task: string | undefined) {
  const change = pairs.flatMap((p) => (isClassed(p) ? [100 * (correct(p.other) - correct(p.base))] : []));
  return {
    base: scoresOf(pairs.map((p) => p.base)),
    other: scoresOf(pairs.map((p) => p.other)),
    agreement: agreementOf(pairs, task),
    ...(change.length > 0 && { top1Change: meanOf(change) }),
  };
}

/** Answers that are no class are neither right nor wrong. */
const isClassed = ({ base }: Pair) => base.label !== undefined && base.top.length > 0;

function agreementOf(pairs: readonly Pair[], task: string | undefined): Estimate {
  const likeness = likenessOf(task);
  if (likeness !== undefined) {
    const known = pairs.map(({ base, other }) => likeness.of(base, other)).filter((x) => !Number.isNaN(x));
    return meanOf(known);
  }
  const shares = pairs.flatMap(({ base, other }) =>
    base.detections && other.detections ? [100 * detectionAgreement(base.detections, other.detections)] : [],
  );
  if (shares.length > 0) return meanOf(shares);
  return proportion(pairs.filter((p) => p.base.top[0] === p.other.top[0]).length, pairs.length);
}

const correct = (r: SampleResult) => (r.top[0] === r.label ? 1 : 0);

/** 10 log10(sum base^2 / sum (base - other)^2), dB, of one sample's output. */
function sqnr({ base, other }: Pair): number {
  let [signal, noise] = [0, 0];
  for (let i = 0; i < base.output.length; i++) {
    const x = base.output[i] as number;
    signal += x * x;
    noise += (x - (other.output[i] ?? NaN)) ** 2;
  }
  return Math.min(SQNR_CAP, decibel(signal, noise));
}

function flipOf({ base, other }: Pair): Flip[] {
  const [before, after] = [base.top[0], other.top[0]];
  if (before === undefined || after === undefined || before === after) return [];
  const kind = base.label === before ? "lost" : base.label === after ? "won" : "moved";
  const { id, label, segment } = base;
  return [
    {
      id,
      ...(label !== undefined && { label }),
      ...(segment !== undefined && { segment }),
      before: { index: before, confidence: base.confidence[0] ?? NaN },
      after: { index: after, confidence: other.confidence[0] ?? NaN },
      kind,
    },
  ];
}

/** By name; empty when no sample has a segment. */
function segmentsOf(pairs: readonly Pair[], task: string | undefined): SegmentComparison[] {
  const groups = new Map<string, Pair[]>();
  for (const pair of pairs) {
    if (pair.base.segment === undefined) continue;
    groups.set(pair.base.segment, [...(groups.get(pair.base.segment) ?? []), pair]);
  }
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([segment, members]) => ({ segment, n: members.length, ...sides(members, task) }));
}
