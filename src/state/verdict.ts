/** @file Whether to ship, from what was measured: a word for the chip and a sentence for the page. */
import type { Comparison, Estimate } from "../core/evaluate/evaluation.ts";

export type VerdictLevel = "good" | "unsure" | "bad";

export interface Verdict {
  readonly level: VerdictLevel;
  /** At most three words. */
  readonly chip: string;
  readonly sentence: string;
}

/** Largest loss of top-1 that counts as shippable, points. */
export const BUDGET_POINTS = 1;
/** Without labels: least agreement with FP32, percent, that counts as shippable. */
export const BUDGET_AGREEMENT = 97;

const n1 = (x: number) => Math.abs(x).toFixed(1);

/** @param name of the variant, for the sentence */
export function verdictOf(comparison: Comparison, name: string, budget = BUDGET_POINTS): Verdict {
  const { top1Change } = comparison;
  return top1Change ? byAccuracy(top1Change, name, budget) : byAgreement(comparison.agreement, name);
}

/** The interval decides: inside the budget, outside it, or too wide to tell. */
function byAccuracy({ value, lo, hi, n }: Estimate, name: string, budget: number): Verdict {
  const change = value < 0 ? `loses ${n1(value)} points` : value > 0 ? `gains ${n1(value)} points` : "changes nothing";
  const interval = `95 % interval ${signed(lo)} to ${signed(hi)} points on ${n} images`;
  if (lo >= -budget) {
    return {
      level: "good",
      chip: "Ready to ship",
      sentence: `${name} ${change} of top-1: ${interval}, within ${budget}.`,
    };
  }
  if (hi < -budget) {
    return {
      level: "bad",
      chip: "Accuracy lost",
      sentence: `${name} ${change} of top-1: ${interval}, more than the ${budget} allowed.`,
    };
  }
  const likely = value >= -budget;
  return {
    level: "unsure",
    chip: likely ? "Likely fine" : "Likely too lossy",
    sentence: `${name} ${change} of top-1, but the ${interval} is too wide to be sure of ${budget} point${budget === 1 ? "" : "s"}.`,
  };
}

function byAgreement({ value, lo, hi, n }: Estimate, name: string): Verdict {
  const sentence = `${name} gives the same answer as FP32 on ${n1(value)} % of ${n} unlabelled images (95 % interval ${n1(lo)} to ${n1(hi)} %).`;
  if (lo >= BUDGET_AGREEMENT) return { level: "good", chip: "Agrees", sentence };
  if (hi < BUDGET_AGREEMENT) return { level: "bad", chip: "Disagrees", sentence };
  return { level: "unsure", chip: value >= BUDGET_AGREEMENT ? "Likely fine" : "Likely too lossy", sentence };
}

function signed(x: number): string {
  return `${x < 0 ? "−" : "+"}${n1(x)}`;
}
