/** @file `evaluate --calibration`: samples that the model was calibrated on too, and copies within the set. */
import { basename } from "node:path";
import type { Overlap } from "../core/evaluate/overlap.ts";
import type { Desk } from "../jobs/desk.ts";
import type { Job } from "../jobs/evaluate.ts";
import { openDataJob } from "../jobs/open-data.ts";
import { overlapJob } from "../jobs/overlap.ts";
import type { Progress } from "../jobs/protocol.ts";
import { dataFiles } from "./inputs.ts";
import type { ResultsFile } from "./results-file.ts";

/**
 * @param calibration folder or archive; without it only copies are found
 * @param validation hash of the opened samples
 * @throws StudioError `data/*`, `cli/file`
 */
export async function overlapWith(
  desk: Desk,
  calibration: string | undefined,
  validation: string,
  job: Job<Progress>,
): Promise<Overlap> {
  if (calibration === undefined) return overlapJob(desk, { calibration: null, validation });
  const request = { name: basename(calibration), role: "calibration" } as const;
  const { hash } = await openDataJob(desk, { files: await dataFiles(calibration), ...request }, job);
  return overlapJob(desk, { calibration: hash, validation });
}

/** For the results file: nothing is written of sets without copies. */
export function overlapEntry({ shared, repeated }: Overlap): Pick<ResultsFile["data"], "overlap"> {
  return shared.length + repeated.length === 0 ? {} : { overlap: { shared: [...shared], repeated: [...repeated] } };
}
