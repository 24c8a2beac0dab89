/** @file What `qstudio search` prints. */
import type { Goal } from "../core/search/goal.ts";
import { paretoFront, type Trial } from "../core/search/trial.ts";
import { plural } from "./text.ts";

const kilo = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;

const OUTCOMES: Readonly<Record<Trial["outcome"], string>> = {
  measured: "",
  "too-large": "too large, not run",
  hopeless: "given up early",
  same: "the same file as before",
  failed: "failed",
};

function verdict({ passes, outcome, misses }: Trial): string {
  if (outcome === "measured") return passes ? "passes" : misses.join("; ");
  const said = outcome === "failed" ? `: ${misses.join("; ")}` : "";
  return `${OUTCOMES[outcome]}${said}`;
}

function numbers({ top1, agreement, sqnr, samples }: Trial): string {
  if (agreement === null) return "";
  const parts = [
    ...(top1 === null ? [] : [`top-1 ${top1.value.toFixed(1)} %`]),
    `agree ${agreement.value.toFixed(1)} %`,
    ...(sqnr === null ? [] : [`${sqnr.value.toFixed(1)} dB`]),
    `n ${samples}`,
  ];
  return parts.join("  ");
}

/** One line per trial, as it comes. */
export function trialLine(trial: Trial): string {
  const size = trial.bytes > 0 ? kilo(trial.bytes).padStart(9) : "".padStart(9);
  return `${size}  ${numbers(trial).padEnd(48)}  ${verdict(trial)}\n           ${trial.why}`;
}

interface Found {
  readonly trials: readonly Trial[];
  readonly why: string;
  readonly best: Trial;
  readonly goal: Goal;
  readonly out: string;
}

export function searchText({ trials, why, best, out }: Found): string {
  const front = paretoFront(trials).map((trial) => `  ${kilo(trial.bytes)}  ${numbers(trial)}`);
  const head = best.passes
    ? `Best within the budget: ${kilo(best.bytes)}, ${numbers(best)}`
    : `No model keeps the budget. The nearest: ${kilo(best.bytes)}, ${numbers(best)} (${best.misses.join("; ")})`;
  return [
    `${plural(trials.length, "model")} tried. ${why}`,
    "Not beaten in both size and accuracy:",
    ...front,
    head,
    `  ${best.why}`,
    `written to ${out}: best.onnx, recipe.json, report.json, search.json`,
    "",
  ].join("\n");
}
