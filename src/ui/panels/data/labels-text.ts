/** @file What is known of the labels of a set, in words. */
import { capital } from "../../../core/capital.ts";
import type { Dataset, MoreLabels, Role } from "../../../core/samples/dataset.ts";
import { count } from "../../parts/format.ts";
import { wordFor } from "../../parts/sample-word.ts";

const KINDS: Readonly<Record<MoreLabels["kind"], string>> = {
  masks: "Masks",
  values: "Measured numbers",
  pictures: "Pictures to compare with",
};

/** @param classes how many are labelled */
export function labelsText(data: Dataset, classes: number, role: Role): string {
  const word = wordFor(data);
  const { boxes, labels = [], samples, labelSource } = data;
  if (boxes) {
    return `${count(boxes.objects)} objects marked on ${count(boxes.images)} images, labels from ${labelSource}`;
  }
  if (classes > 0) return `${capital(word)} of ${count(classes)} classes, labels from ${labelSource}`;
  if (labels.length > 0) {
    const texts = labels.map(
      ({ kind, samples: n, source }) =>
        `${KINDS[kind]} of ${count(n)} of ${count(samples.length)} ${word}, from ${source}`,
    );
    return texts.join("; ");
  }
  return role === "validation"
    ? "No labels found: agreement with FP32 is measured, accuracy cannot be."
    : "No labels found";
}

/** What was put right or left out, a sentence each. */
export function labelNotes({ boxes, labels = [] }: Dataset): readonly string[] {
  return [...new Set([...(boxes?.notes ?? []), ...labels.flatMap(({ notes }) => notes)])];
}
