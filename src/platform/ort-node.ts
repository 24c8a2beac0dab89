/** @file The native ONNX Runtime of Node: the one that measures in the command line and in tests. */
import * as ort from "onnxruntime-node";
import type { Runtime } from "../core/runtime.ts";
import { createSession, wrapSession } from "./ort-session.ts";

export interface NodeRuntimeOptions {
  /** Threads inside one operator; default ONNX Runtime's own choice (the physical cores). */
  readonly threads?: number;
}

export function createNodeRuntime({ threads }: NodeRuntimeOptions = {}): Runtime {
  ort.env.logLevel = "fatal";
  const version = ort.env.versions.node ?? ort.env.versions.common;
  const options = { executionProviders: ["cpu"], ...(threads === undefined ? {} : { intraOpNumThreads: threads }) };
  return {
    id: `onnxruntime-node ${version} (CPU)`,
    load: async (model, session) => wrapSession(ort, await createSession(ort, model, session, options)),
  };
}
