/** @file What the FP32 model and a variant would cost on devices: from shapes and widths, without running anything. */
import { asRun } from "../core/evaluate/device/as-run.ts";
import { type Work, workOf } from "../core/evaluate/device/work.ts";
import { graphOf } from "../core/graph/from-model.ts";
import type { Graph } from "../core/graph/graph.ts";
import { inferTypes } from "../core/graph/types.ts";
import { decodeModel } from "../core/onnx/decode.ts";
import { type Desk, modelOf, type Variant } from "./desk.ts";
import type { Job } from "./evaluate.ts";
import { preparedOf } from "./prepare.ts";
import type { DeviceCost, Progress, StudioApi } from "./protocol.ts";
import { variantOf } from "./quantize.ts";

/** The devices themselves are no input: what they make of it is a matter of microseconds, and users describe their own. */
export async function deviceJob(
  desk: Desk,
  request: StudioApi["device"]["request"],
  job: Job<Progress>,
): Promise<StudioApi["device"]["result"]> {
  return needsOf(desk, request.model, await variantOf(desk, request, job));
}

/** What FP32 and a file made of it ask of any device. @param model key of the original */
export async function needsOf(
  desk: Desk,
  model: string,
  variant: Pick<Variant, "key" | "source">,
): Promise<StudioApi["device"]["result"]> {
  return { base: await baseCost(desk, model), variant: await variantCost(desk, variant) };
}

/** The prepared graph: a BatchNorm that every converter folds would be counted else. */
function baseCost(desk: Desk, key: string): Promise<DeviceCost> {
  return desk.costs.get(key, async () => {
    const { graph } = await preparedOf(desk, key);
    return { work: deviceWork(graph), bytes: modelOf(desk, key).source.blob.size };
  });
}

/** Read from the very bytes that are exported. */
function variantCost(desk: Desk, { key, source: { blob } }: Pick<Variant, "key" | "source">): Promise<DeviceCost> {
  return desk.costs.get(key, async () => {
    const model = decodeModel(new Uint8Array(await blob.arrayBuffer()), "model.onnx");
    return { work: deviceWork(inferTypes(graphOf(model))), bytes: blob.size };
  });
}

/** @param graph with types; of a float model prepared */
export function deviceWork(graph: Graph): Work {
  const { graph: bare, widths } = asRun(graph);
  return workOf(bare, widths);
}
