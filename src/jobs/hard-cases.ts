/** @file Hard cases: samples that join the validation samples as a segment of their own. */
import { HARD_CASES } from "../core/samples/hard-cases.ts";
import type { ImageTruth } from "../core/evaluate/detection/box.ts";
import type { Dataset, MoreLabels, Sample } from "../core/samples/dataset.ts";
import { sha256 } from "../platform/hash.ts";
import type { OpenData } from "./desk.ts";
import type { LabelSet, ReadTruths } from "./labels/label-set.ts";

/**
 * The samples of both; those of `hard` under a folder that `main` does not have. What is validated already would count
 * twice and is left out.
 */
export async function joinHardCases(main: OpenData, hard: OpenData): Promise<OpenData> {
  const prefix = freePrefix(main.dataset.samples);
  const moved = (id: string) => prefix + id;
  const known = new Map([...(main.contents ?? [])].map(([id, hash]) => [hash, id]));
  const twin = (id: string) => known.get(hard.contents?.get(id) ?? "");
  const fresh = hard.dataset.samples.filter(({ id }) => twin(id) === undefined);
  const samples = fresh.map((sample) => ({ ...sample, id: moved(sample.id), segment: HARD_CASES }));
  const twins = hard.dataset.samples.flatMap(({ id }) => {
    const first = twin(id);
    return first === undefined
      ? []
      : [{ id, reason: `the same bytes as ${first}, which is validated already: tag that one` }];
  });
  const skipped = [...hard.dataset.skipped, ...twins].map(({ id, reason }) => ({ id: moved(id), reason }));
  const boxes = joinBoxes(main, hard, prefix);
  const labels = joinLabels(main.labels ?? [], hard.labels ?? [], prefix);
  const { dataset } = main;
  const classes = dataset.classes.length > 0 ? dataset.classes : hard.dataset.classes;
  const joined: Dataset = {
    ...dataset,
    hash: await sha256(new Blob([dataset.hash, prefix, hard.dataset.hash])),
    samples: [...dataset.samples, ...samples],
    classes,
    labelSource: dataset.labelSource === "none" ? hard.dataset.labelSource : dataset.labelSource,
    skipped: [...dataset.skipped, ...skipped],
    hardCases: { name: hard.dataset.name, samples: samples.length },
    ...(boxes && { boxes: boxes.summary }),
    ...(labels.length > 0 && { labels: labels.map(({ summary }) => summary) }),
  };
  return {
    dataset: joined,
    blobs: new Map([...main.blobs, ...[...hard.blobs].map(([id, blob]) => [moved(id), blob] as const)]),
    contents: new Map([
      ...(main.contents ?? []),
      ...[...(hard.contents ?? [])].map(([id, hash]) => [moved(id), hash] as const),
    ]),
    ...(labels.length > 0 && { labels }),
    ...(boxes && { boxesOf: boxes.boxesOf }),
  };
}

/** "hard cases/", or with a number where the samples have such a folder. */
function freePrefix(samples: readonly Sample[]): string {
  for (let n = 1; ; n++) {
    const prefix = `${HARD_CASES}${n === 1 ? "" : ` ${n}`}/`;
    if (!samples.some(({ id }) => id.startsWith(prefix))) return prefix;
  }
}

/** Boxes of the hard cases get the numbers that their classes have among the validation samples. */
function joinBoxes({ boxesOf, dataset }: OpenData, hard: OpenData, prefix: string) {
  const find = hard.boxesOf;
  if (boxesOf === undefined && find === undefined) return null;
  const known = dataset.classes;
  const names = hard.dataset.classes;
  const isSame = known.length === 0 || names.every((name, i) => known[i] === name);
  const numbers = new Map(names.map((name, i) => [i, isSame ? i : known.indexOf(name)]));
  const renumbered = (image: ImageTruth): ImageTruth => ({
    ...image,
    boxes: image.boxes.flatMap((box) => {
      const label = numbers.get(box.label) ?? box.label;
      return label < 0 ? [] : [{ ...box, label }];
    }),
  });
  const unknown = isSame ? [] : names.filter((name) => !known.includes(name));
  const [own, other] = [dataset.boxes, hard.dataset.boxes];
  const summary = {
    images: (own?.images ?? 0) + (other?.images ?? 0),
    objects: (own?.objects ?? 0) + (other?.objects ?? 0),
    notes: [
      ...(own?.notes ?? []),
      ...(other?.notes ?? []).map((note) => `Hard cases: ${note}`),
      ...unknown.map(
        (name) => `Hard cases: objects of the class “${name}”, which the validation samples lack, are left out`,
      ),
    ],
  };
  return {
    summary,
    boxesOf: (id: string) => {
      if (!id.startsWith(prefix)) return boxesOf?.(id);
      const image = find?.(id.slice(prefix.length));
      return image && renumbered(image);
    },
  };
}

function joinLabels(main: readonly LabelSet[], hard: readonly LabelSet[], prefix: string): readonly LabelSet[] {
  const kinds = [...new Set([...main, ...hard].map(({ summary }) => summary.kind))];
  return kinds.map((kind) => {
    const of = (sets: readonly LabelSet[]) => sets.find(({ summary }) => summary.kind === kind);
    return joinSets(of(main), of(hard), prefix);
  });
}

function joinSets(main: LabelSet | undefined, hard: LabelSet | undefined, prefix: string): LabelSet {
  const both = [main, hard].filter((set) => set !== undefined);
  const first = (both[0] as LabelSet).summary;
  const summary: MoreLabels = {
    ...first,
    samples: both.reduce((sum, set) => sum + set.summary.samples, 0),
    notes: both.flatMap((set) => set.summary.notes),
  };
  return {
    summary,
    files: both.flatMap(({ files }) => files),
    read: async (context): Promise<ReadTruths> => {
      const [own, other] = await Promise.all([main?.read(context), hard?.read(context)]);
      return {
        truthOf: (id) => (id.startsWith(prefix) ? other?.truthOf(id.slice(prefix.length)) : own?.truthOf(id)),
        notes: [...new Set([...(own?.notes ?? []), ...(other?.notes ?? [])])],
      };
    },
  };
}
