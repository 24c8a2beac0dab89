/** @file What `qstudio search` prints. */
import { costText } from "../core/evaluate/device/limits.ts";
import type { ScoreChange } from "../core/evaluate/evaluation.ts";
import { cheapestOf, type Goal } from "../core/search/goal.ts";
import { paretoFront, type Trial } from "../core/search/trial.ts";
import { plural } from "./text.ts";

const kilo = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;

const OUTCOMES: Readonly<Record<Trial["outcome"], string>> = {
  measured: "",
  "too-large": "not run",
  hopeless: "given up early",
  same: "the same file as before",
  failed: "failed",
};

function verdict({ passes, outcome, misses }: Trial): string {
  if (outcome === "measured") return passes ? "passes" : misses.join("; ");
  const said = outcome === "failed" || outcome === "too-large" ? `: ${misses.join("; ")}` : "";
  return `${OUTCOMES[outcome]}${said}`;
}

function numbers({ main, top1, agreement, sqnr, samples }: Trial): string {
  if (agreement === null) return "";
  const parts = [
    ...(main ? [scoreText(main)] : top1 === null ? [] : [`top-1 ${top1.value.toFixed(1)} %`]),
    `agree ${agreement.value.toFixed(1)} %`,
    ...(sqnr === null ? [] : [`${sqnr.value.toFixed(1)} dB`]),
    `n ${samples}`,
  ];
  return parts.join("  ");
}

/** "mAP50-95 32.1 %", "MAE 0.123". */
function scoreText({ metric: { title, unit }, other: { value } }: ScoreChange): string {
  return unit === "%" || unit === "dB"
    ? `${title} ${value.toFixed(1)} ${unit}`
    : `${title} ${Number(value.toPrecision(4))}`;
}

/** What it would cost on the devices of the goal: estimates; empty where none is named. */
function costLine({ costs = [] }: Trial, { devices = [] }: Goal): string {
  const parts = devices.flatMap((limit, i) => {
    const value = costs[i];
    return value === undefined ? [] : [costText(limit, value)];
  });
  return parts.length === 0 ? "" : `\n           estimate: ${parts.join(", ")}`;
}

/** One line per trial, as it comes. */
export function trialLine(trial: Trial, goal: Goal): string {
  const size = trial.bytes > 0 ? kilo(trial.bytes).padStart(9) : "".padStart(9);
  return `${size}  ${numbers(trial).padEnd(48)}  ${verdict(trial)}\n           ${trial.why}${costLine(trial, goal)}`;
}

interface Found {
  readonly trials: readonly Trial[];
  readonly why: string;
  readonly best: Trial;
  readonly goal: Goal;
  readonly out: string;
}

export function searchText({ trials, why, best, goal, out }: Found): string {
  const front = paretoFront(trials, goal).map((trial) => `  ${kilo(trial.bytes)}  ${numbers(trial)}`);
  const head = best.passes
    ? `Best within the budget: ${kilo(best.bytes)}, ${numbers(best)}`
    : `No model keeps the budget. The nearest: ${kilo(best.bytes)}, ${numbers(best)} (${best.misses.join("; ")})`;
  return [
    `${plural(trials.length, "model")} tried. ${why}`,
    `Not beaten in both ${cheapestOf(goal) === undefined ? "size" : "cost"} and accuracy:`,
    ...front,
    head,
    `  ${best.why}${costLine(best, goal)}`,
    `written to ${out}: best.onnx, recipe.json, report.json, search.json`,
    "",
  ].join("\n");
}
