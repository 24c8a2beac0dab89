/** @file Masks: PNG files whose pixels are class indices. */
import { StudioError } from "../../core/errors.ts";
import { type ClassMap, IGNORED, type Truth } from "../../core/evaluate/evaluation.ts";
import { maskIndices } from "../../platform/mask-indices.ts";
import type { Entry } from "../../platform/zip.ts";
import type { LabelContext, ReadTruths } from "./label-set.ts";

/** How many are unpacked at the same time. */
const READS = 16;

/** @param pairs key of a sample and its mask @throws StudioError `data/decode`, `data/truth` */
export async function readMasks(
  pairs: readonly (readonly [string, Entry])[],
  { dims }: Pick<LabelContext, "dims">,
): Promise<{ readonly masks: ReadonlyMap<string, Truth>; readonly notes: readonly string[] }> {
  const read: (readonly [string, ClassMap])[] = [];
  for (let from = 0; from < pairs.length; from += READS) {
    const part = pairs.slice(from, from + READS).map(async ([id, { path, blob }]) => {
      const { width, height, data } = await maskIndices(blob, path);
      return [id, { width, height, data: Uint8Array.from(data, (c) => Math.min(c, IGNORED)) }] as const;
    });
    read.push(...(await Promise.all(part)));
  }
  const classes = classesOf(dims);
  const isBlackAndWhite = (classes ?? 1) <= 2 && holdsOnlyEnds(read.map(([, mask]) => mask));
  const fixed = isBlackAndWhite ? read.map(([id, mask]) => [id, asTwoClasses(mask)] as const) : read;
  requireKnown(fixed, classes, new Map(pairs.map(([id, { path }]) => [id, path])));
  return {
    masks: new Map(fixed.map(([id, mask]) => [id, { kind: "mask", mask }])),
    notes: isBlackAndWhite ? ["The masks hold only 0 and 255, which are read as the classes 0 and 1."] : [],
  };
}

/** Truths by the id of a sample. */
export function truthsOf(truths: ReadonlyMap<string, Truth>, notes: readonly string[] = []): ReadTruths {
  return { truthOf: (id) => truths.get(id), notes };
}

/** Classes that the output tells apart; null when its shape does not say. */
function classesOf(dims: readonly number[] | null): number | null {
  if (dims === null || dims.length < 3) return null;
  const [a = 0, b = 0, c = 0] = dims;
  const count = a <= Math.min(b, c) ? a : Math.min(a, c);
  return count > 1 ? count : null;
}

/** Tools for photos write the foreground as white, which would otherwise mean "count neither for nor against". */
function holdsOnlyEnds(masks: readonly ClassMap[]): boolean {
  const hasWhite = masks.some(({ data }) => data.includes(IGNORED));
  return hasWhite && masks.every(({ data }) => data.every((c) => c === 0 || c === IGNORED));
}

function asTwoClasses({ data, ...size }: ClassMap): ClassMap {
  return { ...size, data: data.map((c) => (c === IGNORED ? 1 : c)) };
}

function requireKnown(
  masks: readonly (readonly [string, ClassMap])[],
  classes: number | null,
  paths: ReadonlyMap<string, string>,
): void {
  if (classes === null) return;
  for (const [id, { data }] of masks) {
    const unknown = data.find((c) => c !== IGNORED && c >= classes);
    if (unknown === undefined) continue;
    throw new StudioError("data/truth", {
      file: paths.get(id) ?? id,
      message: `It holds class ${unknown}, and the model tells ${classes} classes apart, 0 to ${classes - 1}`,
      fix: `Number the classes as the model does, and give pixels that do not count the index ${IGNORED}.`,
    });
  }
}
