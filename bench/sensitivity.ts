/**
 * @file Sensitivity by gradients against brute force: every layer quantized by itself and run over the same images. Brute
 * force that finds all that the report holds takes more runs: weights alone, activations alone, weights of 4 bits. They
 * are counted, each as long as the layer's own run: the whole network runs in any case.
 */
import { existsSync, openAsBlob } from "node:fs";
import { join } from "node:path";
import { nodeEngines } from "../src/cli/node-engines.ts";
import { modelOf as messagesOf } from "../src/core/graph/to-model.ts";
import { encodeModel } from "../src/core/onnx/encode.ts";
import { makePlan } from "../src/core/quantize/plan.ts";
import { solveParams } from "../src/core/quantize/params.ts";
import { DEFAULT_RECIPE as recipe } from "../src/core/recipe.ts";
import { isWeight } from "../src/core/sensitivity/estimate.ts";
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
const MODELS = [
  { model: "resnet20-cifar10", data: "cifar10" },
  { model: "mobilenetv2-7", data: "imagenet" },
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
      "Brute force: one run for each layer quantized alone. The whole sweep adds its weights alone, its activations alone and INT4 weights: counted, not run.",
    ],
    columns: [
      "Model",
      "layers",
      "Spearman",
      "report s",
      "one run each s",
      "ratio",
      "whole sweep s",
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

async function compare({ model, data }: (typeof MODELS)[number]) {
  const desk = createDesk({ engines: await nodeEngines("wasm"), decode: decodeInNode });
  const inputs = await open(desk, model, data);
  const whole = await sampleSet(desk, inputs.calibration, inputs);
  const set = { ...whole, samples: spread(whole.samples, IMAGES) };
  const variant = await variantOf(desk, { ...inputs, recipe }, QUIET);
  const { source } = modelOf(desk, inputs.model);
  const base = await answers(desk, source, set);
  let report: Awaited<ReturnType<typeof sensitivityJob>> | undefined;
  const time = await processorTime(async () => {
    report = await sensitivityJob(desk, { ...inputs, recipe, images: IMAGES }, QUIET);
  });
  const totals = new Map(report?.layers.map(({ name, impact }) => [name, impact.total]));
  const brute = await bruteForce(desk, inputs, { set, base, totals });
  const real = errorOf(base, await answers(desk, variant.source, set));
  return {
    model,
    layers: brute.errors.size,
    spearman: spearman(
      [...brute.errors.keys()].map((name) => totals.get(name) ?? 0),
      [...brute.errors.values()],
    ),
    report: time,
    together: brute.together,
    sweep: brute.together + brute.apart,
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

interface Brute {
  readonly set: SampleSet;
  readonly base: Answers;
  readonly totals: ReadonlyMap<string, number>;
}

async function bruteForce(desk: Desk, inputs: Inputs, { set, base, totals }: Brute) {
  const { graph } = await preparedOf(desk, inputs.model);
  const { stats } = await calibrationOf(desk, inputs, QUIET);
  const plan = makePlan(graph, recipe, stats);
  const solution = { graph, stats, plan, recipe, params: solveParams(plan, stats, graph, recipe) };
  const { graph: marked, spots } = markRoundings(solution);
  const weights = [...weightSpots(solution, marked)].flat();
  const { source } = modelOf(desk, inputs.model);
  let runs = 0;
  const runWith = async (chosen: readonly Spot[]) => {
    const rounded = roundedGraph({ graph: marked }, chosen);
    const blob = new Blob([encodeModel(messagesOf(rounded)) as Uint8Array<ArrayBuffer>]);
    const model = { ...source, key: `brute ${runs++}`, blob, output: rounded.outputs[0] ?? "" };
    return answers(desk, model, set);
  };
  const errors = new Map<string, number>();
  let [together, apart] = [0, 0];
  for (const [name, total] of totals) {
    const own = [...spots, ...weights].filter((spot) => spot.layer === name);
    const used = own.filter((spot) => spot.kind === "value" || spot.used);
    if (total === 0 || used.length === 0) continue;
    const time = await processorTime(async () => errors.set(name, errorOf(base, await runWith(used))));
    together += time;
    const parts = [used.filter(isWeight), used.filter((spot) => !isWeight(spot))].filter(({ length }) => length > 0);
    const forms = own.filter((spot) => spot.kind === "weight" && !spot.used);
    apart += time * ((parts.length > 1 ? parts.length : 0) + forms.length);
  }
  return { errors, together, apart };
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
