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

/** By precision: 16 bits hold what 8 cannot, and weights alone are no matter of ranges, but a DFT is all weights. */
const FINDERS: Readonly<Partial<Record<Precision, readonly Finder[]>>> = {
  INT8: [signalFrontEnd, normalization, activationFormula, attention, mixedConcat],
  INT16: [signalFrontEnd],
  DYN8: [signalFrontEnd],
  W8: [signalFrontEnd],
  W4: [signalFrontEnd, thinChannels],
  W2: [signalFrontEnd, thinChannels],
};

/** Nodes that stay in float by default at this precision, by name, each with the reason in the user's words. */
export function keptInFloat(graph: Graph, precision: Precision, seen?: SeenRange): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const finders = FINDERS[precision] ?? [];
  if (finders.length === 0) return found;
  const scene = sceneOf(graph, seen);
  for (const find of finders) {
    for (const [node, reason] of find(scene)) if (!found.has(node)) found.set(node, reason);
  }
  return found;
}
