/** @file Label pictures beside the samples: masks, and pictures to compare with. */
import type { Truth } from "../../core/evaluate/evaluation.ts";
import { pairFiles } from "../../core/samples/paired-files.ts";
import { folder } from "../../core/samples/paths.ts";
import type { Entry } from "../../platform/zip.ts";
import type { LabelSet } from "./label-set.ts";
import { readMasks, truthsOf } from "./masks.ts";
import { readPicture } from "./target-pictures.ts";

/** A sample's path and its label picture. */
export type Pairs = ReadonlyMap<string, Entry>;

export interface FoundPairs {
  /** Files that are no label pictures. */
  readonly rest: readonly Entry[];
  /** Both when the folder's name fits both, as `gt` does. */
  readonly kinds: readonly { readonly kind: "masks" | "pictures"; readonly pairs: Pairs }[];
}

/** Only where most of the label pictures have a sample: a class may be called "high" as well. */
export function findPairs(files: readonly Entry[]): FoundPairs {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const found = (["masks", "pictures"] as const).flatMap((kind) => {
    const { labels, rest } = pairFiles([...byPath.keys()], kind);
    const all = files.length - rest.length;
    if (labels.size === 0 || labels.size < all / 2) return [];
    const pairs = new Map([...labels].map(([sample, label]) => [sample, byPath.get(label) as Entry]));
    return [{ kind, pairs, rest }];
  });
  const left = found.reduce((kept, { rest }) => kept.filter((path) => rest.includes(path)), [...byPath.keys()]);
  const keep = new Set(found.length === 0 ? byPath.keys() : left);
  return { rest: files.filter(({ path }) => keep.has(path)), kinds: found.map(({ kind, pairs }) => ({ kind, pairs })) };
}

/** @param samples id and path of each; null when none of them has a label picture */
export async function pairedLabels(
  { kind, pairs }: FoundPairs["kinds"][number],
  samples: readonly (readonly [id: string, path: string])[],
): Promise<LabelSet | null> {
  const own = samples.flatMap(([id, path]): [string, Entry][] => {
    const label = pairs.get(path);
    return label === undefined ? [] : [[id, label]];
  });
  const notes = kind === "masks" ? await oddMasks(own) : new Map<string, string>();
  const usable = own.filter(([id]) => !notes.has(id));
  if (usable.length === 0 && notes.size === 0) return null;
  const source =
    folder(own[0]?.[1].path ?? "")
      .split("/")
      .at(-2) ?? "";
  return {
    summary: {
      kind,
      samples: usable.length,
      source: source === "" ? "files beside the samples" : `${source}/`,
      notes: [...notes.values()],
    },
    files: own.map(([, file]) => file),
    read: async ({ dims, decode }) => {
      if (kind === "masks") {
        const { masks, notes: said } = await readMasks(usable, { dims });
        return truthsOf(masks, said);
      }
      const pictures = new Map<string, Truth>();
      for (const [id, file] of usable) pictures.set(id, await readPicture(file, dims ?? [], decode));
      return truthsOf(pictures);
    },
  };
}

/** Bytes of a PNG up to its colour type and interlacing. */
const HEAD = 29;

/** Masks that hold no indices, by the id of their sample, with the reason. */
async function oddMasks(masks: readonly (readonly [string, Entry])[]): Promise<ReadonlyMap<string, string>> {
  const odd = new Map<string, string>();
  for (const [id, { path, blob }] of masks) {
    const head = new Uint8Array(await blob.slice(0, HEAD).arrayBuffer());
    const why = oddness(head);
    if (why !== null) odd.set(id, `${path}: ${why}; the sample counts as unlabelled`);
  }
  return odd;
}

function oddness(head: Uint8Array): string | null {
  const [colour, interlaced] = [head[25], head[28]];
  if (head[0] !== 0x89 || head[1] !== 0x50) return "it is not a PNG";
  if (colour !== 0 && colour !== 3) return "it holds colours, not one class index per pixel";
  return interlaced === 0 ? null : "it is interlaced; save it without";
}
