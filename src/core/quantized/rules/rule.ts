/** @file One thing that may be wrong with a quantized model. */
import type { Level } from "../info.ts";
import type { View } from "../view.ts";

export interface LintRule {
  readonly id: string;
  readonly level: Level;
  readonly why: string;
  readonly fix: string;
  readonly find: (view: View) => readonly { readonly node: string; readonly what: string }[];
}
