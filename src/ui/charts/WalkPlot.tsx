/**
 * @file A drawing whose marks can be pointed at, chosen and walked with the arrow keys. To a screen reader it is a
 * slider over its marks: one stop of Tab, and each step is said.
 */
import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import { TipLines } from "./TipLines.tsx";

export interface Spot {
  /** px in the drawing. */
  readonly x: number;
  readonly y: number;
}

export interface WalkPlotProps {
  /** What a step goes over, for screen readers. */
  readonly label: string;
  /** Where each mark is, in the order of the arrow keys. */
  readonly spots: readonly Spot[];
  /** `column`: the mark above or below the pointer. `near`: the nearest one within reach. */
  readonly pick: "column" | "near";
  /** Index of the chosen mark, or -1. */
  readonly selected: number;
  readonly onPick: (index: number) => void;
  /** Lines of the tooltip of a mark, the first in bold; also what is said of it. */
  readonly tip: (index: number) => readonly string[];
  readonly width: number;
  readonly height: number;
  /** SVG, given the mark that is pointed at. */
  readonly children: (hovered: number | null) => ReactNode;
}

/** Reach of the pointer around a mark, px. */
const REACH = 24;

export function WalkPlot({ label, spots, pick, selected, onPick, tip, width, height, children }: WalkPlotProps) {
  const [hovered, setHovered] = useState<number | null>(null);
  const at = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return nearest(spots, { x: event.clientX - box.left, y: event.clientY - box.top }, pick);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = spots.length - 1;
    const next = { ArrowRight: selected + 1, ArrowLeft: selected - 1, Home: 0, End: last }[event.key];
    if (next === undefined || last < 0) return;
    event.preventDefault();
    onPick(Math.min(last, Math.max(0, next)));
  };
  const shown = hovered !== null && hovered < spots.length ? hovered : null;
  const place = shown === null ? undefined : spots[shown];
  return (
    <div
      className="plot-box walk"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(1, spots.length)}
      aria-valuenow={selected + 1}
      aria-valuetext={selected < 0 ? "none chosen" : tip(selected).join(", ")}
      onKeyDown={onKeyDown}
    >
      <svg
        className="plot pickable"
        width={width}
        height={height}
        aria-hidden
        onPointerMove={(event) => setHovered(at(event))}
        onPointerLeave={() => setHovered(null)}
        onClick={() => hovered !== null && onPick(hovered)}
      >
        {children(shown)}
      </svg>
      {shown !== null && place && (
        <div
          className={place.x > width * 0.55 ? "chart-tooltip plot-tip flip" : "chart-tooltip plot-tip"}
          style={{ left: place.x }}
        >
          <TipLines lines={tip(shown)} />
        </div>
      )}
    </div>
  );
}

/** Index of the mark meant by a point, or null. */
export function nearest(spots: readonly Spot[], { x, y }: Spot, pick: WalkPlotProps["pick"]): number | null {
  let best: { readonly index: number; readonly distance: number } | null = null;
  for (const [index, spot] of spots.entries()) {
    const distance = pick === "column" ? Math.abs(spot.x - x) : Math.hypot(spot.x - x, spot.y - y);
    if (distance <= REACH && distance < (best?.distance ?? Infinity)) best = { index, distance };
  }
  return best?.index ?? null;
}
