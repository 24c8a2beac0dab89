/** @file What a click costs after calibration: another method, or a pin. Ranges are solved and the graph rewritten; no model runs. */
import { CALIBRATION_METHODS } from "../src/core/calibrate/index.ts";
import type { CalibrationStats } from "../src/core/calibrate/stats.ts";
import { quantize } from "../src/core/pipeline.ts";
import { solveParams } from "../src/core/quantize/params.ts";
import { makePlan } from "../src/core/quantize/plan.ts";
import { DEFAULT_RECIPE, type Recipe, withPin } from "../src/core/recipe.ts";
import { sha256 } from "../src/platform/hash.ts";
import type { Graph } from "../src/core/graph/graph.ts";
import type { Benchmark, Finding, Report } from "./benchmark.ts";
import { spread } from "./print.ts";
import { processorTime, spreadOf, takeTurns } from "./timing.ts";
import type { Workbench } from "./workbench.ts";

const ROUNDS = 7;
const LIMIT = 100;

export const methodSwitch: Benchmark = { id: "switch", title: "Switching the method, pinning a layer", run };

async function run(bench: Workbench): Promise<Report> {
  const { graph } = (await bench.opened("wasm")).prepared;
  const stats = await bench.stats();
  const recipes = recipesOf(graph);
  const seen = (recipe: Recipe) => requantize(graph, stats, recipe);
  const turns = (job: (recipe: Recipe) => unknown) => takeTurns(ROUNDS, casesOf(recipes, job));
  const wall = await turns(seen);
  const cost = await turns((recipe) => processorTime(() => seen(recipe)));
  const first = await turns((recipe) => processorTime(() => requantize(graph, unseen(stats), recipe)));
  const ranges = await turns((recipe) => processorTime(() => solve(graph, stats, recipe)));
  const row = (name: string) => [name, ...[wall, cost, first, ranges].map((all) => spread(spreadOf(all[name] ?? [])))];
  return {
    notes: [
      "From the click to the answer of the job: ranges, plan, rewritten graph, layer table, file bytes and their hash.",
      "Processor time does not count other programs, so it is the time on a machine with nothing else to do.",
      "First: statistics that no method has looked at yet. Ranges: plan and ranges alone, a part of the others.",
    ],
    columns: ["Recipe", "switch, ms", "processor, ms", "first, processor, ms", "ranges, processor, ms"],
    rows: Object.keys(recipes).map(row),
    summary: [
      ...CALIBRATION_METHODS.map(({ id }) => finding(`switch to ${id}, processor time`, cost[id])),
      finding("re-quantize after a pin, processor time", cost["pin"]),
    ],
  };
}

function finding(what: string, times: readonly number[] = []): Finding {
  return { what, value: spreadOf(times), unit: "ms", accept: { most: LIMIT } };
}

type Recipes = Readonly<Record<string, Recipe>>;

function recipesOf(graph: Graph): Recipes {
  const methods = CALIBRATION_METHODS.map(({ id }) => {
    return [id, { ...DEFAULT_RECIPE, calibration: { ...DEFAULT_RECIPE.calibration, method: id } }] as const;
  });
  const layer = graph.nodes.find(({ op }) => op === "Conv")?.name ?? "";
  return { ...Object.fromEntries(methods), pin: withPin(DEFAULT_RECIPE, layer, "float32") };
}

function casesOf(recipes: Recipes, run: (recipe: Recipe) => unknown) {
  const entries = Object.entries(recipes).map(([name, recipe]) => [name, () => run(recipe)] as const);
  return Object.fromEntries(entries);
}

async function requantize(graph: Graph, stats: CalibrationStats, recipe: Recipe): Promise<string> {
  return sha256(quantize(graph, stats, recipe).bytes);
}

/** Prefix sums are remembered per statistics object: fresh objects have none. */
function unseen(stats: CalibrationStats): CalibrationStats {
  return new Map([...stats].map(([name, value]) => [name, { ...value }]));
}

function solve(graph: Graph, stats: CalibrationStats, recipe: Recipe) {
  return solveParams(makePlan(graph, recipe), stats, graph, recipe);
}
