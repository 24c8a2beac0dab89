import { describe, expect, it } from "vitest";
import { StudioError } from "./errors.ts";
import { reviveError } from "./revive.ts";

describe("an error that crossed between workers", () => {
  it("becomes a StudioError with its card when its code is known", () => {
    const error = reviveError({
      name: "StudioError",
      message: "x",
      code: "data/zip",
      detail: { file: "a.zip", message: "cut" },
    });
    expect(error).toBeInstanceOf(StudioError);
    expect((error as StudioError).text.what).toBe("a.zip could not be unpacked.");
    expect((error as StudioError).text.why).toBe("The archive is damaged or encrypted: cut");
  });

  it("keeps name, message and stack when it is a bug", () => {
    const error = reviveError({
      name: "RangeError",
      message: "index 7",
      stack: "RangeError: index 7\n at f",
      code: "ERR_X",
    });
    expect(error).not.toBeInstanceOf(StudioError);
    expect([error.name, error.message, error.stack]).toEqual(["RangeError", "index 7", "RangeError: index 7\n at f"]);
  });

  it("says which step a dead worker was at", () => {
    const error = reviveError({
      name: "WorkerDied",
      message: "",
      detail: { job: "collect", message: "it left with code 3" },
    });
    expect(error).toMatchObject({
      code: "runtime/worker",
      detail: { stage: "calibrating", message: "it left with code 3" },
    });
  });

  it.each([
    "std::bad_alloc",
    "Uncaught RangeError: Array buffer allocation failed",
    "RuntimeError: memory access out of bounds",
  ])("recognises running out of memory in “%s”", (message) => {
    const error = reviveError({ name: "WorkerDied", message: "", detail: { job: "evaluate", message } });
    expect(error).toMatchObject({ code: "runtime/memory", detail: { stage: "running the model" } });
  });
});
