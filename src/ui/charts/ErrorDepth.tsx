import { memo, useMemo } from "react";
import type { SensitivityReport } from "../../core/sensitivity/report.ts";
import type { LayerRow } from "../../jobs/protocol.ts";
import { decibel } from "../parts/format.ts";
import { barPath } from "./bar-path.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { depthDomain, type DepthPoint, errorDepth, worstStep } from "./error-depth-data.ts";
import { PlotAxes } from "./PlotAxes.tsx";
import { type KeyEntry, PlotKey } from "./PlotKey.tsx";
import { toCsv } from "./save.ts";
import { Highlight } from "./Sensitivity.tsx";
import { depthTicks, niceTicks, tickText } from "./ticks.ts";
import { WalkPlot } from "./WalkPlot.tsx";

export interface ErrorDepthProps {
  readonly rows: readonly LayerRow[];
  readonly report: SensitivityReport;
  readonly selected: string | null;
  readonly onSelect: (layer: string) => void;
  readonly height?: number;
}

const MARGINS = { left: 44, right: 8, top: 22, bottom: 34 } as const;

const KEY: readonly KeyEntry[] = [
  { label: "gathered so far", mark: <line x1={0} x2={12} y1={5} y2={5} stroke="var(--harm)" strokeWidth={2} /> },
  { label: "own alone", mark: <rect x={1} width={10} height={10} fill="var(--noise-activation)" /> },
];

/** Own error as bars, gathered error as a line above them, in network order. */
export const ErrorDepth = memo(function ErrorDepth(props: ErrorDepthProps) {
  const { rows, report, selected, onSelect, height = 190 } = props;
  const points = useMemo(() => errorDepth(rows, report), [rows, report]);
  const step = useMemo(() => worstStep(points), [points]);
  const worst = step === null ? undefined : points[step.at];
  const csv = () =>
    toCsv(
      ["position", "layer", "own noise dB", "gathered noise dB"],
      points.map((p) => [p.position, p.layer, p.own ?? "", p.gathered ?? ""]),
    );
  return (
    <ChartFrame
      title="Where is the signal lost?"
      note={`noise over signal at each layer's output, dB${worst ? `; it grows most at ${worst.layer}` : ""}`}
      name="error-depth"
      height={height}
      interactive
      summary={`Own and gathered error of ${rows.length} layers in network order.${worst ? ` It grows most at ${worst.layer}.` : ""}`}
      csv={csv}
    >
      {(width) => (
        <Drawing
          points={points}
          worst={step?.at ?? -1}
          selected={selected}
          onSelect={onSelect}
          width={width}
          height={height}
        />
      )}
    </ChartFrame>
  );
});

interface DrawingProps extends Pick<ErrorDepthProps, "selected" | "onSelect"> {
  readonly points: readonly DepthPoint[];
  /** Index of the point where most is lost, or -1. */
  readonly worst: number;
  readonly width: number;
  readonly height: number;
}

function Drawing({ points, worst, selected, onSelect, width, height }: DrawingProps) {
  const [lo, hi] = depthDomain(points);
  const { left, right, top, bottom } = MARGINS;
  const step = (width - left - right) / Math.max(1, points.length);
  const x = (i: number) => left + i * step;
  const y = (value: number) => top + ((hi - Math.max(lo, value)) / (hi - lo)) * (height - top - bottom);
  const chosen = points.findIndex(({ layer }) => layer === selected);
  const own = points.flatMap((p, i) => (p.own === null ? [] : [{ x0: i, x1: i + 1, y0: lo, y1: p.own }]));
  const positions = depthTicks(points, Math.min(points.length, 12));
  return (
    <WalkPlot
      label="Layers in network order"
      pick="column"
      spots={points.map((p, i) => ({ x: x(i + 0.5), y: y(p.gathered ?? p.own ?? lo) }))}
      selected={chosen}
      onPick={(i) => points[i] && onSelect(points[i].layer)}
      tip={(i) => tipLines(points[i])}
      width={width}
      height={height}
    >
      {(hovered) => (
        <>
          <PlotAxes
            xTicks={positions.map((tick) => ({ at: x(tick.at), label: tickText(tick.position) }))}
            yTicks={niceTicks(lo, hi, 4).map((at) => ({ at: y(at), label: tickText(at) }))}
            xTitle="layer"
            margins={MARGINS}
            width={width}
            height={height}
          />
          <Highlight at={chosen} x={x} top={top} bottom={height - bottom} fill="var(--selected)" />
          <Highlight at={hovered ?? -1} x={x} top={top} bottom={height - bottom} fill="var(--hover)" />
          <path d={barPath(own, x, y, step > 3 ? 1 : 0)} fill="var(--noise-activation)" />
          <Gathered points={points} worst={worst} x={(i) => x(i + 0.5)} y={y} />
          <PlotKey entries={KEY} right={width - right} />
        </>
      )}
    </WalkPlot>
  );
}

interface GatheredProps {
  readonly points: readonly DepthPoint[];
  readonly worst: number;
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
}

/** A line over what was measured, and a ring where it grows most. */
function Gathered({ points, worst, x, y }: GatheredProps) {
  const measured = points.flatMap(({ gathered }, i) => (gathered === null ? [] : [{ i, gathered }]));
  const line = measured.map(({ i, gathered }) => `${x(i).toFixed(1)},${y(gathered).toFixed(1)}`).join(" ");
  const ring = points[worst]?.gathered;
  return (
    <>
      <polyline points={line} fill="none" stroke="var(--harm)" strokeWidth={1.75} strokeLinejoin="round" />
      {ring != null && (
        <circle cx={x(worst)} cy={y(ring)} r={5} fill="var(--surface)" stroke="var(--harm)" strokeWidth={2} />
      )}
    </>
  );
}

function tipLines(point: DepthPoint | undefined): readonly string[] {
  if (!point) return [];
  const { layer, own, gathered, layers } = point;
  return [
    layer,
    own === null ? "adds no error of its own" : `own error ${decibel(own)} (${decibel(-own)} SQNR)`,
    gathered === null ? "gathered error not measured" : `gathered ${decibel(gathered)} (${decibel(-gathered)} SQNR)`,
    ...(layers > 1 ? [`worst of ${layers} neighbours`] : []),
  ];
}
