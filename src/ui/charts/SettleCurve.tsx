import type { SettleCurve as Curve, SettlePoint } from "../../core/calibrate/settling.ts";
import { count, percent } from "../parts/format.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { curvePath, settleTicks } from "./settle-curve-data.ts";
import { toCsv } from "./save.ts";

export interface SettleCurveProps {
  readonly curve: Curve;
  readonly height?: number;
}

const [LEFT, RIGHT, TOP, BOTTOM] = [48, 92, 10, 24];

/** How much of the final ranges was there after so many samples, on a logarithmic axis of samples. */
export function SettleCurve({ curve: { points, slowest }, height = 190 }: SettleCurveProps) {
  const last = points.at(-1)?.samples ?? 1;
  const half = points.find(({ samples }) => samples >= last / 2) ?? { median: 1, worst: 1 };
  const summary = `With half of the ${count(last)} samples the median range has ${percent(100 * half.median)} of its final width, the slowest ${percent(100 * half.worst)}.`;
  const csv = () =>
    toCsv(
      ["samples", "median", "slowest"],
      points.map(({ samples, median, worst }) => [samples, median, worst]),
    );
  return (
    <ChartFrame
      title="How many samples do the ranges need?"
      note="width after so many samples, of the final width"
      name="ranges-settling"
      height={height}
      summary={slowest === null ? summary : `${summary} The slowest is ${slowest}.`}
      csv={csv}
    >
      {(width) => <Drawing points={points} width={width} height={height} />}
    </ChartFrame>
  );
}

interface DrawingProps {
  readonly points: readonly SettlePoint[];
  readonly width: number;
  readonly height: number;
}

function Drawing({ points, width, height }: DrawingProps) {
  const last = points.at(-1)?.samples ?? 1;
  const x = (samples: number) => LEFT + ((width - LEFT - RIGHT) * Math.log(samples)) / Math.max(1e-9, Math.log(last));
  const y = (share: number) => TOP + (1 - share) * (height - TOP - BOTTOM);
  const lines = [
    ["median", "var(--accent)", "none"],
    ["worst", "var(--warn)", "5 3"],
  ] as const;
  return (
    <svg className="plot" width={width} height={height}>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <g key={share}>
          <line x1={LEFT} x2={width - RIGHT} y1={y(share)} y2={y(share)} stroke="var(--border)" />
          <text x={LEFT - 6} y={y(share) + 4} textAnchor="end" fontSize={12} fill="var(--muted)">
            {percent(100 * share, 0)}
          </text>
        </g>
      ))}
      {settleTicks(last).map((samples) => (
        <text key={samples} x={x(samples)} y={height - 6} textAnchor="middle" fontSize={12} fill="var(--muted)">
          {samples}
        </text>
      ))}
      {lines.map(([field, colour, dash]) => (
        <path
          key={field}
          d={curvePath(points.map((point) => [x(point.samples), y(point[field])]))}
          fill="none"
          stroke={colour}
          strokeWidth={2}
          strokeDasharray={dash}
        />
      ))}
      {lines.map(([field, colour], i) => {
        const middle = points[Math.floor(points.length * 0.55)];
        return (
          <text
            key={field}
            x={width - RIGHT + 8}
            y={y(middle === undefined ? 1 : middle[field]) + (i === 0 ? 0 : 8)}
            fontSize={12}
            fill={colour}
          >
            {field === "median" ? "median tensor" : "slowest"}
          </text>
        );
      })}
    </svg>
  );
}
