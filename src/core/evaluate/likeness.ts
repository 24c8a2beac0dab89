/** @file How alike the answers of two models are where they are neither a class nor boxes: percent, 100 for equal ones. Needs no labels. */
import type { SampleResult } from "./evaluation.ts";
import { AGREEMENT, COSINE, measureAt } from "./tasks/common.ts";

export interface Likeness {
  readonly title: string;
  /** NaN where it says nothing. */
  readonly of: (base: SampleResult, other: SampleResult) => number;
}

const PIXELS: Likeness = {
  title: "pixel agreement",
  of: ({ mask: a }, { mask: b }) => (a && b && a.data.length === b.data.length ? 100 * sharedOf(a.data, b.data) : NaN),
};

/** Pixels that are looked at of each mask: masks come by the thousand while a page is drawn, and `withScores` has all pixels. */
const LOOKED_AT = 4096;

/** Share of equal pixels. The step is odd, so that it does not run along the columns of an even width. */
function sharedOf(a: Uint8Array, b: Uint8Array): number {
  const step = Math.floor(a.length / LOOKED_AT / 2) * 2 + 1;
  let [same, all] = [0, 0];
  for (let i = 0; i < a.length; i += step) {
    same += a[i] === b[i] ? 1 : 0;
    all++;
  }
  return same / all;
}

/** A single number has no direction: there, one minus its relative difference. */
const DIRECTION: Likeness = {
  title: "cosine",
  of: (a, b) => 100 * (isNumber(a) ? nearness(a, b) : Math.max(0, measureAt(COSINE, a, b))),
};

const CHOICE: Likeness = {
  title: "agreement",
  of: (a, b) => (isNumber(a) ? 100 * nearness(a, b) : measureAt(AGREEMENT, a, b)),
};

const BY_TASK: ReadonlyMap<string, Likeness> = new Map([
  ["segmentation", PIXELS],
  ["embedding", DIRECTION],
  ["regression", { ...DIRECTION, title: "likeness" }],
  ["image", DIRECTION],
  ["any", CHOICE],
]);

/** Undefined for classes and boxes, which are compared as such. @param task id */
export function likenessOf(task: string | undefined): Likeness | undefined {
  return task === undefined ? undefined : BY_TASK.get(task);
}

const isNumber = ({ output }: SampleResult) => output.length === 1;

/** 1 - |a - b| / max(|a|, |b|), at least 0. */
function nearness({ output: [a = NaN] }: SampleResult, { output: [b = NaN] }: SampleResult): number {
  const most = Math.max(Math.abs(a), Math.abs(b));
  return most === 0 ? 1 : Math.max(0, 1 - Math.abs(a - b) / most);
}
