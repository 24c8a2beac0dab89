/** @file What a click costs after calibration: another method, or a pin. Ranges are solved and the graph rewritten; no model runs. */
import { CALIBRATION_METHODS } from "../src/core/calibrate/index.ts";
import type { CalibrationStats } from "../src/core/calibrate/stats.ts";
import { quantize } from "../src/core/pipeline.ts";
import { solveParams } from "../src/core/quantize/params.ts";
import { makePlan } from "../src/core/quantize/plan.ts";
import { DEFAULT_RECIPE, type Recipe, withPin } from "../src/core/recipe.ts";
import { sha256 } from "../src/platform/hash.ts";
import type { Graph } from "../src/core/graph/graph.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { spread } from "./print.ts";
import { ratioOf, spreadOf, takeTurns } from "./timing.ts";
import type { Workbench } from "./workbench.ts";

const ROUNDS = 7;
const LIMIT = 100;

export const methodSwitch: Benchmark = { id: "switch", title: "Switching the method, pinning a layer", run };

async function run(bench: Workbench): Promise<Report> {
  const { graph } = (await bench.opened("wasm")).prepared;
  const stats = await bench.stats();
  const recipes = recipesOf(graph);
  const times = await takeTurns(
    ROUNDS,
    casesOf(recipes, (recipe) => requantize(graph, stats, recipe)),
  );
  const first = await takeTurns(
    ROUNDS,
    casesOf(recipes, (recipe) => requantize(graph, unseen(stats), recipe)),
  );
  const ranges = await takeTurns(
    ROUNDS,
    casesOf(recipes, (recipe) => solve(graph, stats, recipe)),
  );
  const base = times[DEFAULT_RECIPE.calibration.method] ?? [];
  const row = (name: string) => [name, ...[times, first, ranges].map((all) => spread(spreadOf(all[name] ?? [])))];
  const slowest = CALIBRATION_METHODS.map(({ id }) => spreadOf(times[id] ?? [])).reduce((a, b) =>
    a.median > b.median ? a : b,
  );
  return {
    notes: [
      "Ranges, plan, rewritten graph, layer table, file bytes and their hash: from the click to the answer of the job.",
      "First: statistics that no method has looked at yet. The last column is plan and ranges alone, a part of the others.",
    ],
    columns: ["Recipe", "switch, ms", "first, ms", "ranges only, ms"],
    rows: Object.keys(recipes).map(row),
    summary: [
      { what: "method switch, slowest method", value: slowest, unit: "ms", accept: { most: LIMIT } },
      { what: "re-quantize after a pin", value: spreadOf(times["pin"] ?? []), unit: "ms", accept: { most: LIMIT } },
      { what: "re-quantize after a pin / switch to the default", value: ratioOf(times["pin"] ?? [], base), unit: "x" },
    ],
  };
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
  const entries = Object.entries(recipes).map(
    ([name, recipe]) => [name, async () => void (await run(recipe))] as const,
  );
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
