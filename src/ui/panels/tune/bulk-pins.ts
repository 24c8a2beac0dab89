/** @file Which layers are pinned together: by op, by name, the worst of a report, or the selected one. */
import type { LayerRow } from "../../../jobs/protocol.ts";
import type { PinPrecision } from "../../../core/recipe.ts";
import {
  effectOf,
  type Outlook,
  type PinEffect,
  type Ranking,
  repairs,
  worstFirst,
} from "../../../core/sensitivity/expected.ts";

/** What the dialog asks for. */
export interface PinQuery {
  readonly by: "worst" | "op" | "name" | "selected";
  readonly worst: number;
  readonly ranking: Ranking;
  readonly op: string;
  /** A regular expression over names, upper and lower case alike. */
  readonly pattern: string;
  /** Null unpins. */
  readonly precision: PinPrecision | null;
}

export const FIRST_QUERY: PinQuery = {
  by: "worst",
  worst: 5,
  ranking: "harm",
  op: "",
  pattern: "",
  precision: "float32",
};

export interface OpCount {
  /** As in "Conv + Clip": the operator first, with what was folded into it. */
  readonly op: string;
  readonly layers: number;
}

/** Operators of the model, the most frequent first. A folded clamp makes no operator of its own. */
export function opsOf(rows: readonly Pick<LayerRow, "op">[]): readonly OpCount[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(baseOp(row), (counts.get(baseOp(row)) ?? 0) + 1);
  return [...counts].map(([op, layers]) => ({ op, layers })).toSorted((a, b) => b.layers - a.layers);
}

function baseOp({ op }: Pick<LayerRow, "op">): string {
  return op.split(" + ")[0] ?? op;
}

/** The expression, or why it is none, in words. Slashes around it, as in /conv\d/, may be written. */
export function parsePattern(text: string): RegExp | string {
  const inner = /^\/(.*)\/i?$/.exec(text.trim())?.[1] ?? text.trim();
  try {
    return new RegExp(inner, "i");
  } catch (error) {
    const why = error instanceof Error ? error.message.split(": ").at(-1) : "";
    return `This is no regular expression: ${why}. Write \\( for a bracket of a name.`;
  }
}

/** What each layer that is asked for would do, in the order of the network, the worst ones most harmful first. */
export function findEffects(outlook: Outlook, query: PinQuery, selected: string | null): readonly PinEffect[] | string {
  const { precision } = query;
  const effects = (names: readonly string[]) => names.map((name) => effectOf(outlook, name, precision));
  const rows = [...outlook.rows.values()];
  switch (query.by) {
    case "worst":
      return worstEffects(outlook, query);
    case "op":
      return effects(rows.filter((row) => baseOp(row) === query.op).map(({ name }) => name));
    case "name": {
      if (query.pattern.trim() === "") return [];
      const pattern = parsePattern(query.pattern);
      return typeof pattern === "string"
        ? pattern
        : effects(rows.filter(({ name }) => pattern.test(name)).map(({ name }) => name));
    }
    case "selected":
      return selected === null ? [] : effects([selected]);
  }
}

/** The worst that the pin changes, so that N means N pins; per byte, only those that it helps. */
function worstEffects(outlook: Outlook, { worst, ranking, precision }: PinQuery): readonly PinEffect[] {
  if (ranking === "per-byte" && precision !== null) return repairs(outlook, precision, ranking).slice(0, worst);
  return worstFirst(outlook, precision).slice(0, worst);
}
