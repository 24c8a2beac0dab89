/** @file Which segment a sample belongs to: by its folder, a column of the table, or a pattern over its path. */
import Papa from "papaparse";
import { StudioError } from "../errors.ts";
import { finder } from "./finder.ts";
import { normalise } from "./paths.ts";

export type SegmentOf = (id: string) => string | undefined;

/** The first folder of the path, e.g. "night" of "night/001.jpg"; nothing for files at the top. */
export function byFolder(id: string): string | undefined {
  const at = id.indexOf("/");
  return at < 0 ? undefined : id.slice(0, at);
}

/** Whether it is meant as a pattern rather than as a column's name. */
export function isPattern(text: string): boolean {
  return /[()[\]\\^$*+?|]/.test(text);
}

/**
 * A regular expression over the path: its first group, else the whole match, names the segment.
 * @throws StudioError `cli/usage` when it is not one
 */
export function byPattern(pattern: string): SegmentOf {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, "u");
  } catch (cause) {
    const why = `It is no regular expression: ${(cause as Error).message}.`;
    const fix = "Write e.g. ^([^_]+)_ for the part of the name before the first underscore.";
    throw new StudioError("cli/usage", { what: `The segments ${pattern} cannot be used.`, why, fix }, cause);
  }
  return (id) => {
    const match = expression.exec(id);
    const segment = match?.slice(1).find((group) => group !== undefined) ?? match?.[0];
    return segment === undefined || segment === "" ? undefined : segment;
  };
}

const FILE = ["file", "filename", "file_name", "path", "image"];

/**
 * The cell of a column in the sample's row; empty cells are in no segment.
 * @param text of a table with a header; commas, semicolons or tabs, with or without a byte order mark
 * @throws StudioError `data/truth` when there is no such column, naming those there are
 */
export function byColumn(text: string, file: string, column: string): SegmentOf {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: "greedy" });
  const header = (data[0] ?? []).map((name) => name.trim().toLowerCase());
  const at = header.indexOf(column.trim().toLowerCase());
  const fileAt = FILE.map((name) => header.indexOf(name)).find((i) => i >= 0) ?? -1;
  if (at < 0 || fileAt < 0) {
    throw new StudioError("data/truth", {
      file,
      message: `It has no column ${at < 0 ? column : "for the file"}; its columns are ${header.join(", ") || "(none)"}`,
      fix: "Name one of its columns, or give a pattern with a group, such as ^([^/]+)/.",
    });
  }
  const rows = data.slice(1).map((row) => [normalise((row[fileAt] ?? "").trim()), (row[at] ?? "").trim()] as const);
  return finder(new Map(rows.filter(([, segment]) => segment !== "")));
}
