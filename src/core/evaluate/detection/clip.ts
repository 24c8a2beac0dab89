/** @file Labels that cannot be as they are: boxes outside of their image, and names given twice. */
import type { ImageTruth, TruthBox } from "./box.ts";

/** Rounding of an export moves borders by less, pixels. */
const TOLERANCE = 1;

export interface Clipped {
  readonly images: ReadonlyMap<string, ImageTruth>;
  /** A sentence each. */
  readonly notes: readonly string[];
}

/** Boxes are cut at the border of their image; those wholly outside are left out. Nothing changes without a note. */
export function clipAll(images: ReadonlyMap<string, ImageTruth>): Clipped {
  const [cut, gone]: [string[], string[]] = [[], []];
  const entries = [...images].map(([name, image]): [string, ImageTruth] => {
    const boxes = image.boxes.flatMap((box): TruthBox[] => {
      if (isInside(box, image)) return [box];
      const clipped = clip(box, image);
      (clipped === null ? gone : cut).push(name);
      return clipped === null ? [] : [clipped];
    });
    return [name, { ...image, boxes }];
  });
  return { images: new Map(entries), notes: [...said(cut, "cut at the border"), ...said(gone, "left out")] };
}

function said(names: readonly string[], what: string): string[] {
  if (names.length === 0) return [];
  const [boxes, reach] = names.length === 1 ? ["box reaches", "was"] : ["boxes reach", "were"];
  return [`${names.length} ${boxes} outside of the image and ${reach} ${what}, first in ${names[0]}`];
}

function isInside({ x, y, width, height }: TruthBox, image: ImageTruth): boolean {
  return (
    x >= -TOLERANCE && y >= -TOLERANCE && x + width <= image.width + TOLERANCE && y + height <= image.height + TOLERANCE
  );
}

/** Null when nothing is left. The area shrinks in proportion. */
function clip(box: TruthBox, image: ImageTruth): TruthBox | null {
  const [x, y] = [Math.max(0, box.x), Math.max(0, box.y)];
  const width = Math.min(image.width, box.x + box.width) - x;
  const height = Math.min(image.height, box.y + box.height) - y;
  if (width <= 0 || height <= 0) return null;
  return { ...box, x, y, width, height, area: (box.area * width * height) / (box.width * box.height) };
}

/** A note when the labels name an image more than once. */
export function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  const twice = names.filter((name) => seen.has(name) || !seen.add(name));
  if (twice.length === 0) return [];
  return [
    `${twice.length === 1 ? "1 image is" : `${twice.length} images are`} listed more than once, first ${twice[0]}`,
  ];
}
