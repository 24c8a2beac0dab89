/** @file Latencies that were measured on the real device, from a table with the columns name and ms. */
import Papa from "papaparse";
import { StudioError } from "../errors.ts";
import { summarise, type TimeSummary } from "./timing.ts";

export interface MeasuredLatency extends TimeSummary {
  /** Of the model or variant, as the table names it. */
  readonly name: string;
}

const NAME = ["name", "model", "variant", "file"];
/** Columns by how many milliseconds their unit is. */
const TIME: Readonly<Record<string, number>> = {
  ms: 1,
  latency_ms: 1,
  time_ms: 1,
  us: 1e-3,
  latency_us: 1e-3,
  s: 1e3,
  seconds: 1e3,
  latency: 1,
};

/**
 * Repeated names are repeated measurements of one model.
 * @param text comma, semicolon (with decimal commas) or tab separated, with a header
 * @returns in the order of the table, with the median and 95 % of each
 * @throws StudioError `data/truth`
 */
export function parseLatencies(text: string, file: string): MeasuredLatency[] {
  const { data, meta } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: "greedy" });
  const header = (data[0] ?? []).map((cell) => cell.trim().toLowerCase());
  const nameAt = header.findIndex((cell) => NAME.includes(cell));
  const timeAt = header.findIndex((cell) => cell in TIME);
  const refuse = (message: string) =>
    new StudioError("data/truth", { file, message, fix: "Write the header name,ms and one row for each measurement." });
  if (nameAt < 0 || timeAt < 0)
    throw refuse(`It has the columns ${header.join(", ") || "(none)"}; name and ms are needed`);
  const byName = new Map<string, number[]>();
  for (const [i, row] of data.slice(1).entries()) {
    const cell = (row[timeAt] ?? "").trim();
    const value = Number(meta.delimiter === "," ? cell : cell.replace(",", ".")) * (TIME[header[timeAt] ?? ""] ?? 1);
    if (cell === "" || !Number.isFinite(value) || value < 0) throw refuse(`Row ${i + 2} has no time: “${cell}”`);
    const name = (row[nameAt] ?? "").trim();
    byName.set(name, [...(byName.get(name) ?? []), value]);
  }
  return [...byName].map(([name, values]) => ({ name, ...summarise(values) }));
}
