/** A bar in data units, from corner to corner. */
export interface BarRect {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

type Scale = (value: number) => number;

/** One SVG path for many bars, to a tenth of a pixel. A bar keeps at least half a pixel of width beside the gap. */
export function barPath(rects: readonly BarRect[], x: Scale, y: Scale, gap: number): string {
  const px = (value: number) => Math.round(value * 10) / 10;
  return rects
    .map(({ x0, x1, y0, y1 }) => {
      const [left, right] = [x(x0), x(x1)];
      const width = Math.max(0.5, right - left - gap);
      return `M${px(left)} ${px(y(y0))}h${px(width)}V${px(y(y1))}h${px(-width)}Z`;
    })
    .join("");
}
