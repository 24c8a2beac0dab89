/** @file The drawing as a file of its own: SVG text from what is drawn, with real colours since a file has no style sheet. */
import type { Drawing } from "./drawing.ts";
import { LINES, lineOf } from "./lines.ts";
import type { Legend } from "./painter.ts";
import { headPath, linePath } from "./paths.ts";

export interface Picture {
  readonly drawing: Drawing;
  /** What the colours show. */
  readonly title: string;
  readonly legend: Legend;
}

/** From a colour of the page, which may name a variable, to one that every program reads. */
export type Resolve = (colour: string) => string;

const SANS = "Inter, system-ui, sans-serif";
const MONO = "ui-monospace, Menlo, Consolas, monospace";
const MARGIN = 16;
/** Height of a line of the legend, px. */
const ROW = 18;

export function graphSvg({ drawing, title, legend }: Picture, resolve: Resolve): string {
  const { width, height, frames, edges, boxes } = drawing;
  const ink = { text: resolve("var(--text)"), muted: resolve("var(--muted)"), border: resolve("var(--border-strong)") };
  const surface = resolve("var(--surface)");
  const used = LINES.filter((line) => edges.some(({ carried }) => lineOf(carried) === line));
  const total = [Math.max(width, 280), height + 2 * MARGIN + ROW * (legend.entries.length + used.length + 1)] as const;
  const parts = [
    `<rect width="100%" height="100%" fill="${surface}"/>`,
    ...frames.map(({ rect, title: name }) =>
      [
        `<rect ${place(rect)} rx="8" fill="none" stroke="${ink.border}" stroke-dasharray="4 3"/>`,
        text(name, rect.x + 12, rect.y + 20, { size: 12, fill: ink.text, weight: 600 }),
      ].join(""),
    ),
    ...edges.map(({ points, carried }) => {
      const { colour, width: thick, dash } = lineOf(carried);
      const stroke = `fill="none" stroke="${resolve(colour)}" stroke-width="${thick}"`;
      const pattern = dash === "" ? "" : ` stroke-dasharray="${dash}"`;
      return `<path d="${linePath(points)}" ${stroke}${pattern}/><path d="${headPath(points)}" ${stroke}/>`;
    }),
    ...boxes.map(({ rect, paint, title: name, text: value, name: node }) => {
      const fill = resolve(paint?.fill ?? "var(--graph-calm)");
      const { x, y } = rect;
      return [
        `<rect ${place(rect)} rx="5" fill="${surface}" stroke="${ink.border}"/>`,
        `<rect x="${x}" y="${y}" width="6" height="${rect.height}" rx="3" fill="${fill}"/>`,
        text(cut(name, 20), x + 14, y + 18, { size: 13, fill: ink.text, weight: 600 }),
        text(value, x + rect.width - 8, y + 18, { size: 12, fill: ink.text, anchor: "end" }),
        rect.height > 30 ? text(cut(node, 28), x + 14, y + 36, { size: 11, fill: ink.muted, family: MONO }) : "",
      ].join("");
    }),
    text(legend.unit === null ? title : `${title}, ${legend.unit}`, MARGIN, height + MARGIN, {
      size: 12,
      fill: ink.text,
      weight: 600,
    }),
    ...[
      ...legend.entries.map(({ colour, label }) => ({ mark: `fill="${resolve(colour)}"`, label, thick: 10 })),
      ...used.map(({ colour, label, width: thick }) => ({ mark: `fill="${resolve(colour)}"`, label, thick })),
    ].map(({ mark, label, thick }, i) => {
      const y = height + MARGIN + ROW * (i + 1);
      const swatch = `<rect x="${MARGIN}" y="${y - 4 - thick / 2}" width="16" height="${thick}" ${mark}/>`;
      return swatch + text(label, MARGIN + 24, y, { size: 12, fill: ink.text });
    }),
  ];
  const size = `width="${total[0]}" height="${total[1]}" viewBox="0 0 ${total[0]} ${total[1]}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${parts.join("")}</svg>`;
}

interface Ink {
  readonly size: number;
  readonly fill: string;
  readonly weight?: number;
  readonly anchor?: "end";
  readonly family?: string;
}

function text(content: string, x: number, y: number, { size, fill, weight = 400, anchor, family = SANS }: Ink): string {
  const font = `font-family="${family}" font-size="${size}" font-weight="${weight}"`;
  const side = anchor === undefined ? "" : ` text-anchor="${anchor}"`;
  return `<text x="${x}" y="${y}" ${font} fill="${fill}"${side}>${escaped(content)}</text>`;
}

function place({ x, y, width, height }: { readonly x: number; readonly y: number; width: number; height: number }) {
  return `x="${x}" y="${y}" width="${width}" height="${height}"`;
}

/** In the middle, as on the page: the ends of names differ. */
function cut(name: string, most: number): string {
  if (name.length <= most) return name;
  const tail = Math.floor(most / 2);
  return `${name.slice(0, most - tail - 1)}…${name.slice(-tail)}`;
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
