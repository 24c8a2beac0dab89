/** @file Files of the drawing: PNG, SVG, and its boxes as CSV. */
import { download, toCsv } from "../../../charts/save.ts";
import type { Drawing } from "./drawing.ts";
import { graphSvg, type Picture } from "./graph-svg.ts";

/** Browsers draw no larger canvas reliably, px. */
const LARGEST = 8192;

/** The page's own colours as #rrggbb: a pixel is drawn and read back, since names and mixtures differ in other programs. */
function resolver(): (colour: string) => string {
  const probe = document.createElement("span");
  document.querySelector(".graph")?.append(probe);
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map<string, string>();
  return (colour) => {
    const found = known.get(colour);
    if (found !== undefined || context === null) return found ?? "#808080";
    probe.style.color = colour;
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
    const hex = `#${[r, g, b].map((x) => x.toString(16).padStart(2, "0")).join("")}`;
    known.set(colour, hex);
    return hex;
  };
}

export function saveSvg(picture: Picture): void {
  download(new Blob([graphSvg(picture, resolver())], { type: "image/svg+xml" }), "graph.svg");
}

/** At twice the size, or as large as a canvas can be. */
export async function savePng(picture: Picture): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(graphSvg(picture, resolver()))}`;
  await image.decode();
  const scale = Math.min(2, LARGEST / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(scale * image.width), Math.ceil(scale * image.height)];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => blob && download(blob, "graph.png"));
}

export function saveCsv(drawing: Drawing): void {
  download(new Blob([graphCsv(drawing)], { type: "text/csv" }), "graph.csv");
}

/** One line per box, with the value its colour shows and where it is drawn, px. */
export function graphCsv({ boxes }: Drawing): string {
  return toCsv(
    ["kind", "name", "op", "value", "pinned", "x", "y"],
    boxes.map(({ kind, name, title, text, pinned, rect: { x, y } }) => [
      kind,
      name,
      title,
      text,
      pinned ? "yes" : "no",
      Math.round(x),
      Math.round(y),
    ]),
  );
}
