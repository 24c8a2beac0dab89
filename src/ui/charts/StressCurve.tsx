import { memo } from "react";
import { pText } from "../../core/evaluate/statistics/in-words.ts";
import type { MetricName } from "../../core/evaluate/metric.ts";
import { FP32, type VariantName } from "../../state/variant-name.ts";
import { changeText, rangeText, scoreText } from "../panels/check/score-text.ts";
import { precisionColour } from "../parts/Chip.tsx";
import { ChartFrame } from "./ChartFrame.tsx";
import { PlotAxes } from "./PlotAxes.tsx";
import { type KeyEntry, PlotKey } from "./PlotKey.tsx";
import { toCsv } from "./save.ts";
import { type Drawn, drawnRuns, type StressCurve as Curve, type StressPoint } from "./stress-curves-data.ts";
import { niceTicks, tickText } from "./ticks.ts";
import { WalkPlot } from "./WalkPlot.tsx";

export interface StressCurveProps {
  readonly curve: Curve;
  readonly metric: MetricName;
  /** Of the axis of scores: the same for all curves. */
  readonly domain: readonly [number, number];
  /** Of the variant. */
  readonly name: VariantName;
  /** Index of the chosen strength, or -1. */
  readonly selected: number;
  readonly onSelect: (index: number) => void;
  readonly height?: number;
}

const MARGINS = { left: 40, right: 14, top: 26, bottom: 34 } as const;

/** How a score falls when the samples get worse, for FP32 and the variant, with 95 % intervals. */
export const StressCurve = memo(function StressCurve(props: StressCurveProps) {
  const { curve, metric, domain, name, selected, onSelect, height = 176 } = props;
  const { corruption, points } = curve;
  const broken = points.find(({ breaks }) => breaks);
  const csv = () =>
    toCsv(
      ["synthetic", "change", "strength", ...HEADS.flatMap((who) => [who, `${who} lo`, `${who} hi`]), "p beyond plain"],
      points.flatMap(({ text, scores, row }) => {
        if (scores === null) return [];
        const ends = [scores.base, scores.other].flatMap((e) => [e?.value ?? "", e?.lo ?? "", e?.hi ?? ""]);
        return [[row === null ? "no" : "yes", corruption.title, text, ...ends, row?.beyondP ?? ""]];
      }),
    );
  return (
    <ChartFrame
      title={corruption.title}
      name={`stress-${corruption.id}-synthetic`}
      height={height}
      interactive
      summary={`Synthetic: ${metric.title} of FP32 and ${name.title} against ${corruption.title.toLowerCase()}. ${
        broken ? `${name.title} breaks at ${broken.text}.` : "No strength breaks it beyond chance."
      }`}
      csv={csv}
    >
      {(width) => <Drawing {...{ curve, metric, domain, name, selected, onSelect, width, height }} />}
    </ChartFrame>
  );
});

const HEADS = ["FP32", "variant"] as const;

interface DrawingProps extends Omit<StressCurveProps, "height"> {
  readonly width: number;
  readonly height: number;
}

function Drawing({ curve, metric, domain, name, selected, onSelect, width, height }: DrawingProps) {
  const { corruption, points } = curve;
  const { left, right, top, bottom } = MARGINS;
  const x = (index: number) => left + 12 + (index * (width - left - right - 24)) / Math.max(1, points.length - 1);
  const y = (value: number) => top + ((domain[1] - value) / (domain[1] - domain[0])) * (height - top - bottom);
  const scale: Scale = { x, y };
  const spots = points.map(({ scores }, i) => ({ x: x(i), y: y(scores?.other.value ?? domain[0]) }));
  const [before, after] = [precisionColour(FP32.precision), precisionColour(name.precision)];
  const key: readonly KeyEntry[] = [
    ...(points[0]?.scores?.base ? [{ label: "FP32", mark: <Square x={6} y={5} colour={before} /> }] : []),
    { label: name.short, mark: <Dot x={6} y={5} colour={after} /> },
  ];
  return (
    <WalkPlot
      label={`${corruption.title}, synthetic, by strength`}
      pick="column"
      spots={spots}
      selected={selected}
      onPick={onSelect}
      tip={(i) => tipLines(points[i], metric, name)}
      width={width}
      height={height}
    >
      {(hovered) => (
        <>
          <SyntheticMark />
          <PlotKey entries={key} right={width - 10} />
          <PlotAxes
            xTicks={points.map(({ tick }, i) => ({ at: x(i), label: tick }))}
            yTicks={niceTicks(...domain, 5).map((at) => ({ at: y(at), label: tickText(at) }))}
            xTitle={corruption.unit}
            margins={MARGINS}
            width={width}
            height={height}
          />
          {[hovered, selected].map((at, i) =>
            at === null || at < 0 ? null : (
              <rect
                key={i === 0 ? "hovered" : "selected"}
                x={x(at) - 12}
                width={24}
                y={top}
                height={height - top - bottom}
                fill={i === 0 ? "var(--hover)" : "var(--selected)"}
                fillOpacity={0.7}
              />
            ),
          )}
          <Line runs={drawnRuns(points, "base")} colour={before} scale={scale} dashed />
          <Line runs={drawnRuns(points, "other")} colour={after} scale={scale} />
          {points.map(({ breaks, text, scores }, i) =>
            breaks && scores ? <Breaks key={text} x={x(i)} y={y(scores.other.value)} floor={height - bottom} /> : null,
          )}
        </>
      )}
    </WalkPlot>
  );
}

/** Part of the drawing, so that a saved picture says it too. Looks as `.synthetic` does. */
function SyntheticMark() {
  return (
    <g>
      <rect
        x={1}
        y={0.5}
        width={64}
        height={17}
        rx={4}
        fill="var(--warn-soft)"
        stroke="var(--warn)"
        strokeDasharray="3 2"
      />
      <text x={33} y={13} textAnchor="middle" fontSize={12} fontWeight={500} fill="var(--warn)">
        synthetic
      </text>
    </g>
  );
}

interface Scale {
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
}

interface LineProps {
  readonly runs: readonly (readonly Drawn[])[];
  readonly colour: string;
  readonly scale: Scale;
  /** With squares: told apart without colour. */
  readonly dashed?: boolean;
}

/** The scores as a line with marks over the band of their intervals. */
function Line({ runs, colour, scale: { x, y }, dashed = false }: LineProps) {
  const path = (list: readonly (readonly [number, number])[]) => list.map((p) => p.join(",")).join(" ");
  const Mark = dashed ? Square : Dot;
  return (
    <g>
      {runs.map((run) => (
        <g key={run[0]?.x}>
          <polygon
            points={path([
              ...run.map((p) => [x(p.x), y(p.hi)] as const),
              ...run.toReversed().map((p) => [x(p.x), y(p.lo)] as const),
            ])}
            fill={colour}
            fillOpacity={0.13}
          />
          <polyline
            points={path(run.map((p) => [x(p.x), y(p.value)] as const))}
            fill="none"
            stroke={colour}
            strokeWidth={1.75}
            strokeDasharray={dashed ? "5 3" : undefined}
          />
          {run.map((p) => (
            <Mark key={p.x} x={x(p.x)} y={y(p.value)} colour={colour} />
          ))}
        </g>
      ))}
    </g>
  );
}

interface MarkProps {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

const Dot = ({ x, y, colour }: MarkProps) => <circle cx={x} cy={y} r={3.25} fill={colour} />;

const Square = ({ x, y, colour }: MarkProps) => (
  <rect x={x - 3} y={y - 3} width={6} height={6} fill="var(--surface)" stroke={colour} strokeWidth={1.5} />
);

/** A ring and a word: the variant breaks here. Above the mark where there is no room below. */
function Breaks({ x, y, floor }: { readonly x: number; readonly y: number; readonly floor: number }) {
  return (
    <g>
      <circle cx={x} cy={y} r={6.5} fill="none" stroke="var(--harm)" strokeWidth={1.75} />
      <text
        x={x}
        y={y + 20 > floor ? y - 10 : y + 19}
        textAnchor="middle"
        fontSize={12}
        fontWeight={600}
        fill="var(--harm)"
        stroke="var(--surface)"
        strokeWidth={3}
        paintOrder="stroke"
      >
        breaks
      </text>
    </g>
  );
}

function tipLines(point: StressPoint | undefined, metric: MetricName, name: VariantName): readonly string[] {
  if (point === undefined) return [];
  const { text, scores, row } = point;
  const title = row === null && point.strength === 0 ? "Plain samples" : `${text}, synthetic`;
  if (scores === null) return [title, "not measured yet"];
  const said = (who: string, e: StressRowScore) =>
    `${who} ${scoreText(e.value, metric.unit)}${rangeText(e, metric.unit) === "" ? "" : ` (${rangeText(e, metric.unit)})`}`;
  const lines = [title, ...(scores.base ? [said("FP32", scores.base)] : []), said(name.title, scores.other)];
  if (row === null) return lines;
  return [...lines, `${changeText(row.beyond.value, metric.unit)} against plain, p ${pText(row.beyondP)}`];
}

type StressRowScore = NonNullable<StressPoint["scores"]>["other"];
