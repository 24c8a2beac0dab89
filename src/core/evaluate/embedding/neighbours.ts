/** @file Which samples an embedding puts next to each other. */

/** Rows of unit length, side by side. */
interface Unit {
  readonly data: Float32Array;
  readonly width: number;
  readonly n: number;
}

function unitRows(rows: readonly Float32Array[]): Unit {
  const width = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) {
    const norm = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)) || 1;
    for (let k = 0; k < width; k++) data[i * width + k] = (row[k] ?? 0) / norm;
  }
  return { data, width, n: rows.length };
}

/**
 * The `k` nearest others of each row by cosine, nearest first; of equally near ones the lower index.
 * @param rows of one length
 */
export function neighbours(rows: readonly Float32Array[], k: number): readonly (readonly number[])[] {
  const unit = unitRows(rows);
  return rows.map((_, i) => nearest(unit, i, k));
}

function nearest({ data, width, n }: Unit, i: number, k: number): number[] {
  const best: { readonly j: number; readonly near: number }[] = [];
  for (let j = 0; j < n; j++) {
    if (j === i) continue;
    let near = 0;
    for (let c = 0; c < width; c++) near += (data[i * width + c] as number) * (data[j * width + c] as number);
    if (best.length === k && near <= (best[k - 1]?.near as number)) continue;
    let at = best.length;
    while (at > 0 && near > (best[at - 1]?.near as number)) at--;
    best.splice(at, 0, { j, near });
    if (best.length > k) best.pop();
  }
  return best.map(({ j }) => j);
}

/** Share of neighbours that both lists name, 0..1; NaN of none. */
export function shared(a: readonly number[], b: readonly number[]): number {
  return a.length === 0 ? NaN : a.filter((j) => b.includes(j)).length / a.length;
}
