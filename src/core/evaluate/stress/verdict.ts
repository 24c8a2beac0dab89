/** @file Which synthetic change breaks the variant first, in words that many tests at once can carry. */
import { corruptionOf } from "../../samples/stress/index.ts";
import type { MetricName } from "../metric.ts";
import { pText, SIGNIFICANT } from "../statistics/in-words.ts";
import type { StressReport, StressRow } from "./row.ts";

/** The rows in which quantization costs more than on the plain samples, beyond chance; the mildest strength first, of equal ones the worst. */
export function brokenRows({ rows }: Pick<StressReport, "rows">): readonly StressRow[] {
  const sure = holm(rows.map(({ beyondP }) => beyondP));
  const step = ({ corruption, strength }: StressRow) => corruptionOf(corruption).steps.indexOf(strength);
  return rows
    .filter(({ harm }, i) => harm > 0 && (sure[i] as number) < SIGNIFICANT)
    .toSorted((a, b) => step(a) - step(b) || b.harm - a.harm);
}

/**
 * S. Holm, "A simple sequentially rejective multiple test procedure" (1979): of a few dozen tests one is below 0.05 by chance alone.
 * @param values p of each test; NaN is no test
 * @returns p adjusted for all of them, in the same order
 */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.flatMap((p, i) => (Number.isNaN(p) ? [] : [{ p, i }])).sort((a, b) => a.p - b.p);
  const adjusted = values.map(() => NaN);
  let most = 0;
  for (const [rank, { p, i }] of order.entries()) {
    most = Math.max(most, Math.min(1, p * (order.length - rank)));
    adjusted[i] = most;
  }
  return adjusted;
}

/** The worst harm first. */
export function worstFirst(rows: readonly StressRow[]): readonly StressRow[] {
  const key = ({ harm }: StressRow) => (Number.isNaN(harm) ? -Infinity : harm);
  return rows.toSorted((a, b) => key(b) - key(a));
}

/** A score below this share of that on the plain samples is lost: answers there move by anything. */
const KEPT = 0.5;

/** The row whose answers agree least with FP32's, of those at which FP32 still has half of its score; undefined when none agrees less than the plain samples. */
export function movedMost({ plain, rows, metric }: StressReport): StressRow | undefined {
  const least = metric.better === "higher" ? KEPT * (plain.base?.value ?? 0) : -Infinity;
  const share = ({ agreement }: Pick<StressRow, "agreement">) => agreement?.value ?? Infinity;
  const kept = rows.filter((row) => (row.base?.value ?? Infinity) >= least && share(row) < share(plain));
  return kept.toSorted((a, b) => share(a) - share(b))[0];
}

/** How far answers move, though as many may become right as wrong; empty where agreement is the score itself. */
function movedWords(report: StressReport): string {
  const row = report.plain.base === null ? undefined : movedMost(report);
  if (!row?.agreement || !report.plain.agreement) return "";
  const [now, before] = [row.agreement, report.plain.agreement].map(({ value }) => `${value.toFixed(1)} %`);
  return ` While FP32 keeps half of its score, answers move most under ${named(row)}: ${now} agree with FP32, ${before} on the plain samples.`;
}

function named({ corruption, strength }: StressRow): string {
  const { title, text } = corruptionOf(corruption);
  return `“${title}” at ${text(strength)}`;
}

/** @param variant its name in the middle of a sentence, such as "INT8" */
export function stressWords(report: StressReport, variant: string): string {
  const { metric, plain, rows } = report;
  const tested = rows.filter(({ beyondP }) => !Number.isNaN(beyondP)).length;
  const size = (row: StressRow) => `${Math.abs(row.harm).toFixed(metric.unit === "" ? 3 : 1)}${unitOf(metric)}`;
  const [first] = brokenRows(report);
  const [worst] = worstFirst(rows);
  if (worst === undefined) return "Nothing was measured yet.";
  const samples = `${plain.n} synthetic sample${plain.n === 1 ? "" : "s"}`;
  if (first !== undefined) {
    return `${named(first)} is the first to break ${variant}: ${size(first)} of ${metric.title} more are lost than on the plain samples (p ${pText(first.beyondP)}, ${tested} tests corrected for).${movedWords(report)}`;
  }
  if (worst.harm <= 0)
    return `No synthetic change costs ${variant} more ${metric.title} than the plain samples do.${movedWords(report)}`;
  return `No synthetic change costs ${variant} significantly more ${metric.title} than the plain samples do, at ${samples} and ${tested} tests. The largest: ${named(worst)}, ${size(worst)} more (p ${pText(worst.beyondP)} by itself).${movedWords(report)}`;
}

function unitOf({ unit }: MetricName): string {
  return unit === "%" ? " points" : unit === "" ? "" : ` ${unit}`;
}
