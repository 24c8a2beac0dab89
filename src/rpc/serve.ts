/** @file The worker's side: answers calls with an object of async functions. */
import { listen, type PortLike } from "./channel.ts";
import type { Api } from "./types.ts";
import { describeError, type ToClient, type ToServer } from "./wire.ts";

export interface ServeContext<P> {
  /** Aborted when the caller stops. A loop must yield a macrotask now and then, or it never hears of it. */
  readonly signal: AbortSignal;
  readonly progress: (value: P) => void;
}

export type Jobs<A extends Api> = {
  readonly [K in keyof A]: (
    request: A[K]["request"],
    context: ServeContext<A[K]["progress"]>,
  ) => Promise<A[K]["result"]>;
};

/**
 * Runs a job for every call that comes in over `port`; calls run side by side.
 * @returns stops listening and aborts what is running
 */
export function serve<A extends Api>(port: PortLike, jobs: Jobs<A>): () => void {
  const running = new Map<number, AbortController>();
  const post = (message: ToClient) => port.postMessage(message);
  const stop = listen(port, {
    onMessage(data) {
      const message = data as ToServer;
      if (message.kind === "abort") running.get(message.id)?.abort();
      else if (message.kind === "start") void run(jobs, message, running, post);
    },
    onDeath: () => abortAll(running),
  });
  return () => {
    stop();
    abortAll(running);
  };
}

function abortAll(running: ReadonlyMap<number, AbortController>): void {
  for (const controller of running.values()) controller.abort();
}

type Start = Extract<ToServer, { kind: "start" }>;

async function run<A extends Api>(
  jobs: Jobs<A>,
  { id, job, request }: Start,
  running: Map<number, AbortController>,
  post: (message: ToClient) => void,
): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const progress = (value: unknown) => {
    // A job may report once more while it unwinds; after its answer nobody listens.
    if (running.has(id)) post({ kind: "progress", id, value });
  };
  try {
    if (!Object.hasOwn(jobs, job)) throw new Error(`There is no job named “${job}”.`);
    const value = await (jobs[job] as Jobs<Api>[string])(request, { signal: controller.signal, progress });
    post({ kind: "done", id, value });
  } catch (thrown) {
    post({ kind: "failed", id, error: describeError(thrown) });
  } finally {
    running.delete(id);
  }
}
