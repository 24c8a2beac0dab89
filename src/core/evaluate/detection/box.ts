/** @file Boxes on an image, and how much two of them overlap. */

/** Left, top, width and height, pixels of the image. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One object that a model found. */
export interface Detection extends Box {
  /** Class index. */
  readonly label: number;
  /** 0..1, larger is surer. */
  readonly score: number;
}

/** One object that a person marked. */
export interface TruthBox extends Box {
  readonly label: number;
  /** Square pixels that decide what is small and what is large; COCO gives those of the outline, not of the box. */
  readonly area: number;
  /** A region of many objects: finding some of them there is neither right nor wrong. */
  readonly crowd: boolean;
}

/** What is marked on one image. */
export interface ImageTruth {
  /** Size of the image, pixels. */
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly TruthBox[];
}

/** Shared area, square pixels. */
export function intersection(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width <= 0 || height <= 0 ? 0 : width * height;
}

/** Intersection over union, 0..1; 0 for two empty boxes. */
export function overlap(a: Box, b: Box): number {
  const shared = intersection(a, b);
  return shared === 0 ? 0 : shared / (a.width * a.height + b.width * b.height - shared);
}

/** COCO's overlap with a marked object: of a crowd, the share of the detection that lies inside. */
export function overlapWithTruth(found: Box, truth: TruthBox): number {
  if (!truth.crowd) return overlap(found, truth);
  const area = found.width * found.height;
  return area === 0 ? 0 : intersection(found, truth) / area;
}
