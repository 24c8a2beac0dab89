import type { AxisTick } from "./CategoryBars.tsx";

/** Room for labels around a plot, px. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface PlotAxesProps {
  /** At px of the drawing. */
  readonly xTicks: readonly AxisTick[];
  readonly yTicks: readonly AxisTick[];
  /** With the unit. */
  readonly xTitle: string;
  readonly margins: Margins;
  readonly width: number;
  readonly height: number;
}

/** Lines across for values, labels below; the title of the lower axis at its right end. */
export function PlotAxes({ xTicks, yTicks, xTitle, margins, width, height }: PlotAxesProps) {
  const right = width - margins.right;
  return (
    <g fontSize={12} fill="var(--muted)">
      {yTicks.map(({ at, label }) => (
        <g key={label}>
          <line x1={margins.left} x2={right} y1={at} y2={at} stroke="var(--border)" />
          <text x={margins.left - 8} y={at + 4} textAnchor="end">
            {label}
          </text>
        </g>
      ))}
      {xTicks.map(({ at, label }) => (
        <text key={label} x={at} y={height - margins.bottom + 16} textAnchor="middle">
          {label}
        </text>
      ))}
      <text x={right} y={height - 3} textAnchor="end">
        {xTitle}
      </text>
    </g>
  );
}
