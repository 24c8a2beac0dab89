/** @file What `qstudio stress` prints and writes. Every table and file says that it is synthetic. */
import type { Estimate } from "../core/evaluate/evaluation.ts";
import type { StressScores } from "../core/evaluate/stress/row.ts";
import { brokenRows, stressWords, worstFirst } from "../core/evaluate/stress/verdict.ts";
import { pText } from "../core/evaluate/statistics/in-words.ts";
import { corruptionOf } from "../core/samples/stress/index.ts";
import type { StressResult } from "../jobs/protocol.ts";
import { valueText } from "./compare-text.ts";
import { plural, table } from "./text.ts";

export interface StressedModels {
  /** File names. */
  readonly base: string;
  readonly other: string;
  readonly runtime: string;
}

export function stressText(models: StressedModels, result: StressResult, out: string | undefined): string {
  const { metric, plain, rows, samples, of, left } = result;
  const sure = new Set(brokenRows(result));
  const head = ["synthetic change", models.base, models.other, "change", "beyond plain", "p", "agreement", ""];
  const scores = ({ base, other, change }: StressScores) => [
    base === null ? "-" : valueText(base, metric.unit),
    valueText(other, metric.unit),
    signed(change, metric.unit),
  ];
  const agreed = (estimate: Estimate | null) => (estimate === null ? "-" : `${estimate.value.toFixed(1)} %`);
  const lines = [
    head,
    ["none (plain samples)", ...scores(plain), "", "", agreed(plain.agreement), ""],
    ...worstFirst(rows).map((row) => [
      `${corruptionOf(row.corruption).title}, ${corruptionOf(row.corruption).text(row.strength)}`,
      ...scores(row),
      signed(row.beyond, metric.unit),
      pText(row.beyondP),
      agreed(row.agreement),
      sure.has(row) ? "breaks" : "",
    ]),
  ];
  const notes = [
    stressWords(result, "the quantized model"),
    ...left.map(({ corruption, why }) => `${corruptionOf(corruption).title} was left out: ${why}.`),
    `SYNTHETIC: made from ${plural(samples, "sample")} of ${of}. It tells what breaks first, not how good the model is in the field. ${models.runtime}`,
    ...(out === undefined ? [] : [`written to ${out}`]),
  ];
  return `SYNTHETIC changes, ${metric.title}, worst harm first\n${table(lines)}${notes.map((note) => `${note}\n`).join("")}`;
}

function signed({ value, lo, hi }: Estimate, unit: string): string {
  if (Number.isNaN(value)) return "-";
  const digits = unit === "%" || unit === "dB" ? 1 : 3;
  const text = (x: number) => `${x > 0 ? "+" : ""}${x.toFixed(digits).replace(/^-(0\.?0*)$/, "$1")}`;
  return Number.isNaN(lo) ? text(value) : `${text(value)} [${text(lo)}, ${text(hi)}]`;
}

/** JSON. */
export function stressFile(models: StressedModels, data: string, result: StressResult): string {
  const { metric, plain, rows, samples, of, left } = result;
  const sure = new Set(brokenRows(result));
  const file = {
    format: "qstudio-stress",
    version: 1,
    synthetic: true,
    models,
    data: { name: data, samples, of },
    metric,
    words: stressWords(result, "the quantized model"),
    plain,
    rows: rows.map((row) => ({ ...row, text: corruptionOf(row.corruption).text(row.strength), breaks: sure.has(row) })),
    left,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
