/** @file Task-aware defaults: the table of structures that lose more by rounding than they gain. */
import type { Graph } from "../graph/graph.ts";
import type { Precision } from "../precision.ts";
import { activationFormula } from "./activation-formula.ts";
import { attention } from "./attention.ts";
import { type Finder, sceneOf, type SeenRange } from "./finder.ts";
import { mixedConcat } from "./mixed-concat.ts";
import { normalization } from "./normalization.ts";
import { signalFrontEnd } from "./signal-front-end.ts";
import { thinChannels } from "./thin-channels.ts";
import { wideSilu } from "./wide-silu.ts";

/** A finder, and the precision that its nodes get instead. */
interface Default {
  readonly find: Finder;
  readonly instead: "FP32" | "INT16";
}

const float = (find: Finder): Default => ({ find, instead: "FP32" });

/** By precision: 16 bits hold what 8 cannot, and weights alone are no matter of ranges, but a DFT is all weights. */
const FINDERS: Readonly<Partial<Record<Precision, readonly Default[]>>> = {
  INT8: [
    float(signalFrontEnd),
    float(normalization),
    float(activationFormula),
    float(attention),
    float(mixedConcat),
    { find: wideSilu, instead: "INT16" },
  ],
  INT16: [float(signalFrontEnd)],
  DYN8: [float(signalFrontEnd), float(wideSilu)],
  W8: [float(signalFrontEnd)],
  W4: [float(signalFrontEnd), float(thinChannels)],
  W2: [float(signalFrontEnd), float(thinChannels)],
};

export interface Kept {
  readonly precision: "FP32" | "INT16";
  /** In the user's words. */
  readonly reason: string;
}

interface Known {
  readonly seen: SeenRange | undefined;
  readonly found: ReadonlyMap<string, Kept>;
}

/** The last answer by precision: pins and ranges, which change most often, change none. */
const known = new WeakMap<Graph, Map<Precision, Known>>();

/** Nodes that get more bits than the scheme's by default, by name. */
export function keptPrecise(graph: Graph, precision: Precision, seen?: SeenRange): ReadonlyMap<string, Kept> {
  const byPrecision = known.get(graph) ?? new Map<Precision, Known>();
  known.set(graph, byPrecision);
  const last = byPrecision.get(precision);
  if (last !== undefined && last.seen === seen) return last.found;
  const found = findKept(graph, precision, seen);
  byPrecision.set(precision, { seen, found });
  return found;
}

function findKept(graph: Graph, precision: Precision, seen: SeenRange | undefined): ReadonlyMap<string, Kept> {
  const found = new Map<string, Kept>();
  const defaults = FINDERS[precision] ?? [];
  if (defaults.length === 0) return found;
  const scene = sceneOf(graph, seen);
  for (const { find, instead } of defaults) {
    for (const [node, reason] of find(scene)) if (!found.has(node)) found.set(node, { precision: instead, reason });
  }
  return found;
}
