/**
 * @file Sensitivity by gradients against brute force: every layer rounded by itself and run over the same images, once for
 * each number that the report holds of it: as the recipe says, its weights alone, its activations alone, and in each
 * other precision that a pin could give it. FP32 leaves nothing to run.
 */
import { existsSync, openAsBlob } from "node:fs";
import { join } from "node:path";
import { nodeEngines } from "../src/cli/node-engines.ts";
import type { Graph } from "../src/core/graph/graph.ts";
import { modelOf as messagesOf } from "../src/core/graph/to-model.ts";
import { encodeModel } from "../src/core/onnx/encode.ts";
import { makePlan, type Plan } from "../src/core/quantize/plan.ts";
import { solveParams } from "../src/core/quantize/params.ts";
import { DEFAULT_RECIPE as recipe, PIN_PRECISIONS, type Recipe, withPin } from "../src/core/recipe.ts";
import { isWeight, spotsByLayer } from "../src/core/sensitivity/estimate.ts";
import type { SensitivityReport } from "../src/core/sensitivity/report.ts";
import { markRoundings } from "../src/core/sensitivity/mark.ts";
import { roundedGraph, type Spot } from "../src/core/sensitivity/rerun-graph.ts";
import { weightSpots } from "../src/core/sensitivity/weight-errors.ts";
import { calibrationOf } from "../src/jobs/calibrate.ts";
import { createDesk, type Desk, modelOf, sampleSet } from "../src/jobs/desk.ts";
import type { ModelSource } from "../src/jobs/engines.ts";
import { evaluateOver, type SampleSet } from "../src/jobs/evaluate.ts";
import { openDataJob } from "../src/jobs/open-data.ts";
import { openModelJob } from "../src/jobs/open-model.ts";
import { preparedOf } from "../src/jobs/prepare.ts";
import type { Inputs } from "../src/jobs/protocol.ts";
import { variantOf } from "../src/jobs/quantize.ts";
import { spread } from "../src/jobs/saturation.ts";
import { sensitivityJob } from "../src/jobs/sensitivity.ts";
import { decodeInNode } from "../src/platform/decode-node.ts";
import { readEntries } from "../src/platform/files-node.ts";
import type { Benchmark, Finding, Report } from "./benchmark.ts";
import { QUIET } from "./opened.ts";
import { short } from "./print.ts";
import { processorTime, spreadOf } from "./timing.ts";

const DATA = join(import.meta.dirname, "../../shared/data");
/** Where the further runs of all layers would take a quarter of an hour, every nth layer stands for the others. */
const MODELS = [
  { model: "resnet20-cifar10", data: "cifar10", every: 1 },
  { model: "mobilenetv2-7", data: "imagenet", every: 6 },
] as const;
const IMAGES = 64;

export const sensitivity: Benchmark = { id: "sensitivity", title: "Sensitivity against brute force", run };

async function run(): Promise<Report> {
  const found = MODELS.filter(({ model }) => existsSync(modelPath(model)));
  if (found.length === 0) throw new Error(`Nothing to measure: there are no models in ${DATA}.`);
  const results = [];
  for (const each of found) results.push(await compare(each));
  return {
    notes: [
      `Processor time in wasm on one thread, ${IMAGES} calibration images, ranges known. The report is whole: with pins, verified layers and gathered errors.`,
      "Brute force: one run for each layer as the recipe rounds it, really run for all. The whole sweep adds its weights alone, its activations alone, and the layer in each other precision.",
      "Of what the whole sweep adds, as many as the table says were run; the others are counted at the mean of those.",
    ],
    columns: [
      "Model",
      "layers",
      "Spearman",
      "report s",
      "one run each s",
      "ratio",
      "sweep, runs",
      "really run",
      "sweep s",
      "ratio",
      "sum / whole",
    ],
    rows: results.map((r) => [
      r.model,
      `${r.layers}`,
      r.spearman.toFixed(3),
      short(r.report / 1000),
      short(r.together / 1000),
      short(r.together / r.report),
      `${r.runs}`,
      `${r.done}`,
      short(r.sweep / 1000),
      short(r.sweep / r.report),
      short(r.additivity),
    ]),
    summary: results.flatMap(findings),
  };
}

type Result = Awaited<ReturnType<typeof compare>>;

function findings({ model, spearman, report, sweep }: Result): Finding[] {
  return [
    {
      what: `${model}: rank correlation with brute force`,
      value: spreadOf([spearman]),
      unit: "",
      accept: { least: 0.97 },
    },
    { what: `${model}: brute force / report`, value: spreadOf([sweep / report]), unit: "x", accept: { least: 8 } },
  ];
}

const modelPath = (model: string) => join(DATA, "models", `${model}.onnx`);

async function compare({ model, data, every }: (typeof MODELS)[number]) {
  const desk = createDesk({ engines: await nodeEngines("wasm"), decode: decodeInNode });
  const inputs = await open(desk, model, data);
  const whole = await sampleSet(desk, inputs.calibration, inputs);
  const set = { ...whole, samples: spread(whole.samples, IMAGES) };
  const variant = await variantOf(desk, { ...inputs, recipe }, QUIET);
  const { source } = modelOf(desk, inputs.model);
  const base = await answers(desk, source, set);
  let layers: SensitivityReport["layers"] = [];
  const time = await processorTime(async () => {
    ({ layers } = await sensitivityJob(desk, { ...inputs, recipe, images: IMAGES }, QUIET));
  });
  const totals = new Map(layers.map(({ name, impact }) => [name, impact.total]));
  const { alone, further } = await sweepOf(desk, inputs, layers);
  const runner = runnerOf(desk, source, set);
  const errors = new Map<string, number>();
  let together = 0;
  for (const task of alone) {
    together += await processorTime(async () => errors.set(task.layer, errorOf(base, await runner(task))));
  }
  const some = further.filter(({ at }) => at % every === 0);
  const added = await processorTime(async () => {
    for (const task of some) await runner(task);
  });
  const real = errorOf(base, await answers(desk, variant.source, set));
  return {
    model,
    layers: errors.size,
    spearman: spearman(
      [...errors.keys()].map((name) => totals.get(name) ?? 0),
      [...errors.values()],
    ),
    report: time,
    together,
    runs: alone.length + further.length,
    done: alone.length + some.length,
    sweep: together + (added * further.length) / some.length,
    additivity: [...totals.values()].reduce((a, b) => a + b, 0) / real,
  };
}

async function open(desk: Desk, model: string, data: string): Promise<Inputs> {
  const files = [{ path: `${model}.onnx`, blob: await openAsBlob(modelPath(model)) }];
  const { card, guess } = await openModelJob(desk, { files }, QUIET);
  const entries = await readEntries(join(DATA, data, "calibration"));
  const { hash } = await openDataJob(desk, { files: entries, name: data, role: "calibration" }, QUIET);
  const inputs = { model: card.hash, calibration: hash, preprocess: guess };
  await calibrationOf(desk, inputs, QUIET);
  return inputs;
}

type Answers = ReadonlyMap<number, Float32Array>;

async function answers({ engines }: Desk, model: ModelSource, set: SampleSet): Promise<Answers> {
  const { results } = await evaluateOver(engines, { model, set, stage: "evaluate" }, QUIET);
  return new Map([...results].map(([index, { output }]) => [index, output]));
}

/** Energy of the difference, relative to that of the first. */
function errorOf(base: Answers, other: Answers): number {
  let [noise, signal] = [0, 0];
  for (const [index, changed] of other) {
    const exact = base.get(index) as Float32Array;
    for (const [i, x] of changed.entries()) {
      noise += (x - (exact[i] as number)) ** 2;
      signal += (exact[i] as number) ** 2;
    }
  }
  return noise / signal;
}

/** One layer rounded, everything else in FP32. */
interface Task {
  readonly layer: string;
  /** Its place among the layers. */
  readonly at: number;
  readonly graph: Graph;
  readonly spots: readonly Spot[];
}

/** All runs that tell what the report tells: `alone` as the recipe rounds each layer, `further` for everything else. */
async function sweepOf(desk: Desk, inputs: Inputs, layers: SensitivityReport["layers"]) {
  const { graph } = await preparedOf(desk, inputs.model);
  const { stats } = await calibrationOf(desk, inputs, QUIET);
  const solved = (own: Recipe) => {
    const plan = makePlan(graph, own, stats);
    const solution = { graph, stats, plan, recipe: own, params: solveParams(plan, stats, graph, own) };
    const { graph: marked, spots: values } = markRoundings(solution);
    const weights = [...weightSpots(solution, marked)].flat();
    const byLayer = spotsByLayer({ graph: marked, values, weights });
    return {
      plan,
      task: (layer: string, at: number) => ({ layer, at, graph: marked, spots: byLayer.get(layer) ?? [] }),
    };
  };
  const tasksOf = (of: typeof layers, own: ReturnType<typeof solved>) =>
    of
      .map(({ name }) =>
        own.task(
          name,
          layers.findIndex((layer) => layer.name === name),
        ),
      )
      .filter(hasSpots);
  const now = solved(recipe);
  const alone = tasksOf(
    layers.filter(({ impact }) => impact.total > 0),
    now,
  );
  const parts = alone.flatMap((task) => {
    const both = [task.spots.filter(isWeight), task.spots.filter((spot) => !isWeight(spot))];
    return both.every(({ length }) => length > 0) ? both.map((spots) => ({ ...task, spots })) : [];
  });
  const others = PIN_PRECISIONS.filter((pin) => pin !== "float32").flatMap((pin) => {
    const known = layers.filter(({ at }) => at[pin] !== undefined);
    const own = solved(known.reduce((r, { name }) => withPin(r, name, pin), recipe));
    const precision = (plan: Plan, name: string) => plan.nodes.get(name)?.precision;
    return tasksOf(
      known.filter(({ name }) => precision(own.plan, name) !== precision(now.plan, name)),
      own,
    );
  });
  return { alone, further: [...parts, ...others] };
}

const hasSpots = ({ spots }: Task) => spots.length > 0;

function runnerOf(desk: Desk, source: ModelSource, set: SampleSet): (task: Task) => Promise<Answers> {
  let runs = 0;
  return ({ graph, spots }) => {
    const rounded = roundedGraph({ graph }, spots);
    const blob = new Blob([encodeModel(messagesOf(rounded)) as Uint8Array<ArrayBuffer>]);
    return answers(desk, { ...source, key: `brute ${runs++}`, blob, output: rounded.outputs[0] ?? "" }, set);
  };
}

/** Rank correlation; no value occurs twice. */
function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const n = a.length;
  const squares = x.reduce((sum, rank, i) => sum + (rank - (y[i] as number)) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}

function ranks(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((i, j) => (values[i] as number) - (values[j] as number));
  const found = Array<number>(values.length);
  for (const [rank, i] of order.entries()) found[i] = rank;
  return found;
}
