/** @file Detectors whose outputs can be read. The first that knows the shapes reads them, unless one is chosen. */
import type { OutputShape } from "../../output-shape.ts";
import { anchorFree } from "./anchor-free.ts";
import type { Decoder, InputSize } from "./decoder.ts";
import { finishedLists, finishedRows } from "./finished.ts";
import { nanodetPlus } from "./nanodet-plus.ts";
import { ssd } from "./ssd.ts";
import { yoloAnchors } from "./yolo-anchors.ts";
import { yoloColumns, yoloRows } from "./yolo-columns.ts";
import { yolox } from "./yolox.ts";

/** Where two know a shape, the more common one first. */
export const DECODERS: readonly Decoder[] = [
  nanodetPlus,
  yolox,
  yoloRows,
  yoloColumns,
  yoloAnchors,
  anchorFree,
  ssd,
  finishedLists,
  finishedRows,
];

/**
 * The first that reads all outputs together, else the first one alone: some exports give their raw heads beside it.
 * @param id of a decoder that was chosen
 */
export function decoderFor(outputs: readonly OutputShape[], input: InputSize, id?: string): Decoder | undefined {
  if (id !== undefined) return DECODERS.find((decoder) => decoder.id === id);
  const read = (list: readonly OutputShape[]) => DECODERS.find((decoder) => decoder.fits(list, input));
  return read(outputs) ?? (outputs.length > 1 ? read(outputs.slice(0, 1)) : undefined);
}
