/** @file An answer as it is stored, and back: what belongs to the data set is left out, and boxes become one array. */
import { hashOfBytes, hashOfText } from "../../core/fnv.ts";
import { packed, unpacked } from "../../core/evaluate/detection/packed.ts";
import type { SampleResult, Truth } from "../../core/evaluate/evaluation.ts";
import type { StoredAnswer } from "../../platform/answer-store.ts";
import type { EngineSample } from "../engine-protocol.ts";

export function toStored(result: SampleResult): StoredAnswer {
  const { top, confidence, output, outputs, sketch, mask, detections, truth } = result;
  return {
    ...{ top, confidence, output },
    ...(outputs && { outputs }),
    ...(sketch && { sketch }),
    ...(mask && { mask }),
    ...(detections && { boxes: packed(detections) }),
    // Boxes that a person marked are read with the data set; other labels were brought to the shape of the answer.
    ...(truth && truth.kind !== "boxes" && { truth }),
  };
}

/** @param truth what is marked on the sample, of those whose label was not stored */
export function fromStored({ boxes, ...rest }: StoredAnswer, sample: EngineSample, truth?: Truth): SampleResult {
  const { id, label, segment } = sample;
  return {
    id,
    ...(label !== undefined && { label }),
    ...(segment !== undefined && { segment }),
    ...(truth?.kind === "boxes" && { truth }),
    ...rest,
    ...(boxes && { detections: unpacked(boxes) }),
  };
}

/** Answers that were read with one label are not those of another. */
export function truthKey(truth: Truth | undefined): string {
  if (truth === undefined) return "none";
  if (truth.kind === "boxes") return String(hashOfText(JSON.stringify(truth.image)));
  if (truth.kind === "values") return String(hashOfText(truth.values.join(" ")));
  const bytes = truth.kind === "mask" ? truth.mask.data : new Uint8Array(truth.values.buffer);
  return `${bytes.length} ${hashOfBytes(bytes)}`;
}
