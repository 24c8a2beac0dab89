/** @file One of the user's own pictures under corruptions, as the network reads it. */
import { fileKind } from "../core/samples/paths.ts";
import { reduced, stressedPicture } from "../core/samples/stress/stressed.ts";
import { StudioError } from "../core/errors.ts";
import { dataOf, type Desk } from "./desk.ts";
import type { Job } from "./evaluate.ts";
import { encodePng } from "./png.ts";
import type { Progress, StudioApi } from "./protocol.ts";

type Preview = StudioApi["stressPreview"];

/** In the order asked; empty for samples that are no pictures. @throws StudioError `data/decode`, `data/size` */
export async function stressPreviewJob(
  desk: Desk,
  { data, sample, preprocess, stresses }: Preview["request"],
  { signal }: Job<Progress>,
): Promise<Preview["result"]> {
  const { blobs } = await dataOf(desk, data);
  const blob = blobs.get(sample);
  if (blob === undefined) throw new StudioError("runtime/missing-source", { kind: "sample" });
  if (fileKind(sample) !== "image") return [];
  const picture = reduced(await desk.deps.decode(blob, sample), preprocess, sample);
  const shown: Blob[] = [];
  for (const stress of stresses) {
    signal.throwIfAborted();
    shown.push(await encodePng(stressedPicture(picture, stress, sample)));
  }
  return shown;
}
