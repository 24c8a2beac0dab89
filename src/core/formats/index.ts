/** @file The table of formats by precision, for layers without calibrated activation ranges. */
import type { Graph, Node } from "../graph/graph.ts";
import type { InputMeans } from "../quantize/bias-correction.ts";
import type { Precision } from "../precision.ts";
import type { Recipe } from "../recipe.ts";
import { DYNAMIC } from "./dynamic-format.ts";
import type { Formatted } from "./format.ts";
import { BFLOAT, HALF } from "./half-format.ts";
import { weightOnlyFormat } from "./weight-only-format.ts";

export interface FormatContext {
  readonly recipe: Recipe;
  /** Lowest and highest value seen in calibration; absent when nothing was calibrated. */
  readonly range?: (value: string) => { readonly lo: number; readonly hi: number } | undefined;
}

export interface Format {
  /** Why a layer cannot take the format, in the user's words, or null when it can. */
  readonly refuse: (node: Node, graph: Graph, context: FormatContext) => string | null;
  /** Rewrites the named layers. The graph may hold Q/DQ already. @param means what biases are corrected by, if known */
  readonly rewrite: (graph: Graph, nodes: ReadonlySet<string>, recipe: Recipe, means?: InputMeans) => Formatted;
}

export type FormatPrecision = Exclude<Precision, "FP32" | "INT8" | "INT16">;

/** In the order they are applied: half comes last, because it must see every cast it could spare. */
const FORMATS: Readonly<Record<FormatPrecision, Format>> = {
  DYN8: DYNAMIC,
  W8: weightOnlyFormat(8),
  W4: weightOnlyFormat(4),
  W2: weightOnlyFormat(2),
  FP16: HALF,
  BF16: BFLOAT,
};

export function formatOf(precision: FormatPrecision): Format {
  return FORMATS[precision];
}

/** Applies every format to the layers decided for it. @param decided precision by node name */
export function applyFormats(
  graph: Graph,
  decided: ReadonlyMap<string, Precision>,
  recipe: Recipe,
  means?: InputMeans,
): Formatted {
  let result: Formatted = { graph, layers: new Map(), notes: [] };
  for (const [precision, format] of Object.entries(FORMATS)) {
    const nodes = new Set([...decided].filter(([, p]) => p === precision).map(([name]) => name));
    if (nodes.size === 0) continue;
    const { graph: next, layers, notes } = format.rewrite(result.graph, nodes, recipe, means);
    result = { graph: next, layers: new Map([...result.layers, ...layers]), notes: [...result.notes, ...notes] };
  }
  return result;
}
