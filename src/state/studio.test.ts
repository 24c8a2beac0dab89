import { describe, expect, it } from "vitest";
import { StudioError } from "../core/errors.ts";
import type { StudioApi } from "../jobs/protocol.ts";
import type { Call } from "../rpc/types.ts";
import { withReopening } from "./studio.ts";

type Seen = { job: string; request: unknown };

/** A worker that forgets its sources when told to. */
function forgetful() {
  const seen: Seen[] = [];
  const have = new Set<string>();
  const call = (async (job: string, request: Record<string, unknown>) => {
    seen.push({ job, request });
    if (job === "openModel") return (have.add("m1"), { card: { hash: "m1" } });
    if (job === "openData") return (have.add("d1"), { hash: "d1" });
    if (!have.has("m1") || !have.has("d1")) throw new StudioError("runtime/missing-source", { kind: "model" });
    return "answer";
  }) as unknown as Call<StudioApi>;
  return { call, seen, forget: () => have.clear() };
}

const inputs = { model: "m1", calibration: "d1" } as StudioApi["prepare"]["request"];

describe("withReopening", () => {
  it("opens what a job names again when the worker lost it, and runs the job once more", async () => {
    const worker = forgetful();
    const call = withReopening(worker.call);
    await call("openModel", { files: [] });
    await call("openData", { files: [], name: "set", role: "calibration" });
    worker.forget();
    expect(await call("prepare", inputs)).toBe("answer");
    expect(worker.seen.map((s) => s.job)).toEqual([
      "openModel",
      "openData",
      "prepare",
      "openModel",
      "openData",
      "prepare",
    ]);
  });

  it("gives the failure on when nothing can be opened again", async () => {
    const call = withReopening(forgetful().call);
    await expect(call("prepare", inputs)).rejects.toMatchObject({ code: "runtime/missing-source" });
  });
});
