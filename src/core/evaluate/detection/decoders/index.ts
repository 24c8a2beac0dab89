/** @file Detectors whose output can be read. The first that knows the shape reads it. */
import type { Decoder, InputSize } from "./decoder.ts";
import { yoloColumns } from "./yolo-columns.ts";
import { yolox } from "./yolox.ts";

export const DECODERS: readonly Decoder[] = [yolox, yoloColumns];

/** @param dims of the first output, without the batch axis */
export function decoderFor(dims: readonly number[], input: InputSize): Decoder | undefined {
  return DECODERS.find((decoder) => decoder.classesOf(dims, input) !== null);
}
