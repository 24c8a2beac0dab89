/** @file The one door to the studio worker. Which worker stands behind it is decided once, when the page starts. */
import type { StudioApi } from "../jobs/protocol.ts";
import type { Call } from "../rpc/types.ts";

let current: Call<StudioApi> | null = null;

/** Called by `main.tsx` with the real worker, or with a fake one in development and tests. */
export function connect(call: Call<StudioApi>): void {
  current = call;
}

export const call: Call<StudioApi> = (job, request, options) => {
  if (current === null) throw new Error("internal: no studio worker is connected");
  return current(job, request, options);
};
