/**
 * @file Looking at outputs on ONNX Runtime's own heap. Copying every activation into JavaScript costs more
 * than computing it, so ort-wrap.mjs sits between the package and its wasm: just before an output would be
 * copied, it shows where the data lies, and the copy is skipped. Written for onnxruntime-web 1.30.0.
 */
import type { InferenceSession } from "onnxruntime-common";
import type { ObserveSink } from "../core/runtime.ts";
import { runError } from "./ort-errors.ts";
import type { Feeds } from "./ort-session.ts";
import { toOrt, type OrtModule } from "./ort-tensors.ts";

/** What ort-wrap.mjs and this file share, under one key of the global object: ORT imports modules only by URL. */
export interface Capture {
  /** URL of Emscripten's module. */
  readonly factory: string;
  module: EmscriptenModule | null;
  memory: WebAssembly.Memory | null;
  /**
   * Called once per output in the order they were fetched; `pointer` is -1 for outputs that are not float32.
   * True skips the copy. Must not throw.
   */
  sink: ((pointer: number, dims: readonly number[]) => boolean) | null;
}

interface EmscriptenModule {
  readonly _malloc: (bytes: number) => number;
}

const KEY = Symbol.for("quantization-studio.ort-capture");

/** Publishes the shared record; the wrapper fills `module` and `memory` when the runtime starts. */
export function describeCapture(factory: string): Capture {
  const capture: Capture = { factory, module: null, memory: null, sink: null };
  Object.assign(globalThis, { [KEY]: capture });
  return capture;
}

interface Observation {
  readonly feeds: Feeds;
  readonly fetch: readonly string[];
  readonly sink: ObserveSink;
}

/**
 * Runs once; `sink` sees views of the heap.
 * @throws StudioError `runtime/run`, `runtime/memory`, and whatever `sink` throws
 */
export async function observeOnHeap(
  ort: OrtModule,
  session: InferenceSession,
  capture: Capture,
  { feeds, fetch, sink }: Observation,
): Promise<void> {
  // The package keeps outputs in an object, which puts names like "12" first: so must we.
  const names = Object.keys(Object.fromEntries(fetch.map((name) => [name, null])));
  const inputs = Object.entries(feeds).map(([name, tensor]) => [name, toOrt(ort, tensor)] as const);
  const thrown: unknown[] = [];
  let next = 0;
  capture.sink = (pointer, dims) => {
    const name = names[next++];
    const { memory } = capture;
    if (pointer < 0 || name === undefined || memory === null) return false;
    const length = dims.reduce((a, b) => a * b, 1);
    try {
      if (thrown.length === 0) sink(name, new Float32Array(memory.buffer, pointer, length), dims);
    } catch (error) {
      thrown.push(error);
    }
    return true;
  };
  try {
    await session.run(Object.fromEntries(inputs), names);
  } catch (error) {
    throw runError(error);
  } finally {
    capture.sink = null;
  }
  if (thrown.length > 0) throw thrown[0];
}
