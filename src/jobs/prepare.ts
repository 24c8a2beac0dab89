/** @file Prepare: simplify the graph, raise its opset, and prove on real samples that FP32 did not change. */
import { StudioError } from "../core/errors.ts";
import { withOutputs } from "../core/graph/edit.ts";
import type { Graph } from "../core/graph/graph.ts";
import { checkFloat } from "../core/graph/support.ts";
import { modelOf as messagesOf } from "../core/graph/to-model.ts";
import { inferTypes } from "../core/graph/types.ts";
import { encodeParts } from "../core/onnx/encode.ts";
import { prepare } from "../core/pipeline.ts";
import { widenHalf } from "../core/prepare/widen-half.ts";
import { meanAxes } from "../core/quantize/mean-axes.ts";
import { tapsOf } from "../core/quantize/taps.ts";
import type { Skipped } from "../core/samples/dataset.ts";
import { checkChannels } from "../core/samples/preprocess.ts";
import { noneUsable } from "../core/samples/unusable.ts";
import { sizeOf } from "../core/tensor.ts";
import { blobOfParts } from "../platform/blob-parts.ts";
import { dataOf, type Desk, keyOf, modelOf, type OpenModel, type Prepared, sampleSet } from "./desk.ts";
import type { OutputDifference } from "./engine-protocol.ts";
import type { ModelSource } from "./engines.ts";
import { passesOf } from "./collect.ts";
import { compareOver, type CompareTask, furthest } from "./compare-outputs.ts";
import type { Job, SampleSet } from "./evaluate.ts";
import type { Inputs, PrepareReport, Progress } from "./protocol.ts";

/** Samples that prove the equality. */
const PROOF = 4;
/** Accepted change of an output, as a share of the largest: float32 sums in another order stay far below. */
const TOLERANCE = 1e-3;
/** The same where float16 became float32: what changed is the file's own rounding to 11 bits. */
const HALF_TOLERANCE = 2e-2;
/** Smaller changes are noise, also of outputs that are nearly zero. */
const SMALLEST = 1e-6;

/** @throws StudioError `runtime/missing-source`, `model/quantized` */
export function preparedOf(desk: Desk, key: string): Promise<Prepared> {
  const model = modelOf(desk, key);
  return desk.prepared.get(key, async () => prepareModel(model));
}

function prepareModel(model: OpenModel): Prepared {
  checkFloat(model.graph, model.file);
  const { graph, applied, opset } = prepare(model.graph);
  const taps = tapsOf(graph);
  return {
    graph,
    taps,
    means: [...meanAxes(graph)],
    passes: passesOf(taps, bytesOf(graph, model.source.inputs.batch ?? 1)),
    source: sourceOf(model, graph, "prepared"),
    tapped: sourceOf(model, withOutputs(graph, taps), "calibration"),
    report: {
      passes: applied,
      opset,
      nodes: { from: model.graph.nodes.length, to: graph.nodes.length },
    },
  };
}

/** Bytes of every float value in one run, as far as shapes are known. */
function bytesOf(graph: Graph, batch: number): ReadonlyMap<string, number> {
  const { types } = inferTypes(graph, { batch });
  const known = [...types].flatMap(([name, { dims }]) =>
    dims?.every((d) => typeof d === "number") ? [[name, 4 * sizeOf(dims as readonly number[])] as const] : [],
  );
  return new Map(known);
}

function sourceOf({ key, file, source }: OpenModel, graph: Graph, role: string): ModelSource {
  return { ...source, key: `${key} ${role}`, file, blob: blobOfParts(encodeParts(messagesOf(graph))) };
}

/** @throws StudioError `prepare/changed` when an output moves by more than a thousandth of the largest */
export function prepareJob(desk: Desk, inputs: Inputs, job: Job<Progress>): Promise<PrepareReport> {
  const { model, calibration, preprocess } = inputs;
  return desk.proofs.get(keyOf(model, calibration, preprocess), () => prove(desk, inputs, job), job.signal);
}

async function prove(desk: Desk, inputs: Inputs, job: Job<Progress>): Promise<PrepareReport> {
  const model = modelOf(desk, inputs.model);
  checkChannels(inputs.preprocess, model.channels);
  const prepared = await preparedOf(desk, inputs.model);
  const all = await sampleSet(desk, inputs.calibration, inputs);
  const models = [model.source, prepared.source] as const;
  const { outputs, samples, skipped } = await compareFew(desk, models, all, job);
  if (samples === 0) {
    const { dataset } = await dataOf(desk, inputs.calibration, inputs);
    throw noneUsable(skipped, "calibration", dataset.name);
  }
  const worst = furthest(outputs);
  const widened = prepared.report.passes.some((pass) => pass.id === widenHalf.id);
  const tolerance = widened ? HALF_TOLERANCE : TOLERANCE;
  if (worst.difference > Math.max(tolerance * worst.magnitude, SMALLEST)) {
    const passes = prepared.report.passes.map((pass) => pass.id).join(", ");
    throw new StudioError("prepare/changed", { difference: differenceText(worst, outputs.length), passes });
  }
  return { ...prepared.report, difference: worst.difference, magnitude: worst.magnitude, samples };
}

/** The first samples that can be used. */
async function compareFew(desk: Desk, models: CompareTask["models"], all: SampleSet, job: Job<Progress>) {
  const skipped: Skipped[] = [];
  for (let from = 0; ; from += PROOF) {
    const set = { ...all, samples: all.samples.slice(from, from + PROOF) };
    const compared = await compareOver(desk.engines, { models, set, stage: "prepare" }, job);
    skipped.push(...compared.skipped);
    if (compared.samples > 0 || from + PROOF >= all.samples.length) return { ...compared, skipped };
  }
}

function differenceText({ output, difference }: OutputDifference, outputs: number): string {
  const where = outputs > 1 ? ` (output ${output})` : "";
  return `${difference.toPrecision(3)}${where}`;
}
