/** @file Prepare: simplify the graph, raise its opset, and prove on real samples that FP32 did not change. */
import { StudioError } from "../core/errors.ts";
import type { SampleResult } from "../core/evaluate/evaluation.ts";
import { withOutputs } from "../core/graph/edit.ts";
import type { Graph } from "../core/graph/graph.ts";
import { modelOf as messagesOf } from "../core/graph/to-model.ts";
import { encodeModel } from "../core/onnx/encode.ts";
import { prepare } from "../core/pipeline.ts";
import { tapsOf } from "../core/quantize/taps.ts";
import { checkChannels } from "../core/samples/preprocess.ts";
import { type Desk, keyOf, modelOf, type OpenModel, type Prepared, sampleSet } from "./desk.ts";
import type { ModelSource } from "./engines.ts";
import { evaluateOver, type Job } from "./evaluate.ts";
import type { Inputs, PrepareReport, Progress } from "./protocol.ts";

/** Samples that prove the equality. */
const PROOF = 4;
/** Accepted change of an output, as a share of the largest: float32 sums in another order stay far below. */
const TOLERANCE = 1e-3;

/** @throws StudioError `runtime/missing-source` */
export function preparedOf(desk: Desk, key: string): Promise<Prepared> {
  const model = modelOf(desk, key);
  return desk.prepared.get(key, async () => prepareModel(model));
}

function prepareModel(model: OpenModel): Prepared {
  const { graph, applied, opset } = prepare(model.graph);
  const taps = tapsOf(graph);
  return {
    graph,
    taps,
    source: sourceOf(model, graph, "prepared"),
    tapped: sourceOf(model, withOutputs(graph, taps), "calibration"),
    report: {
      passes: applied,
      opset,
      nodes: { from: model.graph.nodes.length, to: graph.nodes.length },
    },
  };
}

function sourceOf({ key, file, source }: OpenModel, graph: Graph, role: string): ModelSource {
  const bytes = encodeModel(messagesOf(graph)) as Uint8Array<ArrayBuffer>;
  return { ...source, key: `${key} ${role}`, file, blob: new Blob([bytes]) };
}

/** @throws StudioError `prepare/changed` when an output moves by more than a thousandth of the largest */
export function prepareJob(desk: Desk, inputs: Inputs, job: Job<Progress>): Promise<PrepareReport> {
  const { model, calibration, preprocess } = inputs;
  return desk.proofs.get(keyOf(model, calibration, preprocess), () => prove(desk, inputs, job), job.signal);
}

async function prove(desk: Desk, inputs: Inputs, job: Job<Progress>): Promise<PrepareReport> {
  job.progress({ stage: "prepare", done: 0, total: 2 * PROOF, unit: "images" });
  const model = modelOf(desk, inputs.model);
  checkChannels(inputs.preprocess, model.channels);
  const prepared = await preparedOf(desk, inputs.model);
  const all = await sampleSet(desk, inputs.calibration, inputs.preprocess);
  const set = { ...all, samples: all.samples.slice(0, PROOF) };
  let done = 0;
  const measure = async (source: ModelSource) => {
    const before = done;
    const progress = (p: Progress) =>
      job.progress({ ...p, done: (done = before + p.done), total: 2 * set.samples.length });
    return (await evaluateOver(desk.engines, { model: source, set, stage: "prepare" }, { ...job, progress })).results;
  };
  const proof = compareOutputs(await measure(model.source), await measure(prepared.source));
  if (proof.difference > TOLERANCE * Math.max(proof.magnitude, Number.MIN_VALUE)) {
    const passes = prepared.report.passes.map((pass) => pass.id).join(", ");
    throw new StudioError("prepare/changed", { difference: proof.difference.toPrecision(3), passes });
  }
  return { ...prepared.report, ...proof };
}

type Results = ReadonlyMap<number, SampleResult>;

function compareOutputs(before: Results, after: Results): Pick<PrepareReport, "difference" | "magnitude" | "samples"> {
  let difference = 0;
  let magnitude = 0;
  for (const [index, { output }] of before) {
    const other = after.get(index)?.output;
    output.forEach((x, i) => {
      magnitude = Math.max(magnitude, Math.abs(x));
      difference = Math.max(difference, Math.abs(x - (other?.[i] ?? Infinity)));
    });
  }
  return { difference, magnitude, samples: before.size };
}
