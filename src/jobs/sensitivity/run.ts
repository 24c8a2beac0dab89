/** @file What the parts of a sensitivity study share: the samples, and running a graph of ours over some of them. */
import type { Graph } from "../../core/graph/graph.ts";
import { modelOf as messagesOf } from "../../core/graph/to-model.ts";
import { encodeParts } from "../../core/onnx/encode.ts";
import { blobOfParts } from "../../platform/blob-parts.ts";
import { type Desk, keyOf, modelOf } from "../desk.ts";
import { macrotask } from "../engine/macrotask.ts";
import type { ProbeRun } from "../engine-protocol.ts";
import type { ModelSource } from "../engines.ts";
import type { Job, SampleSet } from "../evaluate.ts";
import { probeOver, type ProbeTask } from "../probe.ts";
import type { Progress, StudioApi } from "../protocol.ts";
import { spread } from "../saturation.ts";

/** Images of what is measured at every layer itself, and of layers that are run again. */
export const FEW = 8;
/** The most harmful layers are run by themselves, on some images. */
export const VERIFIED = 5;
export const VERIFIED_IMAGES = 16;

export interface Run {
  readonly set: SampleSet;
  /** Rows that the model fixes; null when it takes any number. */
  readonly batch: number | null;
  /** Runs a graph over some of the samples, `rows` at a time. */
  readonly probe: (graph: Graph, name: string, task: ProbeSettings) => Promise<readonly ProbeRun[]>;
  /** Lets a pending Stop in: computing does not hear it. */
  readonly pause: () => Promise<void>;
}

interface ProbeSettings extends Pick<ProbeTask, "fetch" | "noise"> {
  /** At most; taken evenly from the set. */
  readonly images: number;
  readonly rows?: number;
  /** "none" where there is little to win and the graph is long: the optimizer takes its time. */
  readonly optimization?: ModelSource["optimization"];
}

/** One progress for all graphs of the study: runs of images, whatever graph they go through. */
export function runOf(
  desk: Desk,
  { model, ...request }: StudioApi["sensitivity"]["request"],
  set: SampleSet,
  job: Job<Progress>,
): Run {
  const { source } = modelOf(desk, model);
  const id = keyOf(model, request);
  const some = (images: number) => Math.min(images, set.samples.length);
  const known = set.samples.length + 2 * some(FEW) + some(VERIFIED_IMAGES);
  let finished = 0;
  const tell = (done: number) => {
    const total = Math.max(known, finished + done);
    job.progress({ stage: "sensitivity", done: finished + done, total, unit: "samples" });
  };
  tell(0);
  return {
    set,
    batch: source.inputs.batch,
    probe: async (graph, name, { images, rows = 1, optimization = "all", ...task }) => {
      const blob = blobOfParts(encodeParts(messagesOf(graph)));
      const inputs = rows === 1 ? source.inputs : { ...source.inputs, batch: rows };
      const model = { ...source, key: `${name} ${id}`, blob, inputs, optimization };
      const part = { ...set, samples: spread(set.samples, images) };
      const own = { signal: job.signal, progress: ({ done }: Progress) => tell(done) };
      const runs = await probeOver(desk.engines, { ...task, model, set: part }, own);
      finished += part.samples.length;
      return runs;
    },
    pause: async () => {
      await macrotask();
      job.signal.throwIfAborted();
    },
  };
}
