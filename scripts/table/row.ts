/** @file One line of the table, and where lines are kept between runs. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

export interface Row {
  readonly model: string;
  /** Id of a scheme, or "float32" for the original. */
  readonly scheme: string;
  /** Why there is no file, or why a runtime refused it; null when it was made, loaded in both runtimes and ran. */
  readonly failure: string | null;
  readonly bytes?: number;
  /** Convolutions and matrix products, and how many of them the native runtime computes with an integer kernel. */
  readonly linear?: number;
  readonly fused?: number;
  /** The task's main score. */
  readonly score?: { readonly title: string; readonly value: number };
  /** Percent, with the 95 % interval. */
  readonly agreement?: { readonly value: number; readonly lo: number; readonly hi: number };
  /** dB. */
  readonly sqnr?: number;
  readonly samples?: number;
}

const KEPT = ".cache/qstudio-table.json";

export async function keptRows(): Promise<readonly Row[]> {
  try {
    return JSON.parse(await readFile(KEPT, "utf8")) as Row[];
  } catch {
    return []; // the first run
  }
}

/** New rows replace old ones of the same model and scheme. */
export function merged(old: readonly Row[], fresh: readonly Row[]): readonly Row[] {
  const key = ({ model, scheme }: Row) => `${model} ${scheme}`;
  return [...new Map([...old, ...fresh].map((row) => [key(row), row])).values()];
}

export async function keepRows(rows: readonly Row[]): Promise<void> {
  await mkdir(dirname(KEPT), { recursive: true });
  await writeFile(KEPT, `${JSON.stringify(rows, null, 1)}\n`);
}
