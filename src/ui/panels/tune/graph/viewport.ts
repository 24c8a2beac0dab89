/** @file Where to look: pure arithmetic of zoom and place. */
import type { Point, Rect } from "../../../graph-layout/elk-graph.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Of React Flow: px of the pane = px of the drawing · zoom + x, y. */
export interface Viewport extends Point {
  readonly zoom: number;
}

/** Below this text cannot be read, and boxes are drawn without it. */
export const FAR = 0.42;
export const ZOOMS = { least: 0.01, most: 2 } as const;

/** Text is easy to read from here. */
const READABLE = 0.75;
const MARGIN = 24;

/** The whole drawing in the middle. */
export function fitted({ width, height }: Size, pane: Size): Viewport {
  const zoom = Math.min(1, (pane.width - 2 * MARGIN) / width, (pane.height - 2 * MARGIN) / height);
  return centredOn({ x: width / 2, y: height / 2 }, Math.max(ZOOMS.least, zoom), pane);
}

/** The whole drawing where that is readable, else its beginning. */
export function atStart(drawing: Size, pane: Size): Viewport {
  const whole = fitted(drawing, pane);
  if (whole.zoom >= READABLE) return whole;
  const zoom = Math.min(1, Math.max(READABLE, (pane.width - 2 * MARGIN) / drawing.width));
  return { ...centredOn({ x: drawing.width / 2, y: 0 }, zoom, pane), y: MARGIN / 2 };
}

export function centredOn({ x, y }: Point, zoom: number, { width, height }: Size): Viewport {
  return { x: width / 2 - x * zoom, y: height / 2 - y * zoom, zoom };
}

/** Moves as little as is needed to see a box whole, and not at all when it is seen. */
export function showing(rect: Rect, { x, y, zoom }: Viewport, pane: Size): Viewport {
  const slide = (start: number, length: number, shift: number, room: number) => {
    const [from, to] = [start * zoom + shift, (start + length) * zoom + shift];
    if (from < MARGIN) return shift + MARGIN - from;
    return to > room - MARGIN ? shift - (to - room + MARGIN) : shift;
  };
  return { x: slide(rect.x, rect.width, x, pane.width), y: slide(rect.y, rect.height, y, pane.height), zoom };
}

/** Keeps the upper left of something where it was on screen when the drawing changed around it. */
export function anchored(view: Viewport, before: Point, after: Point): Viewport {
  const { zoom } = view;
  return { x: view.x + (before.x - after.x) * zoom, y: view.y + (before.y - after.y) * zoom, zoom };
}
