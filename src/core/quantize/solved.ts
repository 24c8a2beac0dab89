/** @file Everything that is known of a graph once its parameters are solved: what tables and views are read from. */
import type { CalibrationStats } from "../calibrate/stats.ts";
import type { FormatLayer } from "../formats/format.ts";
import type { Graph } from "../graph/graph.ts";
import type { Recipe } from "../recipe.ts";
import type { Params } from "./params.ts";
import type { Plan } from "./plan.ts";

export interface Solved {
  /** The prepared graph. */
  readonly graph: Graph;
  readonly plan: Plan;
  readonly params: Params;
  readonly stats: CalibrationStats;
  readonly recipe: Recipe;
  /** Layers of formats without calibrated activations, by node name. */
  readonly formatted: ReadonlyMap<string, FormatLayer>;
}
