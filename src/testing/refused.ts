import { StudioError } from "../core/errors.ts";

/** The error that `run` is refused with; anything else that it throws goes on. */
export function refused(run: () => unknown): StudioError {
  try {
    run();
  } catch (error) {
    if (error instanceof StudioError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
