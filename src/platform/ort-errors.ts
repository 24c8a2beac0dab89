/** @file ONNX Runtime's failures as errors a user can act on. */
import { StudioError } from "../core/errors.ts";

/** How the wasm build, the native build and the allocator say so; a tensor beyond 4 GB overflows the size itself. */
const OUT_OF_MEMORY =
  /bad_alloc|out of memory|\bOOM\b|allocation failed|failed to allocate|could not allocate|SafeIntOnOverflow/i;

/** @returns `runtime/memory` or `runtime/load` with the runtime's own words, kept as `cause` too */
export function loadError(cause: unknown): StudioError {
  const message = messageOf(cause);
  if (OUT_OF_MEMORY.test(message)) return new StudioError("runtime/memory", { stage: "loading the model" }, cause);
  return new StudioError("runtime/load", { model: "the model", message }, cause);
}

/** @returns `runtime/memory` or `runtime/run`; the caller that knows the file names it with `namingFile` */
export function runError(cause: unknown): StudioError {
  if (cause instanceof StudioError) return cause;
  const message = messageOf(cause);
  if (OUT_OF_MEMORY.test(message)) return new StudioError("runtime/memory", { stage: "running the model" }, cause);
  return new StudioError("runtime/run", { model: "the model", file: "its input", message }, cause);
}

/** The same failure with the file that was running. */
export function namingFile(error: unknown, file: string): unknown {
  if (!(error instanceof StudioError) || error.code !== "runtime/run") return error;
  return new StudioError("runtime/run", { ...error.detail, file }, error.cause);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
