import { memo, useId, useMemo, type ReactNode } from "react";
import type { TensorStats } from "../../core/calibrate/stats.ts";
import type { UsedRange } from "../../core/quantize/range-cost.ts";
import type { Range } from "../../core/calibrate/method.ts";
import { barPath } from "./bar-path.ts";
import { countTicks } from "./histogram-data.ts";
import {
  gridLines,
  integerTicks,
  scaleOf,
  type Scale,
  windowBars,
  type Window,
  type WindowBar,
} from "./range-plot-data.ts";
import { niceTicks, tickText } from "./ticks.ts";

/** px of labels left of the plot, and of air right of it; rows below the plot keep to the same columns: see ranges.css. */
export const PLOT_LEFT = 124;
export const PLOT_RIGHT = 16;
const TOP = 30;
const BOTTOM = 22;

export interface RangePlotProps {
  readonly stats: TensorStats;
  readonly window: Window;
  /** What the integers represent, and what was asked for. */
  readonly used: UsedRange;
  readonly asked: Range;
  readonly qmin: number;
  readonly levels: number;
  readonly width: number;
  readonly height: number;
  /** Controls over the plot. */
  readonly children?: (scale: Scale) => ReactNode;
}

/**
 * Values over the integers that stand for them. Two layers: bars and axes are drawn once for a window, the range is drawn
 * again for each frame of a drag.
 */
export function RangePlot({ stats, window, used, asked, qmin, levels, width, height, children }: RangePlotProps) {
  const inner = Math.max(40, width - PLOT_LEFT - PLOT_RIGHT);
  const bars = useMemo(() => windowBars(stats, window), [stats, window]);
  const scale = useMemo(() => scaleOf(window, PLOT_LEFT, inner), [window, inner]);
  const path = useMemo(() => pathOf(bars, scale, height), [bars, scale, height]);
  return (
    <div className="range-plot" style={{ height }}>
      <svg className="plot" width={width} height={height} aria-hidden>
        <Backdrop bars={bars} path={path} window={window} scale={scale} width={inner} height={height} />
        <Overlay {...{ path, used, asked, qmin, levels, window, scale, height }} width={inner} />
      </svg>
      {children?.(scale)}
    </div>
  );
}

function topOf(bars: readonly WindowBar[]): number {
  return Math.max(1, ...bars.map((bar) => bar.height));
}

function pathOf(bars: readonly WindowBar[], { toPx }: Scale, height: number): string {
  const perUnit = (height - TOP - BOTTOM) / topOf(bars);
  const rects = bars.map(({ from, to, height: y1 }) => ({ x0: from, x1: to, y0: 0, y1 }));
  return barPath(rects, toPx, (y) => height - BOTTOM - y * perUnit, 0.6);
}

interface BackdropProps {
  readonly bars: readonly WindowBar[];
  readonly path: string;
  readonly window: Window;
  readonly scale: Scale;
  readonly width: number;
  readonly height: number;
}

/** Bars, the axis of values below and that of counts at the left. */
const Backdrop = memo(function Backdrop({ bars, path, window, scale, width, height }: BackdropProps) {
  const clip = useId();
  const perUnit = (height - TOP - BOTTOM) / topOf(bars);
  const base = height - BOTTOM;
  return (
    <g>
      <clipPath id={clip}>
        <rect x={PLOT_LEFT} y={0} width={width} height={height} />
      </clipPath>
      {countTicks(bars.map((bar) => ({ ...bar, x: bar.from, clipped: false }))).map((tick) => (
        <g key={tick.label}>
          <line
            x1={PLOT_LEFT}
            x2={PLOT_LEFT + width}
            y1={base - tick.height * perUnit}
            y2={base - tick.height * perUnit}
            stroke="var(--border)"
          />
          <text
            x={PLOT_LEFT - 8}
            y={base - tick.height * perUnit + 4}
            textAnchor="end"
            fontSize={12}
            fill="var(--muted)"
          >
            {tick.label}
          </text>
        </g>
      ))}
      <path d={path} fill="var(--accent)" fillOpacity={0.85} clipPath={`url(#${clip})`} />
      <line x1={PLOT_LEFT} x2={PLOT_LEFT + width} y1={base} y2={base} stroke="var(--border-strong)" />
      {niceTicks(...window, Math.max(3, Math.floor(width / 90))).map((x) => (
        <text key={x} x={scale.toPx(x)} y={height - 6} textAnchor="middle" fontSize={12} fill="var(--muted)">
          {tickText(x)}
        </text>
      ))}
    </g>
  );
});

interface OverlayProps {
  readonly path: string;
  readonly used: UsedRange;
  readonly asked: Range;
  readonly qmin: number;
  readonly levels: number;
  readonly window: Window;
  readonly scale: Scale;
  readonly width: number;
  readonly height: number;
}

/** The range: what is clipped, hatched; the integers above; and what was asked for where it is not what is used. */
function Overlay({ path, used, asked, qmin, levels, window, scale, width, height }: OverlayProps) {
  const [hatch, outside] = [useId(), useId()];
  const base = height - BOTTOM;
  const keep = (px: number) => Math.min(PLOT_LEFT + width, Math.max(PLOT_LEFT, px));
  const [lo, hi] = [keep(scale.toPx(used.lo)), keep(scale.toPx(used.hi))];
  const shown = (x: number) => x >= window[0] && x <= window[1];
  const lines = gridLines(used, levels, window, width).map((x) => `M${scale.toPx(x).toFixed(1)} ${TOP}V${base}`);
  const apart = [asked.lo < used.hi && asked.lo, asked.hi > used.lo && asked.hi].filter(
    (x, i): x is number =>
      x !== false && shown(x) && Math.abs(scale.toPx(x) - scale.toPx(i === 0 ? used.lo : used.hi)) > 2,
  );
  return (
    <g>
      <defs>
        <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="5" height="5" fill="var(--surface)" />
          <rect width="5" height="5" fill="var(--harm)" fillOpacity={0.3} />
          <rect width="2" height="5" fill="var(--harm)" />
        </pattern>
        <clipPath id={outside}>
          <rect x={PLOT_LEFT} y={0} width={Math.max(0, lo - PLOT_LEFT)} height={base} />
          <rect x={hi} y={0} width={Math.max(0, PLOT_LEFT + width - hi)} height={base} />
        </clipPath>
      </defs>
      <path d={lines.join("")} stroke="var(--border-strong)" strokeWidth={1} opacity={0.7} />
      <path d={path} fill={`url(#${hatch})`} clipPath={`url(#${outside})`} />
      <line x1={lo} x2={hi} y1={TOP - 8} y2={TOP - 8} stroke="var(--text)" strokeWidth={2} />
      {integerTicks(used, { qmin, levels }, window, width).map(({ q, x }) => (
        <g key={q}>
          <line x1={scale.toPx(x)} x2={scale.toPx(x)} y1={TOP - 12} y2={TOP - 8} stroke="var(--text)" />
          <text
            x={scale.toPx(x)}
            y={12}
            textAnchor="middle"
            fontSize={12}
            fontWeight={q === used.zero ? 600 : 400}
            fill="var(--text)"
          >
            {tickText(q)}
          </text>
        </g>
      ))}
      {[used.lo, used.hi].filter(shown).map((x, i) => (
        <line
          key={i}
          x1={scale.toPx(x)}
          x2={scale.toPx(x)}
          y1={TOP - 8}
          y2={base}
          stroke="var(--text)"
          strokeWidth={1.5}
        />
      ))}
      {apart.map((x) => (
        <line
          key={x}
          x1={scale.toPx(x)}
          x2={scale.toPx(x)}
          y1={TOP}
          y2={base}
          stroke="var(--warn)"
          strokeWidth={1.5}
          strokeDasharray="4 3"
        />
      ))}
    </g>
  );
}
