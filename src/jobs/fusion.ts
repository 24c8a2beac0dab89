/**
 * @file How the layers of a variant run. A job of its own, as it takes longer than quantizing again does: 20 to 90 ms
 * of processor time for MobileNetV2 (301 nodes with Q/DQ), 40 to 160 for a transformer of 1451, on one slow core.
 */
import type { Fate } from "../core/fusion/fusion-map.ts";
import { layerFates } from "../core/fusion/layer-fates.ts";
import type { Desk, Variant } from "./desk.ts";
import type { Job } from "./evaluate.ts";
import type { Progress, StudioApi } from "./protocol.ts";
import { variantOf } from "./quantize.ts";

export async function fusionJob(
  desk: Desk,
  request: StudioApi["fusion"]["request"],
  job: Job<Progress>,
): Promise<readonly Fate[]> {
  return fatesOf(desk, await variantOf(desk, request, job));
}

/** Read from the very bytes that are exported. */
export function fatesOf(desk: Desk, { key, source, layers }: Variant): Promise<readonly Fate[]> {
  return desk.fates.get(key, async () => {
    const bytes = new Uint8Array(await source.blob.arrayBuffer());
    return layerFates(
      bytes,
      layers.map(({ name }) => name),
    );
  });
}
