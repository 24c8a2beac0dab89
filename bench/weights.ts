/** @file Weight-only quantization of the subject: what each width and the refinement cost per million weights. */
import { floatsOf } from "../src/core/onnx/tensor-data.ts";
import { quantize } from "../src/core/pipeline.ts";
import { DEFAULT_RECIPE, type Recipe } from "../src/core/recipe.ts";
import type { Benchmark, Report } from "./benchmark.ts";
import { spread } from "./print.ts";
import { processorTime, ratioOf, spreadOf, takeTurns } from "./timing.ts";
import type { Workbench } from "./workbench.ts";

const ROUNDS = 5;

export const weights: Benchmark = { id: "weights", title: "Quantizing weights", run };

async function run(bench: Workbench): Promise<Report> {
  const { graph } = (await bench.opened("wasm")).prepared;
  const large = [...graph.constants.values()].filter((t) => t.dims.length > 1 && t.dataType === 1);
  const millions = large.reduce((sum, t) => sum + floatsOf(t).length, 0) / 1e6;
  const made = (change: Partial<Recipe["weights"]>) => () =>
    processorTime(() => quantize(graph, new Map(), recipeOf(change)));
  const times = await takeTurns(ROUNDS, {
    int8: made({ type: "int8" }),
    int4: made({ type: "uint4", symmetric: false, granularity: "block" }),
    refined: made({ type: "uint4", symmetric: false, granularity: "block", rounding: "hqq" }),
  });
  const each = (ms: readonly number[]) => spread(spreadOf(ms.map((time) => time / millions)));
  return {
    notes: [`The whole file, from prepared graph to bytes: ${millions.toFixed(1)} million weights. Processor time.`],
    columns: ["Weights", "ms per million"],
    rows: [
      ["INT8 per channel, nearest", each(times.int8)],
      ["INT4 in blocks of 32, nearest", each(times.int4)],
      ["INT4 in blocks of 32, refined", each(times.refined)],
    ],
    summary: [
      { what: "INT4 refined / nearest", value: ratioOf(times.refined, times.int4), unit: "x", accept: { most: 12 } },
      {
        what: "INT8 weights, from graph to bytes",
        value: spreadOf(times.int8.map((ms) => ms / millions)),
        unit: "ms per million",
      },
    ],
  };
}

function recipeOf(change: Partial<Recipe["weights"]>): Recipe {
  return { ...DEFAULT_RECIPE, scheme: "weight-only", weights: { ...DEFAULT_RECIPE.weights, ...change } };
}
