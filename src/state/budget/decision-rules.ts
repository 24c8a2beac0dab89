/** @file When to ship, stay, retrain, or measure more: a table of rules, the first that holds decides. */
import type { Variant } from "../variants/variant.ts";
import type { VerdictLevel } from "../verdict.ts";
import { type Check, sizeText } from "./judge.ts";
import { byLoss, byPrice, isHalf, isMixed, isRepair, type Judged, missedGain, missesAccuracy, said } from "./judged.ts";

export type DecisionId =
  "ship" | "use-mixed" | "stay-at-fp16" | "not-decided" | "try-fp16" | "repair" | "too-large" | "retrain";

/** Everything a rule looks at. */
export interface Case {
  /** Best first. */
  readonly kept: readonly Judged[];
  readonly open: readonly Judged[];
  readonly missed: readonly Judged[];
  /** Largest file allowed, bytes. */
  readonly limit: number;
  /** Bytes of the FP32 file. */
  readonly float: number;
}

interface Found {
  readonly level: VerdictLevel;
  /** In at most six words. */
  readonly title: string;
  readonly sentence: string;
  readonly variant?: Variant | undefined;
}

interface Rule {
  readonly id: DecisionId;
  /** Null when the rule does not hold. */
  readonly find: (known: Case) => Found | null;
}

/** Samples in addition that would settle every limit that is open. */
const moreFor = ({ judgement }: Judged) => Math.max(...judgement.checks.map(({ more }) => more));

/** Beyond this nobody collects samples: the variant is as good as the limit. */
const TOO_MANY = 20_000;

/** Half of FP32, and a little for what stays float. */
const HALF_SHARE = 0.51;

/** What is said of an accurate variant that does not gain what it must. */
const GAINS: Readonly<
  Record<NonNullable<Check["cost"]> | "size", { readonly title: string; readonly remedy: string }>
> = {
  size: { title: "Too large", remedy: "Fewer bits for the weights make it smaller: INT4 weights, or fewer pins." },
  fit: {
    title: "Does not fit the device",
    remedy: "INT4 weights need less flash, 8-bit activations and a smaller input less RAM; or choose another device.",
  },
  ram: {
    title: "Needs too much RAM",
    remedy: "Activations in fewer bits and fewer float layers need less; beyond that, a smaller input or network.",
  },
  time: {
    title: "Too slow on the device",
    remedy: "Layers in 8 bits are faster than float ones: take pins away; beyond that, a smaller input or network.",
  },
  energy: {
    title: "Needs too much energy",
    remedy: "Fewer bits for weights and activations need less: take pins away.",
  },
};

export const RULES: readonly Rule[] = [
  {
    id: "stay-at-fp16",
    find({ kept, missed }) {
      const [best] = kept;
      if (!best || !kept.every(isHalf) || !missed.some((judged) => !isHalf(judged))) return null;
      const sentence = `${said(best)}. Nothing smaller that was measured keeps the budget.`;
      return { level: "good", title: `Stay at ${best.variant.layers.title}`, sentence, variant: best.variant };
    },
  },
  {
    id: "use-mixed",
    find({ kept: [best], open, missed }) {
      if (!best || !isMixed(best)) return null;
      const uniform = missed.find((judged) => !isMixed(judged) && !isHalf(judged));
      const why = uniform ? ` ${said(uniform)}.` : "";
      const sentence = `${said(best)}.${why}${smaller(best, open)}`;
      return { level: "good", title: `Use mixed precision: ${best.variant.name}`, sentence, variant: best.variant };
    },
  },
  {
    id: "ship",
    find({ kept: [best], open }) {
      if (!best) return null;
      const sentence = `${said(best)}.${smaller(best, open)}`;
      return { level: "good", title: `Ship ${best.variant.name}`, sentence, variant: best.variant };
    },
  },
  {
    id: "not-decided",
    find({ open: [first] }) {
      if (!first) return null;
      const more = moreFor(first);
      // What was not estimated, or not measured in a segment, is no matter of more samples.
      const settle =
        more === 0
          ? ""
          : more > TOO_MANY
            ? " It lies so close to the limit that no reasonable number of samples would settle it: choose another limit or variant."
            : ` About ${roundUp(more)} more samples would settle it, if the values stay where they are.`;
      return { level: "unsure", title: "Not decided", sentence: `${said(first)}.${settle}`, variant: first.variant };
    },
  },
  {
    id: "too-large",
    find({ missed }) {
      const [accurate] = missed.filter((judged) => !missesAccuracy(judged)).toSorted(byPrice);
      const gain = accurate && missedGain(accurate);
      if (!gain || missed.some((judged) => missedGain(judged) === undefined)) return null;
      const { title, remedy } = GAINS[gain.cost ?? "size"];
      return { level: "bad", title, sentence: `${said(accurate)}. ${remedy}`, variant: accurate.variant };
    },
  },
  {
    id: "repair",
    find({ missed }) {
      const [nearest] = missed.toSorted(byLoss);
      if (!nearest || missed.some((judged) => isRepair(judged) && missesAccuracy(judged))) return null;
      const sentence = `${said(nearest)}. Not tried yet: other range methods, the most harmful layers pinned, or 16-bit activations.`;
      return { level: "bad", title: "Loses too much as it is", sentence, variant: nearest.variant };
    },
  },
  {
    id: "try-fp16",
    find({ missed, limit, float }) {
      const [nearest] = missed.toSorted(byLoss);
      if (!nearest || missed.some(isHalf) || HALF_SHARE * float > limit) return null;
      const sentence = `${said(nearest)}, and repairs did not help enough. FP16 was not measured; it would take about ${sizeText(HALF_SHARE * float)}.`;
      return { level: "bad", title: "Measure FP16", sentence, variant: nearest.variant };
    },
  },
  {
    id: "retrain",
    find({ missed, float, limit }) {
      const [nearest] = missed.toSorted(byLoss);
      if (!nearest) return null;
      const half = missed.find(isHalf);
      const fp16 = half
        ? ` ${said(half)}.`
        : ` FP16 would take about ${sizeText(HALF_SHARE * float)}, ${sizeText(limit)} allowed.`;
      const sentence = `Of ${missed.length} variants none keeps the budget. The nearest: ${said(nearest)}.${fp16} Rounding after training does not reach it: train with quantization in the loop (QAT), or change the budget.`;
      return { level: "bad", title: "Retrain with quantization (QAT)", sentence, variant: nearest.variant };
    },
  },
];

/** A smaller one that may pass too is worth a word. */
function smaller(best: Judged, open: readonly Judged[]): string {
  const other = open.find(({ variant }) => variant.bytes < best.variant.bytes);
  return other === undefined
    ? ""
    : ` ${other.variant.name} is smaller (${sizeText(other.variant.bytes)}) but not decided.`;
}

/** 137 -> 140, 1234 -> 1300: an estimate is not exact. */
function roundUp(n: number): number {
  const step = n < 100 ? 10 : 10 ** (Math.floor(Math.log10(n)) - 1);
  return Math.ceil(n / step) * step;
}
