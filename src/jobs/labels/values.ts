/** @file Measured numbers: a table with the file and its numbers, or an array with one row for each sample. */
import { StudioError } from "../../core/errors.ts";
import type { Truth } from "../../core/evaluate/evaluation.ts";
import { numbersOf } from "../../core/samples/cast.ts";
import { finder } from "../../core/samples/finder.ts";
import { parseValues, type ValueTable } from "../../core/samples/labels-values.ts";
import { fileName } from "../../core/samples/paths.ts";
import { decodeError } from "../../platform/decode.ts";
import { readArrays } from "../../platform/npz.ts";
import type { Entry } from "../../platform/zip.ts";
import type { LabelSet, ReadTruths } from "./label-set.ts";

const TABLE = /(^|\/)(labels|values|targets)\.csv$/i;
const ARRAY = /(^|\/)(labels|values|targets)\.npy$/i;

export function isValueFile(path: string): boolean {
  return TABLE.test(path) || ARRAY.test(path);
}

/** One that says values or targets before labels, a table before an array, then the one closest to the top. */
export function findValueFile(files: readonly Entry[]): Entry | undefined {
  const rank = ({ path }: Entry) =>
    [/labels\.\w+$/i.test(path) ? 1 : 0, ARRAY.test(path) ? 1 : 0, path.split("/").length] as const;
  const [first] = files
    .filter(({ path }) => isValueFile(path))
    .map((file) => ({ file, rank: rank(file) }))
    .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.rank[2] - b.rank[2]);
  return first?.file;
}

/** Numbers of each sample, in the order of `ids` for an array. @throws StudioError `data/truth`, `data/decode` */
export async function readValues({ path, blob }: Entry, ids: readonly string[]): Promise<ValueTable> {
  const file = fileName(path);
  return /\.npy$/i.test(path) ? readRows(blob, file, ids) : parseValues(await blob.text(), file);
}

async function readRows(blob: Blob, file: string, ids: readonly string[]): Promise<ValueTable> {
  const arrays = await readArrays(blob, file).catch((error: unknown) => {
    throw decodeError(file, error);
  });
  const [tensor] = arrays.values();
  const rows = tensor?.dims[0] ?? 0;
  if (tensor === undefined || rows !== ids.length) {
    throw new StudioError("data/truth", {
      file,
      message: `It has ${rows} rows, and there are ${ids.length} samples`,
      fix: "Save one row for each sample, in the order of their sorted names.",
    });
  }
  const numbers = numbersOf(tensor);
  const width = numbers.length / rows;
  const values = new Map(
    ids.toSorted().map((id, row) => [id, Array.from(numbers.subarray(row * width, (row + 1) * width), Number)]),
  );
  return { values, columns: Array.from({ length: width }, (_, i) => `value${i || ""}`), skipped: [] };
}

/** The numbers as labels of these samples; null when the table names none of them. */
export function valueLabels(table: ValueTable, file: Entry, ids: readonly string[]): LabelSet | null {
  const find = finder(table.values);
  const found = new Map(ids.flatMap((id) => (find(id) ? [[id, find(id) as readonly number[]] as const] : [])));
  if (found.size === 0) return null;
  const notes = table.skipped.map(({ id, reason }) => `${id}: ${reason}`);
  const source = fileName(file.path);
  const columns = table.columns.length;
  return {
    summary: { kind: "values", samples: found.size, source, notes, columns },
    files: [file],
    read: async ({ dims }): Promise<ReadTruths> => {
      const wanted = dims === null ? columns : dims.reduce((a, b) => a * b, 1);
      if (wanted !== columns) throw otherNumbers(source, columns, wanted);
      const truths = new Map([...found].map(([id, values]): [string, Truth] => [id, { kind: "values", values }]));
      return { truthOf: (id) => truths.get(id), notes: [] };
    },
  };
}

function otherNumbers(file: string, columns: number, wanted: number): StudioError {
  return new StudioError("data/truth", {
    file,
    message: `It has ${columns} ${columns === 1 ? "number" : "numbers"} for each sample, the model gives ${wanted}`,
    fix: "Write one column for each number of the model's output, in its order.",
  });
}
