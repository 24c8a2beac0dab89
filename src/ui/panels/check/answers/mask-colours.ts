/** @file Masks as pictures: a colour for each class, and the pixels where two masks differ. */
import { type ClassMap, IGNORED } from "../../../../core/evaluate/evaluation.ts";

export type Colour = readonly [red: number, green: number, blue: number];

/** Of differing pixels: the colour of harm in both themes, over a darkened picture. */
const DIFFERENT: Colour = [255, 64, 48];

/** Of the golden angle: neighbouring classes are far apart on the wheel. Class 0, mostly the background, has no colour. */
export function classColour(index: number): Colour | null {
  if (index === 0) return null;
  const hue = (index * 137.508 + 60) % 360;
  const light = index % 2 === 0 ? 0.62 : 0.5;
  return rgb(hue, 0.85, light);
}

/** CSS. */
export function cssColour(colour: Colour | null): string {
  return colour === null ? "transparent" : `rgb(${colour.join(" ")})`;
}

/** RGBA of the classes, `[height, width, 4]`; see-through where there is nothing to show. */
export function maskPixels({ width, height, data }: ClassMap, opacity = 0.6): Uint8ClampedArray<ArrayBuffer> {
  const table = Array.from({ length: 256 }, (_, c) => (c === IGNORED ? null : classColour(c)));
  return painted(width * height, (i) => table[data[i] as number] ?? null, opacity);
}

/** RGBA that marks where the classes differ; null when the masks have different sizes. */
export function differencePixels(a: ClassMap, b: ClassMap): Uint8ClampedArray<ArrayBuffer> | null {
  if (a.width !== b.width || a.height !== b.height) return null;
  return painted(a.data.length, (i) => (a.data[i] === b.data[i] ? null : DIFFERENT), 0.9);
}

function painted(n: number, colourOf: (i: number) => Colour | null, opacity: number): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(4 * n);
  for (let i = 0; i < n; i++) {
    const colour = colourOf(i);
    if (colour === null) continue;
    out.set(colour, 4 * i);
    out[4 * i + 3] = 255 * opacity;
  }
  return out;
}

function rgb(hue: number, saturation: number, light: number): Colour {
  const span = saturation * Math.min(light, 1 - light);
  const part = (n: number) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (light - span * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [part(0), part(8), part(4)];
}

export interface ClassShare {
  readonly index: number;
  /** Intersection over union with the label, percent; null without one. */
  readonly before: number | null;
  readonly after: number | null;
  /** Of the pixels of the answer, percent, where there is no label. */
  readonly shares: readonly [before: number, after: number];
}

/** Classes that occur in a mask or the label, by index. */
export function classShares(before: ClassMap, after: ClassMap, truth: ClassMap | undefined): readonly ClassShare[] {
  const present = new Set([...before.data, ...after.data, ...(truth?.data ?? [])]);
  present.delete(IGNORED);
  const share = (map: ClassMap, c: number) =>
    (100 * map.data.reduce((n, x) => n + (x === c ? 1 : 0), 0)) / map.data.length;
  return [...present]
    .sort((a, b) => a - b)
    .map((index) => ({
      index,
      before: truth ? overlap(before, truth, index) : null,
      after: truth ? overlap(after, truth, index) : null,
      shares: [share(before, index), share(after, index)],
    }));
}

/** Percent; null where the class is in neither. */
function overlap(answer: ClassMap, truth: ClassMap, c: number): number | null {
  let [both, either] = [0, 0];
  for (let i = 0; i < truth.data.length; i++) {
    if (truth.data[i] === IGNORED) continue;
    const [a, b] = [answer.data[i] === c, truth.data[i] === c];
    both += Number(a && b);
    either += Number(a || b);
  }
  return either === 0 ? null : (100 * both) / either;
}
