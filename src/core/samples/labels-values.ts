/** @file Measured numbers for regression: a table with the file and one or more columns of numbers. */
import Papa from "papaparse";
import { StudioError } from "../errors.ts";
import { fileKind, normalise } from "./paths.ts";
import type { Skipped } from "./dataset.ts";

export interface ValueTable {
  /** Numbers by path, in the order of `columns`. */
  readonly values: ReadonlyMap<string, readonly number[]>;
  readonly columns: readonly string[];
  readonly skipped: readonly Skipped[];
}

const FILE = ["file", "filename", "file_name", "path", "image", "name", "id"];
const TARGETS = ["value", "target", "y", "label", "truth"];
/** Never a measured number. */
const OTHER = ["segment", "slice", "group", "split", "class", "class_index"];

/**
 * Commas, semicolons (with decimal commas) or tabs. The column `value` or `target` is taken, else every column of numbers.
 * Rows without a number are left out with the reason.
 * @throws StudioError `data/truth`
 */
export function parseValues(text: string, file: string): ValueTable {
  const { data, meta } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: "greedy" });
  const first = data[0] ?? [];
  const bare = fileKind(first[0]?.trim() ?? "") !== null;
  const header = (bare ? ["file", ...first.slice(1).map((_, i) => `value${i || ""}`)] : first).map((name) =>
    name.trim().toLowerCase(),
  );
  const rows = bare ? data : data.slice(1);
  const number = (cell: string | undefined) => numberOf(cell ?? "", meta.delimiter !== ",");
  const fileAt = FILE.map((name) => header.indexOf(name)).find((i) => i >= 0) ?? -1;
  const given = TARGETS.map((name) => header.indexOf(name)).find((i) => i >= 0);
  const isNumeric = (i: number) =>
    rows.length > 0 && rows.filter((row) => number(row[i]) !== null).length > rows.length / 2;
  const numeric = header.flatMap((name, i) => (i !== fileAt && !OTHER.includes(name) && isNumeric(i) ? [i] : []));
  const wanted = given === undefined ? numeric : [given];
  if (fileAt < 0 || wanted.length === 0) {
    throw new StudioError("data/truth", {
      file,
      message: `It has the columns ${first.join(", ") || "(none)"}; one for the file and one with numbers are needed`,
      fix: "Write the header file,value and one row per sample.",
    });
  }
  const values = new Map<string, readonly number[]>();
  const skipped: Skipped[] = [];
  for (const row of rows) {
    const [id, numbers] = [normalise((row[fileAt] ?? "").trim()), wanted.map((i) => number(row[i]))];
    if (values.has(id)) skipped.push({ id, reason: `listed twice in ${file}; the first row counts` });
    else if (numbers.every((x) => x !== null)) values.set(id, numbers);
    else skipped.push({ id, reason: `no number in its row of ${file}` });
  }
  return { values, columns: wanted.map((i) => header[i] ?? ""), skipped };
}

/** @param comma a decimal comma is understood, where the columns are divided by something else */
function numberOf(cell: string, comma: boolean): number | null {
  const text = comma ? cell.trim().replace(",", ".") : cell.trim();
  const value = Number(text);
  return text === "" || !Number.isFinite(value) ? null : value;
}
