/** @file Numbers and tables as text, narrow enough for a terminal. */
import type { Finding, Report } from "./benchmark.ts";
import type { Spread } from "./timing.ts";

/** Three significant digits; whole numbers above a hundred. */
export function short(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

/** Median [min max]. */
export function spread({ median, min, max }: Spread): string {
  return `${short(median)} [${short(min)} ${short(max)}]`;
}

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? "").length)));
  // The first column names things, the others hold numbers.
  const cell = (text: string, i: number) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0));
  const line = (cells: readonly string[]) => `  ${cells.map(cell).join("   ")}`.trimEnd();
  return [line(columns), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

export function reportText(title: string, { notes, columns, rows }: Report): string {
  return `\n${title}\n${notes.map((note) => `  ${note}\n`).join("")}\n${table(columns, rows)}\n`;
}

export function summaryText(findings: readonly Finding[]): string {
  const rows = findings.map(({ what, value, unit, accept }) => {
    if (accept === undefined) return [what, spread(value), unit, "", ""];
    const met = "most" in accept ? value.median <= accept.most : value.median >= accept.least;
    const limit = "most" in accept ? `<= ${accept.most}` : `>= ${accept.least}`;
    return [what, spread(value), unit, limit, met ? "yes" : "NO"];
  });
  return table(["Summary", "median [min max]", "unit", "accepted", "met"], rows);
}
