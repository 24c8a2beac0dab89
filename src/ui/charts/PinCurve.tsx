import { memo, useMemo } from "react";
import type { Outlook } from "../../core/sensitivity/expected.ts";
import type { PinPrecision } from "../../core/recipe.ts";
import { bytes, decibel, share } from "../parts/format.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { placeLabels } from "./pareto-data.ts";
import { type CurvePoint, type CurveSteps, MOST_SQNR, namedPoints, pinCurve, togetherCurve } from "./pin-curve-data.ts";
import { PlotAxes } from "./PlotAxes.tsx";
import { toCsv } from "./save.ts";
import { Ring } from "./SizeNoise.tsx";
import { niceTicks, tickText } from "./ticks.ts";
import { type Spot, WalkPlot } from "./WalkPlot.tsx";

export interface PinCurveProps {
  readonly outlook: Outlook;
  readonly precision: PinPrecision;
  /** Pins priced together, step by step; null where only the sum of single pins is known. */
  readonly steps:
    (CurveSteps & { readonly effect: { readonly before: number; readonly errors: readonly number[] } }) | null;
  /** Of the precision, for labels. */
  readonly title: string;
  /** Bytes of the present file. */
  readonly size: number;
  readonly selected: string | null;
  readonly onSelect: (layer: string) => void;
  readonly height?: number;
}

const MARGINS = { left: 36, right: 16, top: 10, bottom: 34 } as const;

/** What the worst k layers would bring pinned together; from a kept report the sum of the k that give most for their bytes. */
export const PinCurve = memo(function PinCurve(props: PinCurveProps) {
  const { outlook, precision, steps, title, size, selected, onSelect, height = 210 } = props;
  const points = useMemo(
    () => (steps ? togetherCurve(steps, steps.effect, size) : pinCurve(outlook, precision, size)),
    [steps, outlook, precision, size],
  );
  const csv = () =>
    toCsv(
      ["pinned layers", "last layer", "file bytes", "expected SQNR dB", "share of the error removed"],
      points.map((p) => [p.pinned, p.layer ?? "", p.bytes, p.sqnr, p.removed]),
    );
  return (
    <ChartFrame
      title={`What would pins to ${title} bring?`}
      note={steps ? "dB, the worst pinned together" : "dB, a sum of single pins, best per byte first"}
      name="pin-curve"
      height={height}
      interactive
      summary={`Expected SQNR at the output against the size of the file for 0 to ${points.at(-1)?.pinned ?? 0} layers pinned to ${title}.`}
      csv={csv}
    >
      {(width) =>
        points.length < 2 ? (
          <p className="flat muted">No layer gains from {title}.</p>
        ) : (
          <Drawing points={points} selected={selected} onSelect={onSelect} width={width} height={height} />
        )
      }
    </ChartFrame>
  );
});

interface DrawingProps extends Pick<PinCurveProps, "selected" | "onSelect"> {
  readonly points: readonly CurvePoint[];
  readonly width: number;
  readonly height: number;
}

function Drawing({ points, selected, onSelect, width, height }: DrawingProps) {
  const { left, right, top, bottom } = MARGINS;
  const domain = domainOf(points);
  const x = (value: number) => left + ((value - domain.x[0]) / (domain.x[1] - domain.x[0])) * (width - left - right);
  const y = (value: number) => top + ((domain.y[1] - value) / (domain.y[1] - domain.y[0])) * (height - top - bottom);
  const spots = points.map((p) => ({ x: x(p.bytes), y: y(p.sqnr) }));
  const chosen = points.findIndex(({ layer }) => layer !== null && layer === selected);
  const names = new Set(namedPoints(points).map(({ pinned }) => pinned));
  // Points without a name come last: names cover none of them.
  const marks = points
    .map((p, i) => ({ id: String(p.pinned), name: names.has(p.pinned) ? `${p.pinned} pinned` : "", ...at(spots[i]) }))
    .toSorted((a, b) => Number(a.name === "") - Number(b.name === ""));
  const axis = { x: 0, y: 0, width: left, height };
  const labels = placeLabels(marks, { width, height: height - bottom }, [axis]).filter(({ id }) =>
    names.has(Number(id)),
  );
  const pick = (i: number) => {
    const layer = points[i]?.layer ?? points[1]?.layer;
    if (layer != null) onSelect(layer);
  };
  return (
    <WalkPlot
      label="Numbers of pinned layers, from none"
      pick="near"
      spots={spots}
      selected={chosen}
      onPick={pick}
      tip={(i) => tipLines(points[i])}
      width={width}
      height={height}
    >
      {(hovered) => (
        <>
          <PlotAxes
            xTicks={niceTicks(...domain.x, 4).map((at) => ({ at: x(at), label: bytes(at) }))}
            yTicks={niceTicks(...domain.y, 4).map((at) => ({ at: y(at), label: tickText(at) }))}
            xTitle="size of the file"
            margins={MARGINS}
            width={width}
            height={height}
          />
          <polyline
            points={spots.map((s) => `${s.x.toFixed(1)},${s.y.toFixed(1)}`).join(" ")}
            fill="none"
            stroke="var(--accent)"
            strokeWidth={1.75}
          />
          {spots.length <= 64 &&
            spots.map((s, i) => <circle key={points[i]?.pinned} cx={s.x} cy={s.y} r={3} fill="var(--accent)" />)}
          <circle {...centre(spots[0])} r={5} fill="var(--surface)" stroke="var(--accent)" strokeWidth={2} />
          <Ring at={spots[hovered ?? -1]} stroke="var(--muted)" />
          <Ring at={spots[chosen]} stroke="var(--accent)" />
          <g fontSize={12} fill="var(--text)">
            {labels.map((label) => (
              <text key={label.id} x={label.x} y={label.y}>
                {label.id} pinned
              </text>
            ))}
          </g>
        </>
      )}
    </WalkPlot>
  );
}

const at = (spot: Spot | undefined) => spot ?? { x: 0, y: 0 };

const centre = (spot: Spot | undefined) => ({
  cx: spot?.x ?? 0,
  cy: spot?.y ?? 0,
});

/** All points with a little room. A curve that costs nothing stands upright in the middle. */
function domainOf(points: readonly CurvePoint[]) {
  const sizes = points.map((p) => p.bytes);
  const levels = points.map((p) => p.sqnr);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const room = Math.max(0.05 * (most - least), 0.01 * most);
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  const margin = Math.max(0.5, 0.08 * (high - low));
  return {
    x: [Math.max(0, least - room), most + room],
    y: [low - margin, Math.min(MOST_SQNR + 2, high + margin)],
  } as const;
}

function tipLines(point: CurvePoint | undefined): readonly string[] {
  if (!point) return [];
  const { pinned, layer, bytes: size, sqnr, removed } = point;
  const level = sqnr >= MOST_SQNR ? `${decibel(MOST_SQNR)} or more` : decibel(sqnr);
  if (layer === null) return ["As it is", bytes(size), `expected ${level} at the output`];
  const title = pinned === 1 ? `1 layer: ${layer}` : `${pinned} layers, the last ${layer}`;
  return [
    title,
    bytes(size),
    `expected ${level} at the output`,
    removed < 0 ? `${share(-removed)} more error` : `${share(removed)} of the error removed`,
  ];
}
