import { ActionIcon, Menu } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconDots } from "@tabler/icons-react";
import { useRef, type ReactNode } from "react";
import { LazyMenu } from "../parts/LazyMenu.tsx";
import { useTurn } from "../parts/use-turn.ts";
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
  /** There are controls in the drawing, which a picture would hide from screen readers. */
  readonly interactive?: boolean;
  /** Draws at the measured width, px. */
  readonly children: (width: number) => ReactNode;
}

/** A titled chart with a menu that saves it as PNG, SVG or CSV. */
export function ChartFrame(props: ChartFrameProps) {
  const { title, note, name, csv, height, summary, interactive = false, children } = props;
  const { ref, width } = useElementSize();
  const ready = useTurn(width > 0);
  const frame = useRef<HTMLElement>(null);
  const svg = () => frame.current?.querySelector<SVGSVGElement>("svg.plot, svg.recharts-surface") ?? null;
  const save = {
    png: () => void svgToPng(svg()).then((blob) => blob && download(blob, `${name}.png`)),
    svg: () => download(new Blob([svgToText(svg())], { type: "image/svg+xml" }), `${name}.svg`),
    csv: () => download(new Blob([csv()], { type: "text/csv" }), `${name}.csv`),
  };
  return (
    <figure className="chart" ref={frame}>
      <figcaption className="chart-head">
        <span className="strong">{title}</span>
        {note !== undefined && <span className="muted small">{note}</span>}
        <SaveMenu title={title} save={save} />
      </figcaption>
      <div ref={ref} style={{ height }} role={interactive ? "group" : "img"} aria-label={summary}>
        {ready && children(width)}
      </div>
    </figure>
  );
}

/** Saves what is drawn. */
export interface SaveMenuProps {
  readonly title: string;
  readonly save: Readonly<Record<"png" | "svg" | "csv", () => void>>;
}

export function SaveMenu({ title, save }: SaveMenuProps) {
  return (
    <LazyMenu
      position="bottom-end"
      target={
        <ActionIcon size={24} className="chart-menu" aria-label={`Save the chart “${title}”`}>
          <IconDots size={16} />
        </ActionIcon>
      }
    >
      <Menu.Item onClick={save.png}>Save as PNG</Menu.Item>
      <Menu.Item onClick={save.svg}>Save as SVG</Menu.Item>
      <Menu.Item onClick={save.csv}>Save the numbers as CSV</Menu.Item>
    </LazyMenu>
  );
}
