/** @file Samples that are in both sets, or in validation twice: scores over them say less than they seem to. */
import { type Overlap, overlapOf } from "../core/evaluate/overlap.ts";
import { dataOf, type Desk } from "./desk.ts";
import type { StudioApi } from "./protocol.ts";

const NOTHING: ReadonlyMap<string, string> = new Map();

/** By content, whatever the files are called. @throws StudioError `runtime/missing-source` */
export async function overlapJob(
  desk: Desk,
  { calibration, validation }: StudioApi["overlap"]["request"],
): Promise<Overlap> {
  const before = calibration === null ? NOTHING : (await dataOf(desk, calibration)).contents;
  const { contents: after } = await dataOf(desk, validation);
  return overlapOf(before ?? NOTHING, after ?? NOTHING);
}
