/**
 * @file What crosses a port. A call is `start`, any number of `progress`, then exactly one `done` or
 * `failed`; `abort` may come at any time. Errors cross as plain data, because a structured clone
 * would lose their class, their code and every field of their own.
 */

export interface WireError {
  readonly name: string;
  readonly message: string;
  /** Stable code of a failure the user can act on; absent for bugs. */
  readonly code?: string;
  readonly detail?: Readonly<Record<string, string | number>>;
  readonly stack?: string;
}

export type ToServer =
  | { readonly kind: "start"; readonly id: number; readonly job: string; readonly request: unknown }
  | { readonly kind: "abort"; readonly id: number };

export type ToClient =
  | { readonly kind: "progress"; readonly id: number; readonly value: unknown }
  | { readonly kind: "done"; readonly id: number; readonly value: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: WireError };

/** Name of the error a client makes when its worker is gone; `detail` is `{ job, message }`. */
export const WORKER_DIED = "WorkerDied";

/** Turns what came over the wire into the error class the caller knows. */
export type Revive = (error: WireError) => Error;

/** Reads any thrown value into plain data that survives a structured clone. */
export function describeError(thrown: unknown): WireError {
  if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown) };
  const { code, detail } = thrown as Error & { code?: unknown; detail?: unknown };
  return {
    name: thrown.name,
    message: thrown.message,
    ...(typeof code === "string" && { code }),
    ...(isDetail(detail) && { detail }),
    ...(thrown.stack !== undefined && { stack: thrown.stack }),
  };
}

function isDetail(value: unknown): value is Readonly<Record<string, string | number>> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((x) => typeof x === "string" || typeof x === "number")
  );
}

/** The error of a worker that is gone, for the job that was waiting for it. */
export function deathOf(job: string, message: string): WireError {
  return { name: WORKER_DIED, message: `The worker stopped: ${message}`, detail: { job, message } };
}

/** `Revive` for callers without error classes of their own. */
export function plainError(error: WireError): Error {
  return Object.assign(new Error(error.message), error);
}
