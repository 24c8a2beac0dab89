/**
 * @file Several equal workers behind one `call`. Workers start when they are first needed. One that
 * dies fails its own pending calls and is replaced. One that does not answer an abort in time is ended and
 * replaced too; calls that were waiting behind the aborted one did nothing wrong and go to the fresh worker.
 */
import { createClient, type Client, type ClientOptions } from "./client.ts";
import type { PortLike } from "./channel.ts";
import type { Api, Call } from "./types.ts";

export interface PoolOptions extends Pick<ClientOptions, "revive" | "grace"> {
  readonly size: number;
  /** Starts a worker. */
  readonly spawn: (index: number) => PortLike;
}

export interface Pool<A extends Api> {
  readonly size: number;
  /** Calls the least busy worker. */
  readonly call: Call<A>;
  /** Calls worker `index`, so that what it caches is found again. */
  readonly at: (index: number) => Call<A>;
  /** How often worker `index` was started: a higher number means that its caches are empty again. */
  readonly generation: (index: number) => number;
  /** Ends every worker; pending calls reject. */
  readonly close: () => void;
}

interface Slot<A extends Api> {
  client: Client<A> | null;
  generation: number;
}

/** @throws Error when `size` is not at least 1 */
export function createPool<A extends Api>(options: PoolOptions): Pool<A> {
  if (!(options.size >= 1)) throw new Error(`A pool needs at least one worker, not ${options.size}.`);
  const slots: Slot<A>[] = Array.from({ length: options.size }, () => ({ client: null, generation: 0 }));
  const at = (index: number): Call<A> => {
    const slot = slots[index];
    if (slot === undefined) throw new RangeError(`There is no worker ${index} in a pool of ${slots.length}.`);
    return async (job, request, callOptions) => {
      const attempt = () => ready(slot, index, options).call(job, request, callOptions);
      try {
        return await attempt();
      } catch (error) {
        if (!wasReplaced(error) || callOptions?.signal?.aborted) throw error;
        return attempt();
      }
    };
  };
  return {
    size: slots.length,
    at,
    call: (job, request, callOptions) => at(leastBusy(slots))(job, request, callOptions),
    generation: (index) => slots[index]?.generation ?? 0,
    close: () => slots.forEach((slot) => discard(slot)),
  };
}

/** What a call hears whose worker was ended because of another call. */
const REPLACED = "it was replaced, because another call did not stop";

/** Errors keep `detail` whatever class they were revived as. */
function wasReplaced(error: unknown): boolean {
  return (error as { readonly detail?: { readonly message?: unknown } } | null)?.detail?.message === REPLACED;
}

/** The slot's worker, started if there is none. */
function ready<A extends Api>(slot: Slot<A>, index: number, { spawn, revive, grace }: PoolOptions): Client<A> {
  if (slot.client !== null) return slot.client;
  const drop = () => {
    if (slot.client === client) discard(slot);
  };
  const client: Client<A> = createClient<A>(spawn(index), {
    ...(revive && { revive }),
    ...(grace !== undefined && { grace }),
    onUnresponsive: () => {
      if (slot.client === client) discard(slot, REPLACED);
    },
    onDeath: drop,
  });
  slot.client = client;
  slot.generation++;
  return client;
}

function discard<A extends Api>(slot: Slot<A>, reason?: string): void {
  const { client } = slot;
  slot.client = null;
  client?.close(reason);
}

function leastBusy<A extends Api>(slots: readonly Slot<A>[]): number {
  const load = slots.map((slot) => slot.client?.pending() ?? 0);
  return load.indexOf(Math.min(...load));
}
