/**
 * @file Bars over an index, drawn as plain SVG: for charts that appear by themselves or in numbers while jobs
 * run, where mounting the first Recharts chart of a page would take longer than a task may take then.
 */
import { useState, type PointerEvent } from "react";
import { TipLines } from "./TipLines.tsx";
import { barPath, type BarRect } from "./bar-path.ts";

/** Bars of one colour. `x` counts bars from 0, `y` is in the unit of the axis. */
export interface BarSeries {
  readonly rects: readonly BarRect[];
  readonly fill: string;
  readonly opacity?: number;
}

export interface AxisTick {
  readonly at: number;
  readonly label: string;
}

export interface CategoryBarsProps {
  /** Number of bars. */
  readonly count: number;
  /** Ends of the vertical axis, bottom and top. */
  readonly domain: readonly [number, number];
  readonly series: readonly BarSeries[];
  /** Below the middle of bar `at`. */
  readonly xTicks: readonly AxisTick[];
  readonly yTicks: readonly AxisTick[];
  readonly width: number;
  readonly height: number;
  /** Lines of the tooltip of a bar, the first in bold. */
  readonly tip: (index: number) => readonly string[];
  readonly onPick?: (index: number) => void;
}

/** Room for labels around the bars, px. */
const [LEFT, RIGHT, TOP, BOTTOM] = [40, 8, 8, 20];

export function CategoryBars(props: CategoryBarsProps) {
  const { count, domain, series, width, height, tip, onPick } = props;
  const [hovered, setHovered] = useState<number | null>(null);
  const step = (width - LEFT - RIGHT) / Math.max(1, count);
  const x = (index: number) => LEFT + index * step;
  const y = (value: number) => TOP + ((domain[1] - value) / (domain[1] - domain[0])) * (height - TOP - BOTTOM);
  const indexAt = (event: PointerEvent<SVGSVGElement>) => {
    const index = Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT) / step);
    return index >= 0 && index < count ? index : null;
  };
  return (
    <div className="plot-box">
      <svg
        className={onPick ? "plot pickable" : "plot"}
        width={width}
        height={height}
        onPointerMove={(event) => setHovered(indexAt(event))}
        onPointerLeave={() => setHovered(null)}
        onClick={() => hovered !== null && onPick?.(hovered)}
      >
        <Ticks {...props} x={x} y={y} />
        {series.map(({ rects, fill, opacity = 0.85 }) => (
          <path key={fill} d={barPath(rects, x, y, step > 3 ? 1 : 0)} fill={fill} fillOpacity={opacity} />
        ))}
      </svg>
      {hovered !== null && hovered < count && (
        <div
          className={x(hovered) > width * 0.6 ? "chart-tooltip plot-tip flip" : "chart-tooltip plot-tip"}
          style={{ left: x(hovered + 0.5) }}
        >
          <TipLines lines={tip(hovered)} />
        </div>
      )}
    </div>
  );
}

interface TicksProps extends CategoryBarsProps {
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
}

function Ticks({ xTicks, yTicks, width, height, x, y }: TicksProps) {
  return (
    <g fontSize={12} fill="var(--muted)">
      {yTicks.map(({ at, label }) => (
        <g key={at}>
          <line x1={LEFT} x2={width - RIGHT} y1={y(at)} y2={y(at)} stroke="var(--border)" />
          <text x={LEFT - 8} y={y(at) + 4} textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      {xTicks.map(({ at, label }) => (
        <text key={at} x={x(at + 0.5)} y={height - 5} textAnchor="middle">
          {label}
        </text>
      ))}
    </g>
  );
}
