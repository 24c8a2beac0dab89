/** @file Samples that are in both sets: ranges were chosen on them, so that scores over them flatter the variant. */
import { dataOf, type Desk } from "./desk.ts";
import type { StudioApi } from "./protocol.ts";

/** By content, whatever the files are called. @throws StudioError `runtime/missing-source` */
export async function overlapJob(
  desk: Desk,
  { calibration, validation }: StudioApi["overlap"]["request"],
): Promise<StudioApi["overlap"]["result"]> {
  const { contents: before } = await dataOf(desk, calibration);
  const { contents: after } = await dataOf(desk, validation);
  if (before === undefined || after === undefined) return [];
  const byHash = new Map([...before].map(([id, hash]) => [hash, id]));
  return [...after].flatMap(([id, hash]) => {
    const twin = byHash.get(hash);
    return twin === undefined ? [] : [{ validation: id, calibration: twin }];
  });
}
