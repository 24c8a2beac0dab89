/** @file One ONNX Runtime session behind the core's interface; what its web and Node packages have in common. */
import type { InferenceSession } from "onnxruntime-common";
import type { ObserveSink, Session, SessionOptions } from "../core/runtime.ts";
import type { Tensor } from "../core/tensor.ts";
import { loadError, runError } from "./ort-errors.ts";
import { fromOrt, toOrt, type OrtModule } from "./ort-tensors.ts";

export type Feeds = Readonly<Record<string, Tensor>>;

/** @throws StudioError `runtime/load`, `runtime/memory` */
export async function createSession(
  ort: OrtModule,
  model: Uint8Array,
  { optimization = "all" }: SessionOptions = {},
  options: InferenceSession.SessionOptions = {},
): Promise<InferenceSession> {
  try {
    return await ort.InferenceSession.create(model, {
      graphOptimizationLevel: optimization === "all" ? "all" : "disabled",
      // Failures come back as exceptions; a second copy on the console helps nobody.
      logSeverityLevel: 4,
      ...options,
    });
  } catch (error) {
    throw loadError(error);
  }
}

/** @throws StudioError `runtime/run`, `runtime/memory` */
export async function runSession(
  ort: OrtModule,
  session: InferenceSession,
  feeds: Feeds,
  fetch: readonly string[] = session.outputNames,
): Promise<Record<string, Tensor>> {
  const inputs = Object.entries(feeds).map(([name, tensor]) => [name, toOrt(ort, tensor)] as const);
  try {
    const outputs = await session.run(Object.fromEntries(inputs), fetch);
    return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, fromOrt(tensor)]));
  } catch (error) {
    throw runError(error);
  }
}

/** Runs and shows each float32 output as a copy: works with every build of the runtime. */
export async function observeCopies(
  run: (feeds: Feeds, fetch: readonly string[]) => Promise<Record<string, Tensor>>,
  feeds: Feeds,
  fetch: readonly string[],
  sink: ObserveSink,
): Promise<void> {
  for (const [name, { data, dims }] of Object.entries(await run(feeds, fetch))) {
    if (data instanceof Float32Array) sink(name, data, dims);
  }
}

/** The session as plain functions around `ort`; `observe` may be replaced by one that does not copy. */
export function wrapSession(ort: OrtModule, session: InferenceSession): Session {
  const run: Session["run"] = (feeds, fetch) => runSession(ort, session, feeds, fetch);
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    run,
    observe: (feeds, fetch, sink) => observeCopies(run, feeds, fetch, sink),
    release: () => session.release(),
  };
}
