/** @file The studio worker as the page sees it: started on first use, replaced when it dies, its sources opened again. */
import { StudioError } from "../core/errors.ts";
import { reviveError } from "../core/revive.ts";
import type { StudioApi } from "../jobs/protocol.ts";
import { createPool } from "../rpc/pool.ts";
import type { Call, CallOptions } from "../rpc/types.ts";

const spawn = () => new Worker(new URL("../../workers/studio.worker.ts", import.meta.url), { type: "module" });

/** How long the worker may take to answer Stop before it is ended, ms. */
const GRACE = 900;

export function createStudioCall(): Call<StudioApi> {
  return withReopening(createPool<StudioApi>({ size: 1, spawn, revive: reviveError, grace: GRACE }).call);
}

type OpenJob = "openModel" | "openData";
type AnyCall = (job: string, request: unknown, options?: CallOptions<never>) => Promise<unknown>;

interface Opening {
  readonly job: OpenJob;
  readonly request: unknown;
}

/**
 * Remembers by hash what was opened. A job that finds its source gone (the worker was replaced) is
 * run once more after the sources it names were opened again.
 */
export function withReopening(call: Call<StudioApi>): Call<StudioApi> {
  const raw = call as unknown as AnyCall;
  const opened = new Map<string, Opening>();
  const wrapped: AnyCall = async (job, request, options) => {
    const run = () => raw(job, request, options);
    if (job === "openModel" || job === "openData") {
      const result = await run();
      opened.set(hashOf(job, result), { job, request });
      return result;
    }
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof StudioError) || error.code !== "runtime/missing-source") throw error;
      for (const hash of hashesIn(request)) {
        const opening = opened.get(hash);
        if (opening) await raw(opening.job, opening.request, signalOf(options));
      }
      return run();
    }
  };
  return wrapped as unknown as Call<StudioApi>;
}

function signalOf(options: CallOptions<never> | undefined): CallOptions<never> {
  return options?.signal ? { signal: options.signal } : {};
}

function hashOf(job: OpenJob, result: unknown): string {
  if (job === "openModel") return (result as StudioApi["openModel"]["result"]).card.hash;
  return (result as StudioApi["openData"]["result"]).hash;
}

/** Every key of a source that a request names, also inside `inputs`. */
function hashesIn(request: unknown): readonly string[] {
  const { inputs, ...own } = request as Record<string, unknown> & { inputs?: Record<string, unknown> };
  const all = { ...inputs, ...own };
  const named = ["model", "calibration", "validation", "data"].map((field) => all[field]);
  return [...new Set(named.filter((value): value is string => typeof value === "string"))];
}
