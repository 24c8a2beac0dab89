/** @file A drawn chart as a file. */

export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The drawing with the page's colours written into it, since a file has no style sheet. */
export function svgToText(svg: SVGSVGElement | null): string {
  if (svg === null) return "";
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const [from, to] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
  from.forEach((node, i) => {
    const { fill, stroke, fontFamily, fontSize } = getComputedStyle(node);
    (to[i] as SVGElement).setAttribute(
      "style",
      `fill:${fill};stroke:${stroke};font-family:${fontFamily};font-size:${fontSize}`,
    );
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.style.background = getComputedStyle(document.documentElement).getPropertyValue("--surface");
  return new XMLSerializer().serializeToString(copy);
}

/** At twice the size on screen. */
export async function svgToPng(svg: SVGSVGElement | null): Promise<Blob | null> {
  if (svg === null) return null;
  const { width, height } = svg.getBoundingClientRect();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgToText(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.fillStyle = getComputedStyle(svg.closest(".panel, .inspector, .tune") ?? document.body).backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve));
}

/** Rows as CSV; text with commas or quotes is quoted. */
export function toCsv(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) => {
    const text = String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [header, ...rows].map((row) => row.map(cell).join(",")).join("\n");
}
