/**
 * @file What the core needs of an inference runtime. Implemented in `platform` for ONNX Runtime
 * (WebAssembly and Node) and in `testing` for fakes; the core never imports a runtime itself.
 */
import type { Tensor } from "./tensor.ts";

export interface SessionOptions {
  /** `all` is what a user's runtime does by default; `none` computes the graph exactly as written. */
  readonly optimization?: "all" | "none";
}

export interface Session {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Runs once. `fetch` limits the outputs that are computed and copied; default all. */
  run(feeds: Readonly<Record<string, Tensor>>, fetch?: readonly string[]): Promise<Record<string, Tensor>>;
  /**
   * Runs once and hands each fetched float32 output to `sink` as a view that is only valid during the call.
   * Outputs of other types are skipped. Implementations avoid copying where they can.
   */
  observe(feeds: Readonly<Record<string, Tensor>>, fetch: readonly string[], sink: ObserveSink): Promise<void>;
  /** Frees the runtime's memory. A released session must not run again. */
  release(): Promise<void>;
}

export type ObserveSink = (name: string, data: Float32Array, dims: readonly number[]) => void;

export interface Runtime {
  /** Shown with every number that was measured in it, e.g. "onnxruntime-web 1.30.0 (wasm)". */
  readonly id: string;
  /** @throws StudioError `runtime/load` with the runtime's own message when the model is refused. */
  load(model: Uint8Array, options?: SessionOptions): Promise<Session>;
}

/** How a long computation reports and hears of Stop. */
export interface JobContext<P = unknown> {
  readonly signal: AbortSignal;
  readonly progress: (value: P) => void;
}

/** `AbortSignal` without DOM types: the part the core uses. */
export interface AbortSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}
