/** @file What labels beside the samples make of a data set: other labels of the same samples are another set. */
import type { Dataset, Sample } from "../../core/samples/dataset.ts";
import { byFolder } from "../../core/samples/segments.ts";
import { sha256 } from "../../platform/hash.ts";
import type { Entry } from "../../platform/zip.ts";
import type { MarkedBoxes } from "../box-labels.ts";
import type { LabelSet } from "./label-set.ts";
import { type FoundPairs, pairedLabels } from "./paired.ts";
import type { FoundTable } from "./table.ts";
import { readValues, valueLabels } from "./values.ts";

/** Where other labels say what is right, folders such as night/ and day/ tell conditions apart and no classes. */
export function foldersAsSegments(dataset: Dataset): Dataset {
  if (!dataset.labelSource.startsWith("class folders")) return dataset;
  const samples = dataset.samples.map(({ id }) => ({ id, ...segmentOfFolder(id) }));
  return { ...dataset, samples, classes: [], labelSource: "none" };
}

function segmentOfFolder(id: string): Pick<Sample, "segment"> {
  const segment = byFolder(id);
  return segment === undefined ? {} : { segment };
}

export function inSegment(sample: Sample, segmentOf: NonNullable<FoundTable["segmentOf"]>): Sample {
  const segment = segmentOf(sample.id);
  return segment === undefined ? sample : { ...sample, segment };
}

export async function moreLabels(
  kinds: FoundPairs["kinds"],
  values: FoundTable["values"],
  opened: ReadonlyMap<string, Entry>,
): Promise<readonly LabelSet[]> {
  const paths = [...opened].map(([id, { path }]) => [id, path] as const);
  const paired = await Promise.all(kinds.map((kind) => pairedLabels(kind, paths)));
  const ids = [...opened.keys()];
  const numbers = values && valueLabels(values.table ?? (await readValues(values.file, ids)), values.file, ids);
  return [...paired, numbers].filter((set) => set !== null);
}

/** Other labels of the same samples are another set. */
export async function labelled(dataset: Dataset, labels: readonly LabelSet[]): Promise<Dataset> {
  if (labels.length === 0) return dataset;
  const files = labels.flatMap(({ summary, files: own }) => own.map((file) => ({ file, kind: summary.kind })));
  const hashes = await Promise.all(files.map(async ({ file, kind }) => `${kind} ${await contentHash(file)}`));
  const hash = await sha256(new Blob([dataset.hash, ...hashes]));
  const source = dataset.labelSource === "none" ? (labels[0]?.summary.source ?? "none") : dataset.labelSource;
  return { ...dataset, hash, labelSource: source, labels: labels.map(({ summary }) => summary) };
}

/** Other boxes over the same images are another set. */
export async function marked(dataset: Dataset, { classes, summary, source, text }: MarkedBoxes): Promise<Dataset> {
  const hash = await sha256(new Blob([dataset.hash, text]));
  const names = dataset.classes.length > 0 ? {} : { classes, labelSource: source };
  return { ...dataset, ...names, hash, boxes: summary };
}

/** SHA-256 of the bytes. */
export function contentHash({ hash, blob }: Entry): string | Promise<string> {
  return hash ?? sha256(blob);
}
