/** @file Samples whose answer changed, for the gallery: of classifiers and of detectors alike, the worst first. */
import { objectChanges } from "../../../core/evaluate/detection/changes.ts";
import type { Flip, SampleResult } from "../../../core/evaluate/evaluation.ts";
import { WORSE } from "../../../core/evaluate/paired/checks.ts";
import type { SampleChanges } from "../../../core/evaluate/paired/sample-changes.ts";
import type { MetricName } from "../../../core/evaluate/tasks/task.ts";
import { className } from "./class-name.ts";
import { scoreText } from "./score-text.ts";

/** One line of a card: what a model answered. */
export interface ShownAnswer {
  readonly text: string;
  readonly right: boolean;
  /** 0..1; null where many answers stand for one. */
  readonly confidence: number | null;
}

export interface Changed {
  readonly id: string;
  readonly kind: Flip["kind"];
  /** Of the sample, or of the objects that changed. */
  readonly labels: readonly number[];
  readonly segment?: string;
  readonly before: ShownAnswer;
  readonly after: ShownAnswer;
  /** Larger is worse: how sure FP32 was of the right answer that was lost, minus what was won. */
  readonly harm: number;
}

export function changedOf(
  flips: readonly Flip[],
  base: readonly SampleResult[] | undefined,
  other: readonly SampleResult[] | undefined,
  classes: readonly string[],
): readonly Changed[] {
  const detector = base?.[0]?.detections !== undefined;
  const list =
    detector && base && other ? fromBoxes(base, other, classes) : flips.map((flip) => fromFlip(flip, classes));
  return list.toSorted((a, b) => b.harm - a.harm || (a.id < b.id ? -1 : 1));
}

/** A right answer lost with certainty is worst, then the surest wrong answers; what was won comes last. */
function fromFlip({ id, kind, label, segment, before, after }: Flip, classes: readonly string[]): Changed {
  const harm =
    kind === "lost"
      ? 1 + before.confidence + after.confidence
      : kind === "won"
        ? -after.confidence
        : after.confidence / 2;
  const shown = ({ index, confidence }: Flip["before"]): ShownAnswer => ({
    text: className(classes, index),
    right: index === label,
    confidence,
  });
  return {
    id,
    kind,
    labels: label === undefined ? [before.index] : [label],
    ...(segment !== undefined && { segment }),
    before: shown(before),
    after: shown(after),
    harm,
  };
}

/**
 * Of tasks whose answers are scores or numbers. "lost" and "won" are changes of the sample's own score that a gate would not let
 * pass either; what only moved is "moved". Answers that are the same are left out.
 */
export function changedScores({ metric, near, rows }: SampleChanges): readonly Changed[] {
  return rows.flatMap(({ id, segment, before, after, lost, near: alike }): Changed[] => {
    if (isSame(alike, near) && (lost ?? 0) === 0) return [];
    const large = lost !== null && Math.abs(lost) > WORSE * Math.abs(before ?? 0);
    const nearness = alike === null || near === null ? "" : `${near.title} ${scoreText(alike, near.unit)}`;
    const scored = metric !== null && before !== null && after !== null;
    return [
      {
        id,
        kind: !large ? "moved" : lost > 0 ? "lost" : "won",
        labels: [],
        ...(segment !== undefined && { segment }),
        before: shownScore(scored ? `${metric.title} ${scoreText(before, metric.unit)}` : "no label"),
        after: shownScore(scored ? `${metric.title} ${scoreText(after, metric.unit)}` : nearness),
        harm: lost ?? 0,
      },
    ];
  });
}

function shownScore(text: string): ShownAnswer {
  return { text, right: false, confidence: null };
}

/** Of shares all of them, of decibels as many as are counted, of a distance none. */
function isSame(value: number | null, near: MetricName | null): boolean {
  if (value === null || near === null) return false;
  if (near.better === "lower") return value === 0;
  if (near.unit === "dB") return value >= MOST_DB;
  return value >= (near.unit === "%" ? 100 : 1);
}

/** Beyond this, signal to noise is cut off: the answers are equal. */
const MOST_DB = 100;

function fromBoxes(
  base: readonly SampleResult[],
  other: readonly SampleResult[],
  classes: readonly string[],
): readonly Changed[] {
  const before = new Map(base.map((result) => [result.id, result]));
  return other.flatMap((after): Changed[] => {
    const earlier = before.get(after.id);
    if (!earlier?.detections || !after.detections) return [];
    const truth = earlier.truth?.kind === "boxes" ? earlier.truth.image.boxes : undefined;
    const { lost, won, wrong } = objectChanges(earlier.detections, after.detections, truth);
    const extra = wrong.after - wrong.before;
    if (lost.length === 0 && won.length === 0 && extra === 0) return [];
    const sum = (list: typeof lost) => list.reduce((total, { score }) => total + score, 0);
    const harm = sum(lost) - sum(won) + extra / 2;
    const kind = lost.length > won.length ? "lost" : won.length > lost.length ? "won" : "moved";
    const names = (list: typeof lost) => [...new Set(list.map(({ label }) => className(classes, label)))].join(", ");
    return [
      {
        id: after.id,
        kind,
        labels: [...new Set([...lost, ...won].map(({ label }) => label))],
        ...(earlier.segment !== undefined && { segment: earlier.segment }),
        before: {
          text: lost.length > 0 ? `${lost.length} lost: ${names(lost)}` : "none lost",
          right: false,
          confidence: null,
        },
        after: {
          text: won.length > 0 ? `${won.length} anew: ${names(won)}` : extra > 0 ? `${extra} more wrong` : "none anew",
          right: false,
          confidence: null,
        },
        harm,
      },
    ];
  });
}
