/** @file From what is known of a layer to its colour and its words; from the layers of a closed block to those of the block. */
import { between, betweenLog, type Ramp, rampColour, STEPS } from "./scale.ts";

export interface Paint {
  /** CSS colour. */
  readonly fill: string;
  /** The value in the few words of a box. */
  readonly text: string;
  /** Of a block of several kinds: their colours by share, which add up to 1. */
  readonly parts: readonly { readonly fill: string; readonly share: number }[];
}

export interface LegendEntry {
  readonly colour: string;
  readonly label: string;
}

export interface Legend {
  /** What a scale counts, with its unit; null for kinds. */
  readonly unit: string | null;
  readonly entries: readonly LegendEntry[];
}

export interface Painter<T> {
  /** Null where there is no value. */
  readonly one: (item: T) => Paint | null;
  readonly block: (items: readonly T[]) => Paint | null;
  /** @param items what is drawn, so that only kinds that occur are listed */
  readonly legend: (items: readonly T[]) => Legend;
}

export interface Kind {
  readonly key: string;
  readonly label: string;
  /** In a box; default the key. */
  readonly short?: string;
  readonly colour: string;
}

/** Kinds with a colour each. */
export function category<T>(kindOf: (item: T) => Kind | null): Painter<T> {
  const tally = (items: readonly T[]) => {
    const counts = new Map<string, { readonly kind: Kind; count: number }>();
    for (const kind of items.map(kindOf)) {
      if (kind === null) continue;
      const entry = counts.get(kind.key) ?? { kind, count: 0 };
      entry.count++;
      counts.set(kind.key, entry);
    }
    return [...counts.values()].toSorted((a, b) => b.count - a.count);
  };
  return {
    one(item) {
      const kind = kindOf(item);
      return kind && { fill: kind.colour, text: kind.short ?? kind.key, parts: [] };
    },
    block(items) {
      const entries = tally(items);
      const [most, ...others] = entries;
      if (most === undefined) return null;
      const total = entries.reduce((sum, { count }) => sum + count, 0);
      const parts = entries.map(({ kind, count }) => ({ fill: kind.colour, share: count / total }));
      const fill = most.kind.colour;
      if (others.length === 0) return { fill, text: most.kind.key, parts: [] };
      return { fill, text: entries.map(({ kind, count }) => `${count} ${kind.key}`).join(", "), parts };
    },
    legend: (items) => ({
      unit: null,
      entries: tally(items).map(({ kind: { colour, label } }) => ({ colour, label })),
    }),
  };
}

export interface ScaleSpec<T> {
  readonly unit: string;
  readonly value: (item: T) => number | null;
  readonly text: (value: number) => string;
  readonly ramp: Ramp;
  /** Values that are neutral, and at the end of the ramp. */
  readonly ends: readonly [number, number];
  readonly steps: "even" | "powers";
  /** What a closed block shows of its layers. */
  readonly fold: "largest" | "smallest" | "sum";
}

const FOLDS: Readonly<Record<ScaleSpec<never>["fold"], (values: readonly number[]) => number>> = {
  largest: (values) => Math.max(...values),
  smallest: (values) => Math.min(...values),
  sum: (values) => values.reduce((a, b) => a + b, 0),
};

/** Of a block, whether its value is of one layer or of all. */
const FOLDED: Readonly<Record<ScaleSpec<never>["fold"], string>> = { largest: "≤ ", smallest: "≥ ", sum: "" };

/** Numbers on a ramp. */
export function scale<T>({ unit, value, text, ramp, ends: [from, to], steps, fold }: ScaleSpec<T>): Painter<T> {
  const place = steps === "even" ? between : betweenLog;
  const paint = (x: number, prefix: string): Paint => ({
    fill: rampColour(ramp, place(x, from, to)),
    text: prefix + text(x),
    parts: [],
  });
  return {
    one(item) {
      const x = value(item);
      return x === null ? null : paint(x, "");
    },
    block(items) {
      const values = items.flatMap((item) => value(item) ?? []);
      return values.length === 0 ? null : paint(FOLDS[fold](values), values.length > 1 ? FOLDED[fold] : "");
    },
    legend: () => ({
      unit,
      entries: Array.from({ length: STEPS }, (_, i) => {
        const at = i / (STEPS - 1);
        const x = steps === "even" ? from + at * (to - from) : from * (to / from) ** at;
        return { colour: rampColour(ramp, at), label: text(x) };
      }),
    }),
  };
}
