/** @file Reading labels.csv: which columns hold the file, its class and its segment, under the names people give them. */
import Papa from "papaparse";
import { StudioError } from "../errors.ts";
import { fileKind, normalise } from "./paths.ts";

export interface LabelRow {
  /** Path relative to the folder that holds labels.csv. */
  readonly file: string;
  readonly label: number;
  readonly segment?: string;
}

export interface LabelTable {
  readonly rows: readonly LabelRow[];
  /** Rows whose class is not among the known ones, as the table names it. */
  readonly unknown: readonly { readonly file: string; readonly name: string }[];
  /** Class names by index; indices that no row names are called by their number. */
  readonly classes: readonly string[];
}

const COLUMNS = {
  file: ["file", "filename", "file_name", "path", "image"],
  index: ["class_index", "class_id", "index", "label_index", "target"],
  name: ["class", "label", "name", "class_name"],
  segment: ["segment", "slice", "group"],
};

type Column = keyof typeof COLUMNS;

/**
 * Parses comma, semicolon or tab separated text with a header. A class is given by its index, by its name
 * or by a name column that holds only whole numbers. Names are numbered as in `order`, or else when sorted.
 * @param order class names by index, used when it holds any of the names; rows of others are unknown
 * @param only there are no classes beside those of `order`
 * @throws StudioError `data/label-columns` when the file or the class column is missing or a class is not a whole number
 */
export function parseLabels(text: string, file: string, order: readonly string[] = [], only = false): LabelTable {
  const records = readRecords(text);
  const [header = [], ...body] = records;
  const at = columnsOf(header);
  const columns = header.join(", ");
  if (at.file === undefined || (at.index === undefined && at.name === undefined)) {
    throw new StudioError("data/label-columns", { file, columns });
  }
  const cell = (record: readonly string[], column: Column) => record[at[column] ?? -1]?.trim() ?? "";
  const named = at.index === undefined && !body.every((record) => isIndex(cell(record, "name")));
  const names = named ? ordered(new Set(body.map((record) => cell(record, "name"))), order, only) : [];
  const classes: string[] = [...names];
  const unknown: { file: string; name: string }[] = [];
  const rows = body.flatMap((record): LabelRow[] => {
    const value = cell(record, at.index === undefined ? "name" : "index");
    if (!named && !isIndex(value)) throw new StudioError("data/label-columns", { file, columns, value });
    if (named && !names.includes(value)) {
      unknown.push({ file: normalise(cell(record, "file")), name: value });
      return [];
    }
    const label = named ? names.indexOf(value) : Number(value);
    if (!named) classes[label] ??= cell(record, "name") || value;
    const segment = cell(record, "segment");
    return [{ file: normalise(cell(record, "file")), label, ...(segment === "" ? {} : { segment }) }];
  });
  return { rows, unknown, classes: Array.from(classes, (name, index) => name ?? String(index)) };
}

/**
 * The list when it holds one of the names, so that an index means what it means to the model; else the names, sorted.
 * @param only the list even when it holds none
 */
export function ordered(names: ReadonlySet<string>, order: readonly string[], only = false): readonly string[] {
  return only || [...names].some((name) => order.includes(name)) ? order : [...names].sort();
}

/** Rows of cells. A table without header, such as `cat.jpg,3`, is given one. */
function readRecords(text: string): readonly (readonly string[])[] {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: "greedy" });
  const first = data[0] ?? [];
  return fileKind(first[0]?.trim() ?? "") !== null ? [["file", "class", "segment"], ...data] : data;
}

/** Position of each column. The index goes before the name, so `label` beside `class_index` is a name. */
function columnsOf(header: readonly string[]): Partial<Record<Column, number>> {
  const names = header.map((name) => name.trim().toLowerCase());
  const position = (column: Column) => {
    const found = COLUMNS[column].map((alias) => names.indexOf(alias)).find((index) => index >= 0);
    return found === undefined ? {} : { [column]: found };
  };
  return { ...position("file"), ...position("index"), ...position("name"), ...position("segment") };
}

/** Class indices stay below a million: anything longer is an id, not an index. */
function isIndex(text: string): boolean {
  return /^\d{1,6}$/.test(text);
}
