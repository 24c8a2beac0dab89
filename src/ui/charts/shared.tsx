/**
 * @file What all charts have in common. Bars are drawn as one path and ticks as plain text: one element
 * per bar and measured labels cost Recharts a tenth of a second, and charts appear while jobs run.
 */
import { usePlotArea, useXAxisScale, useYAxisScale } from "recharts";
import { barPath, type BarRect } from "./bar-path.ts";
import { TipLines } from "./TipLines.tsx";

interface TickProps {
  /** Given by Recharts. */
  readonly x?: number | string;
  readonly y?: number | string;
  readonly textAnchor?: string;
  readonly payload?: { readonly value: number };
  readonly format: (value: number) => string;
  /** px from the axis to the text's baseline. */
  readonly dy: number;
}

function Tick({ x, y, textAnchor, payload, format, dy }: TickProps) {
  return (
    <text x={x} y={y} dy={dy} textAnchor={textAnchor as "middle"} fontSize={12} fill="var(--muted)">
      {payload && format(payload.value)}
    </text>
  );
}

/** Props of an axis with these ticks. A numeric interval keeps Recharts from measuring labels. */
function axis(ticks: readonly number[], format: (value: number) => string, dy: number) {
  return {
    ticks: [...ticks],
    interval: 0,
    tickLine: false,
    tick: (props: object) => <Tick {...props} format={format} dy={dy} />,
  } as const;
}

export function xAxis(domain: readonly [number, number], ticks: readonly number[], format: (value: number) => string) {
  const line = { axisLine: { stroke: "var(--border-strong)" }, height: 20 } as const;
  return { type: "number", domain: [...domain], ...line, ...axis(ticks, format, 10) } as const;
}

export function yAxis(domain: readonly [number, number], ticks: readonly number[], format: (value: number) => string) {
  return { type: "number", domain: [...domain], axisLine: false, ...axis(ticks, format, 4) } as const;
}

/** Props of the invisible line that carries the data, so that the tooltip finds the nearest bar. */
export const CARRIER = {
  stroke: "none",
  dot: false,
  activeDot: false,
  isAnimationActive: false,
  legendType: "none",
} as const;

export interface BarsProps {
  readonly rects: readonly BarRect[];
  readonly fill: string;
  readonly opacity?: number;
  /** px between neighbours. */
  readonly gap?: number;
}

/** Bars given in data units, drawn as one path. */
export function Bars({ rects, fill, opacity = 0.85, gap = 1 }: BarsProps) {
  const [x, y] = [useXAxisScale(), useYAxisScale()];
  if (!x || !y) return null;
  const d = barPath(
    rects,
    (value) => x(value) ?? 0,
    (value) => y(value) ?? 0,
    gap,
  );
  return <path d={d} fill={fill} fillOpacity={opacity} />;
}

export interface RuleProps {
  /** In data units. */
  readonly x: number;
  readonly label: string;
  /** Which way the label goes from the line. */
  readonly anchor: "start" | "end";
}

/** A vertical line with its value above the plot. */
export function Rule({ x, label, anchor }: RuleProps) {
  const scale = useXAxisScale();
  const plot = usePlotArea();
  if (!scale || !plot) return null;
  const at = scale(x) ?? 0;
  return (
    <g>
      <line x1={at} x2={at} y1={plot.y - 2} y2={plot.y + plot.height} stroke="var(--text)" strokeWidth={1.5} />
      <text x={at + (anchor === "start" ? 3 : -3)} y={plot.y - 5} textAnchor={anchor} fontSize={12} fill="var(--text)">
        {label}
      </text>
    </g>
  );
}

interface ChartTooltipProps<T> {
  /** Given by Recharts. */
  readonly active?: boolean;
  readonly payload?: readonly { readonly payload: T }[];
  /** First line in bold. */
  readonly lines: (datum: T) => readonly string[];
}

export function ChartTooltip<T>({ active, payload, lines }: ChartTooltipProps<T>) {
  const datum = payload?.[0]?.payload;
  if (!active || datum === undefined) return null;
  return (
    <div className="chart-tooltip">
      <TipLines lines={lines(datum)} />
    </div>
  );
}
