/** @file A sample as a table of numbers: rows are moments, columns are channels, as sensors write them. */
import Papa from "papaparse";
import type { ModelInput } from "../graph/inputs.ts";
import { sizeOf, type Tensor } from "../tensor.ts";

/**
 * `[rows, columns]` of a comma, semicolon (with decimal commas) or tab separated text; a first row that is no numbers is a header.
 * @throws Error in one sentence, naming the cell that is no number
 */
export function parseNumberTable(text: string): Tensor {
  const { data, meta } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: "greedy" });
  const numberOf = (cell: string) => {
    const plain = meta.delimiter === "," ? cell.trim() : cell.trim().replace(",", ".");
    return plain === "" ? NaN : Number(plain);
  };
  const hasHeader = data[0]?.every((cell) => Number.isNaN(numberOf(cell))) ?? false;
  const rows = hasHeader ? data.slice(1) : data;
  const columns = rows[0]?.length ?? 0;
  if (rows.length === 0 || columns === 0) throw new Error("it holds no numbers");
  const values = new Float32Array(rows.length * columns);
  for (const [r, row] of rows.entries()) {
    const line = r + (hasHeader ? 2 : 1);
    if (row.length !== columns) throw new Error(`row ${line} has ${row.length} cells, the first has ${columns}`);
    for (const [c, cell] of row.entries()) {
      const x = numberOf(cell);
      if (Number.isNaN(x)) throw new Error(`row ${line}, column ${c + 1} is “${cell}”, not a number`);
      values[r * columns + c] = x;
    }
  }
  return { dtype: "float32", dims: [rows.length, columns], data: values };
}

/**
 * A table in the shape of an input, when there is only one way: as it is, with channels before moments, or row after row.
 * What does not fit comes back as it is, and binding it says why.
 */
export function fitTable(table: Tensor, { dims }: Pick<ModelInput, "dims">): Tensor {
  const want = dims?.slice(1);
  const [rows = 0, columns = 0] = table.dims;
  if (want === undefined || fits(want, [rows, columns])) return table;
  if (fits(want, [columns, rows])) return transposed(table, rows, columns);
  const known = want.filter((n) => typeof n === "number");
  if (known.length !== want.length || sizeOf(known) !== rows * columns) return table;
  // Axes of one do not matter to the order: [1, C, 1, T] is [C, T].
  const [first, second, ...rest] = known.filter((n) => n > 1);
  if (rest.length > 0) return table;
  const swapped = first === columns && second === rows && rows !== columns;
  return { ...(swapped ? transposed(table, rows, columns) : table), dims: known };
}

function fits(want: readonly (number | string | null)[], have: readonly number[]): boolean {
  return want.length === have.length && want.every((n, i) => typeof n !== "number" || n === have[i]);
}

function transposed({ data, dtype }: Tensor, rows: number, columns: number): Tensor {
  const out = Float32Array.from({ length: rows * columns }, (_, i) =>
    Number(data[(i % rows) * columns + Math.floor(i / rows)]),
  );
  return { dtype, dims: [columns, rows], data: out };
}
