/** @file What the table beside the samples holds: classes, measured numbers, or whole numbers that may be either. */
import { StudioError } from "../../core/errors.ts";
import { findLabels } from "../../core/samples/assemble.ts";
import type { ClassList } from "../../core/samples/class-list.ts";
import { parseLabels } from "../../core/samples/labels.ts";
import { parseValues, type ValueTable } from "../../core/samples/labels-values.ts";
import { fileName, samplesAmong } from "../../core/samples/paths.ts";
import { byColumn, type SegmentOf } from "../../core/samples/segments.ts";
import type { Entry } from "../../platform/zip.ts";
import { findValueFile, isValueFile } from "./values.ts";

export interface FoundTable {
  /** The files without those that hold only numbers. */
  readonly chosen: readonly Entry[];
  /** A table that gives classes. */
  readonly csv: { readonly path: string; readonly text: string } | null;
  /** Numbers: read already from a table; an array waits for the samples. */
  readonly values: { readonly file: Entry; readonly table: ValueTable | null } | null;
  /** Of a table without classes; one with classes brings its own segments. */
  readonly segmentOf: SegmentOf | null;
}

/** @throws StudioError `data/label-columns`, `data/truth` when the table is neither */
export async function readTable(files: readonly Entry[], order: ClassList | null): Promise<FoundTable> {
  const isSample = samplesAmong(files.map(({ path }) => path));
  const hasSamples = files.some(({ path }) => isSample(path) && !isValueFile(path));
  const file = hasSamples ? findValueFile(files) : undefined;
  const labels = findLabels(files.map(({ path }) => path));
  const table = files.find(({ path }) => path === labels);
  const csv = table === undefined ? null : { path: table.path, text: await table.blob.text() };
  const chosen = files.filter((other) => other !== file || other === table);
  if (file === undefined) return { chosen, csv, values: null, segmentOf: null };
  if (csv === null || file !== table) {
    const own = /\.csv$/i.test(file.path) ? parseValues(await file.blob.text(), fileName(file.path)) : null;
    return { chosen, csv, values: { file, table: own }, segmentOf: null };
  }
  const numbers = numbersIn(csv.text, fileName(file.path), order);
  const values = numbers && { file, table: numbers };
  if (numbers?.isOnly) return { chosen, csv: null, values, segmentOf: segmentsIn(csv.text) };
  return { chosen, csv, values, segmentOf: null };
}

/** Columns that people name for what was measured; a table of classes may hold other numbers, such as sizes. */
const MEASURED = new Set(["value", "target", "y", "label", "truth"]);

/** `isOnly`: they cannot be classes. Null when the table gives no numbers that were meant as labels. */
function numbersIn(text: string, file: string, order: ClassList | null): (ValueTable & { isOnly: boolean }) | null {
  const table = orNull(() => parseValues(text, file));
  if (table === null) return null;
  const isClasses = orNull(() => parseLabels(text, file, order?.classes)) !== null;
  const isWhole = [...table.values.values()].every((row) => row.every((x) => Number.isInteger(x) && x >= 0));
  const isMeant = table.columns.some((name) => MEASURED.has(name) || /^value\d*$/.test(name));
  if (isClasses && !isMeant) return null;
  return { ...table, isOnly: !isClasses || !isWhole };
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof StudioError) return null;
    throw error;
  }
}

function segmentsIn(text: string): SegmentOf | null {
  const found = /(^|[,;\t])\s*"?(segment|slice|group)"?\s*([,;\t]|$)/i.exec(text.split(/\r?\n/, 1)[0] ?? "");
  return found === null ? null : byColumn(text, "labels.csv", found[2] ?? "segment");
}
