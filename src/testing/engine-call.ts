/** @file An engine of this process as jobs meet it in the browser: what it answers is copied, so nothing is answered that could not cross. */
import type { Engine } from "../jobs/engine.ts";
import type { EngineCall } from "../jobs/engines.ts";

export function engineCall(engine: Engine): EngineCall {
  return (async (job, request, { signal = new AbortController().signal, onProgress = () => {} } = {}) => {
    const run = engine[job] as (request: unknown, context: unknown) => Promise<never>;
    const progress = (value: unknown) => onProgress(structuredClone(value) as never);
    return structuredClone(await run(request, { signal, progress }));
  }) as EngineCall;
}
