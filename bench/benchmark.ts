/** @file What a benchmark is: a name, and a run that answers with tables and the few numbers worth remembering. */
import type { Spread } from "./timing.ts";
import type { Workbench } from "./workbench.ts";

export interface Benchmark {
  /** What `npm run bench -- ID` calls it. */
  readonly id: string;
  readonly title: string;
  readonly run: (bench: Workbench) => Promise<Report>;
}

export interface Report {
  /** What was measured on what, one sentence each. */
  readonly notes: readonly string[];
  /** Column titles with units. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly summary: readonly Finding[];
}

/** One line of the final table. */
export interface Finding {
  readonly what: string;
  readonly value: Spread;
  /** "x" for a ratio. */
  readonly unit: string;
  /** What the project accepts, if it says so. */
  readonly accept?: Limit;
}

export type Limit = { readonly most: number } | { readonly least: number };
