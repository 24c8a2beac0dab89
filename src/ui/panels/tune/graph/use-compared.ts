/** @file What the present result can be compared with: FP32, and every result of this model so far. */
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Fate } from "../../../../core/fusion/fusion-map.ts";
import type { Carried, GraphView } from "../../../../core/graph/view.ts";
import type { LayerRow, QuantizeReport } from "../../../../jobs/protocol.ts";
import { useFlow, useJob } from "../../../../state/flow.tsx";
import { jobs } from "../../../../state/queries.ts";
import { useStudio } from "../../../../state/store.ts";
import { nameByLayers } from "../../../../state/variant-name.ts";
import { bytes, count } from "../../../parts/format.ts";
import type { LayerFacts } from "./colourings.ts";

export interface Compared {
  readonly id: string;
  readonly title: string;
  readonly when: string;
  /** Null for the network before it was quantized. */
  readonly report: QuantizeReport | null;
}

const ORIGINAL: Compared = {
  id: "fp32",
  title: "FP32",
  when: "The network before it was quantized.",
  report: null,
};

/** FP32 first, then the latest. */
export function useComparable(report: QuantizeReport): readonly Compared[] {
  const { inputs } = useFlow();
  const cache = useQueryClient().getQueryCache();
  const variants = useStudio((s) => s.variants);
  const model = inputs?.model;
  return useMemo(() => {
    const answered = cache
      .findAll({ queryKey: ["quantize", model] })
      .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
      .flatMap(({ state }) => (state.data as QuantizeReport | undefined) ?? []);
    const kept = variants.flatMap(({ source }) => (source.kind === "recipe" ? [source.report] : []));
    const known = new Map([...kept.toReversed(), ...answered].map((r) => [r.variant, r]));
    known.delete(report.variant);
    const nameOf = (key: string) =>
      variants.find(({ source }) => source.kind === "recipe" && source.report.variant === key)?.name;
    return [ORIGINAL, ...[...known.values()].map((r) => entryOf(r, nameOf(r.variant)))];
  }, [cache, model, report, variants]);
}

function entryOf(report: QuantizeReport, name: string | undefined): Compared {
  const { variant, recipe, layers } = report;
  const pins = recipe.pins.length === 0 ? "no pins" : `${count(recipe.pins.length)} pinned`;
  const title = name ?? nameByLayers(layers).title;
  return { id: variant, title, when: `${bytes(report.bytes)}, ${pins}`, report };
}

/** Layers of the other side; before quantizing, all are float and weigh what they weighed. */
export function factsOf(
  rows: readonly LayerRow[],
  { report }: Compared,
  fates: readonly Fate[] | null,
): ReadonlyMap<string, LayerFacts> {
  const layers = report === null ? rows.map(unquantized) : report.layers;
  const byName = new Map(fates?.map((fate) => [fate.node, fate]));
  return new Map(layers.map((row) => [row.name, { row, fate: byName.get(row.name) ?? null, impact: null }]));
}

function unquantized(row: LayerRow): LayerRow {
  const bytes = { before: row.bytes.before, after: row.bytes.before };
  return { ...row, precision: "FP32", reason: null, pinned: false, sqnr: null, clipped: null, bytes };
}

const FULL: Carried = { bits: 32, type: "float32", integer: false };

/** How values flow on the other side; not known until its own graph was answered. */
export function useCarried(compared: Compared | null, view: GraphView): ReadonlyMap<string, Carried> {
  const { inputs } = useFlow();
  const recipe = compared?.report?.recipe;
  const other = useJob(inputs && recipe ? jobs.graphView(inputs, recipe) : null).data;
  return useMemo(() => {
    if (compared === null) return new Map();
    if (compared.report === null) {
      const narrowed = view.edges.filter(({ carried }) => carried.integer || carried.type.endsWith("float16"));
      return new Map(narrowed.map(({ value }) => [value, FULL]));
    }
    const inner = other?.edges.filter(({ to }) => other.nodes[to]?.kind !== "output") ?? [];
    return new Map(inner.map(({ value, carried }) => [value, carried]));
  }, [compared, other, view]);
}
