import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useRef, type ReactNode } from "react";
import { download, svgToPng, svgToText } from "./save.ts";

export interface ChartFrameProps {
  /** The question the chart answers. */
  readonly title: string;
  readonly note?: ReactNode;
  /** File name without extension. */
  readonly name: string;
  /** The drawn numbers, one line per mark, with a header. */
  readonly csv: () => string;
  /** px */
  readonly height: number;
  /** What a screen reader says instead of the drawing. */
  readonly summary: string;
  readonly children: ReactNode;
}

/** A titled chart with a menu that saves it as PNG, SVG or CSV. */
export function ChartFrame({ title, note, name, csv, height, summary, children }: ChartFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  const svg = () => frame.current?.querySelector<SVGSVGElement>("svg.recharts-surface") ?? null;
  const save = {
    png: () => void svgToPng(svg()).then((blob) => blob && download(blob, `${name}.png`)),
    svg: () => download(new Blob([svgToText(svg())], { type: "image/svg+xml" }), `${name}.svg`),
    csv: () => download(new Blob([csv()], { type: "text/csv" }), `${name}.csv`),
  };
  return (
    <figure className="chart">
      <figcaption className="chart-head">
        <span className="strong">{title}</span>
        {note !== undefined && <span className="muted small">{note}</span>}
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={24} className="chart-menu" aria-label={`Save the chart “${title}”`}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={save.png}>Save as PNG</Menu.Item>
            <Menu.Item onClick={save.svg}>Save as SVG</Menu.Item>
            <Menu.Item onClick={save.csv}>Save the numbers as CSV</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </figcaption>
      <div ref={frame} style={{ height }} role="img" aria-label={summary}>
        {children}
      </div>
    </figure>
  );
}
