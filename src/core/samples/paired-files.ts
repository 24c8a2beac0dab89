/** @file Pictures that are the label of another one: masks beside photos, clean images beside noisy ones. */
import { fileKind, normalise } from "./paths.ts";

/** What the folders and the endings of label pictures are called. */
const LABELS = {
  masks: {
    folder: /(^|\/)(masks?|labels?|annotations?|segmentation\w*|gt|groundtruth|labelids)(?=\/)/i,
    ending: /[_-](masks?|labels?|seg|gt|labelids|gtfine_labelids)$/i,
  },
  pictures: {
    folder: /(^|\/)(targets?|gt|groundtruth|clean|hr|references?|sharp|high)(?=\/)/i,
    ending: /[_-](targets?|gt|clean|hr|ref)$/i,
  },
} as const;

/** Folders of the samples themselves. */
const SAMPLES = /(^|\/)(images?|inputs?|jpegimages|noisy|lr|blur|low)(?=\/)/gi;

export interface PairedFiles {
  /** Path of a sample to the path of its label. */
  readonly labels: ReadonlyMap<string, string>;
  /** Everything that is no label picture. */
  readonly rest: readonly string[];
}

/** `images/a.jpg` with `masks/a.png`, or `a.jpg` with `a_mask.png`. A picture is a label by its folder or its ending. */
export function pairFiles(paths: readonly string[], kind: keyof typeof LABELS): PairedFiles {
  const { folder, ending } = LABELS[kind];
  const stem = (path: string) => normalise(path).replace(/\.[^./]+$/, "");
  const isLabel = (path: string) =>
    fileKind(path) === "image" && (folder.test(normalise(path)) || ending.test(stem(path)));
  const clean = (path: string) => path.replace(/^\/+/, "");
  const keyOfLabel = (path: string) => clean(stem(path).replace(ending, "").replace(folder, ""));
  const found = new Map(paths.filter(isLabel).map((path) => [keyOfLabel(path), path]));
  const rest = paths.filter((path) => !isLabel(path));
  const labels = rest.flatMap((path): [string, string][] => {
    const label = fileKind(path) === null ? undefined : found.get(clean(stem(path).replaceAll(SAMPLES, "")));
    return label === undefined ? [] : [[path, label]];
  });
  return { labels: new Map(labels), rest };
}
