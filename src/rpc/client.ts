/** @file The caller's side: a typed `call` over a port, with progress, Stop, and workers that die. */
import { end, listen, type PortLike } from "./channel.ts";
import type { Api, Call, CallOptions } from "./types.ts";
import { deathOf, plainError, type Revive, type ToClient, type ToServer } from "./wire.ts";

export interface ClientOptions {
  /** Makes the errors the caller knows; default plain Errors with the wire's fields. */
  readonly revive?: Revive;
  /** How long a job may take to answer an abort, ms. After that the call rejects without it. */
  readonly grace?: number;
  /** The worker did not answer an abort in time: the pool replaces it. */
  readonly onUnresponsive?: () => void;
  /** The worker is gone. Called after its pending calls were rejected. */
  readonly onDeath?: (message: string) => void;
}

export interface Client<A extends Api> {
  readonly call: Call<A>;
  /** Calls that have not been answered. */
  readonly pending: () => number;
  /** Rejects what is pending, for this reason, and ends the worker (or closes the port). */
  readonly close: (reason?: string) => void;
}

interface Pending {
  readonly job: string;
  readonly onProgress?: ((value: never) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly settle: () => void;
}

const GRACE = 1000;

/**
 * An aborted call rejects with the signal's reason as soon as the job answers, at the latest after
 * `grace`. A job that finishes first wins.
 */
export function createClient<A extends Api>(port: PortLike, options: ClientOptions = {}): Client<A> {
  const pending = new Map<number, Pending>();
  const revive = options.revive ?? plainError;
  const rejectAll = (message: string) => {
    for (const call of [...pending.values()]) {
      call.settle();
      call.reject(revive(deathOf(call.job, message)));
    }
  };
  const stop = listen(port, {
    onMessage: (data) => receive(pending, data as ToClient, revive),
    onDeath(message) {
      rejectAll(message);
      options.onDeath?.(message);
    },
  });
  let next = 0;
  const call = (job: string, request: unknown, callOptions: CallOptions<never> = {}) =>
    start({ port, pending, options, id: next++ }, job, request, callOptions);
  const close = (reason = "it was closed") => {
    stop();
    rejectAll(reason);
    end(port);
  };
  return { call: call as unknown as Call<A>, pending: () => pending.size, close };
}

function receive(pending: ReadonlyMap<number, Pending>, message: ToClient, revive: Revive): void {
  const call = pending.get(message.id);
  if (call === undefined) return; // answered after its grace, or aborted before it started
  if (message.kind === "progress") return call.onProgress?.(message.value as never);
  call.settle();
  if (message.kind === "done") call.resolve(message.value as never);
  else call.reject(call.signal?.aborted ? call.signal.reason : revive(message.error));
}

interface Line {
  readonly port: PortLike;
  readonly pending: Map<number, Pending>;
  readonly options: ClientOptions;
  readonly id: number;
}

function start(line: Line, job: string, request: unknown, { signal, onProgress }: CallOptions<never>): Promise<never> {
  const { port, pending, id } = line;
  const post = (message: ToServer) => port.postMessage(message);
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      post({ kind: "abort", id });
      timer = setTimeout(() => giveUp(line, signal, reject), line.options.grace ?? GRACE);
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      pending.delete(id);
    };
    pending.set(id, { job, onProgress, signal, resolve, reject, settle });
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      post({ kind: "start", id, job, request });
    } catch (error) {
      settle(); // the request cannot be cloned: a bug of the caller
      reject(error);
    }
  });
}

function giveUp({ pending, options, id }: Line, signal: AbortSignal | undefined, reject: (e: unknown) => void): void {
  pending.get(id)?.settle();
  reject(signal?.reason);
  options.onUnresponsive?.();
}
