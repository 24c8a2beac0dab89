/** @file Lines and boxes as SVG path data. */
import type { Point, Rect } from "../../../graph-layout/elk-graph.ts";

/** Radius of rounded corners, px. */
const RADIUS = 6;
/** Half width and length of an arrow's head, px. */
const [WING, HEAD] = [3.5, 6];

const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
const round = (x: number) => Math.round(10 * x) / 10;

/** Through the points, with rounded corners. */
export function linePath(points: readonly Point[]): string {
  const [first] = points;
  const end = points.at(-1);
  if (first === undefined || end === undefined) return "";
  let d = `M${at(first)}`;
  for (let i = 1; i < points.length - 1; i++) {
    const [before, corner, after] = [points[i - 1], points[i], points[i + 1]];
    if (before && corner && after) d += ` L${at(toward(corner, before))} Q${at(corner)} ${at(toward(corner, after))}`;
  }
  return `${d} L${at(end)}`;
}

/** An open arrow head at the end of a line that comes from above. */
export function headPath(points: readonly Point[]): string {
  const end = points.at(-1);
  if (end === undefined) return "";
  const [left, right] = [
    { x: end.x - WING, y: end.y - HEAD },
    { x: end.x + WING, y: end.y - HEAD },
  ];
  return `M${at(left)} L${at(end)} L${at(right)}`;
}

/** A point near the corner on the way to another. */
function toward(corner: Point, other: Point): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y);
  const share = length === 0 ? 0 : Math.min(RADIUS, length / 2) / length;
  return { x: corner.x + share * (other.x - corner.x), y: corner.y + share * (other.y - corner.y) };
}

/** Straight, for the drawing from afar. */
export function plainPath(points: readonly Point[]): string {
  return points.map((point, i) => `${i === 0 ? "M" : "L"}${at(point)}`).join(" ");
}

export function rectPath({ x, y, width, height }: Rect): string {
  return `M${at({ x, y })} h${round(width)} v${round(height)} h${round(-width)} Z`;
}

/** Half way along a line. */
export function middleOf(points: readonly Point[]): Point {
  const lengths = points.slice(1).map((p, i) => Math.hypot(p.x - (points[i]?.x ?? 0), p.y - (points[i]?.y ?? 0)));
  let left = lengths.reduce((a, b) => a + b, 0) / 2;
  for (const [i, length] of lengths.entries()) {
    const [a, b] = [points[i], points[i + 1]];
    if (a && b && left <= length) {
      const share = length === 0 ? 0 : left / length;
      return { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) };
    }
    left -= length;
  }
  return points[0] ?? { x: 0, y: 0 };
}
