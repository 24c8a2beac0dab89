import { sig } from "../parts/format.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { PlotAxes } from "./PlotAxes.tsx";
import { PlotKey } from "./PlotKey.tsx";
import { extent, type RegressionPoint } from "./regression-data.ts";
import { toCsv } from "./save.ts";
import { niceTicks, tickText } from "./ticks.ts";
import { WalkPlot } from "./WalkPlot.tsx";

export interface RegressionPlotProps {
  readonly points: readonly RegressionPoint[];
  /** `answer`: what the models say. `error`: how far that is from what was measured. */
  readonly kind: "answer" | "error";
  /** Of the variant: name and CSS colour. */
  readonly other: { readonly name: string; readonly colour: string };
  /** Id of the chosen sample. */
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

const MARGINS = { left: 56, right: 12, top: 26, bottom: 38 };
const HEIGHT = 300;

const TITLES = {
  answer: { title: "Do the answers follow what was measured?", y: "answer", name: "answers" },
  error: { title: "How far off are they?", y: "answer − measured", name: "errors" },
} as const;

/** Both models against what was measured: on the dashed line an answer is right. */
export function RegressionPlot({ points, kind, other, selected, onSelect }: RegressionPlotProps) {
  const { title, y, name } = TITLES[kind];
  const of = (p: RegressionPoint, value: number) => (kind === "answer" ? value : value - p.truth);
  const rows = points.map((p) => ({ ...p, before: of(p, p.before), after: of(p, p.after) }));
  const csv = () =>
    toCsv(
      ["sample", "measured", `FP32 ${y}`, `${other.name} ${y}`],
      rows.map(({ id, truth, before, after }) => [id, truth, before, after]),
    );
  return (
    <ChartFrame
      title={title}
      name={`regression-${name}`}
      csv={csv}
      height={HEIGHT}
      summary={`${y} of FP32 and ${other.name} for ${points.length} samples, by what was measured.`}
      interactive
    >
      {(width) => (
        <Drawing rows={rows} kind={kind} other={other} selected={selected} onSelect={onSelect} width={width} />
      )}
    </ChartFrame>
  );
}

interface DrawingProps extends Omit<RegressionPlotProps, "points"> {
  readonly rows: readonly RegressionPoint[];
  readonly width: number;
}

function Drawing({ rows, kind, other, selected, onSelect, width }: DrawingProps) {
  const right = width - MARGINS.right;
  const floor = HEIGHT - MARGINS.bottom;
  const [x0, x1] = extent(rows.map(({ truth }) => truth));
  const ys = rows.flatMap(({ before, after, truth }) => [before, after, kind === "answer" ? truth : 0]);
  const [y0, y1] = extent(ys);
  const x = (v: number) => MARGINS.left + ((v - x0) / (x1 - x0)) * (right - MARGINS.left);
  const y = (v: number) => floor - ((v - y0) / (y1 - y0)) * (floor - MARGINS.top);
  const ticks = (lo: number, hi: number, at: (v: number) => number) =>
    niceTicks(lo, hi).map((v) => ({ at: at(v), label: tickText(v) }));
  const tip = (i: number) => {
    const row = rows[i];
    if (row === undefined) return [];
    return [row.id, `measured ${sig(row.truth)}`, `FP32 ${sig(row.before)}`, `${other.name} ${sig(row.after)}`];
  };
  const right0 = kind === "answer" ? [y(x0), y(x1)] : [y(0), y(0)];
  return (
    <WalkPlot
      label={`${TITLES[kind].y} by what was measured`}
      spots={rows.map(({ truth, after }) => ({ x: x(truth), y: y(after) }))}
      pick="near"
      selected={rows.findIndex(({ id }) => id === selected)}
      onPick={(i) => rows[i] && onSelect(rows[i].id)}
      tip={tip}
      width={width}
      height={HEIGHT}
    >
      {(hovered) => (
        <>
          <PlotAxes
            xTicks={ticks(x0, x1, x)}
            yTicks={ticks(y0, y1, y)}
            xTitle="measured"
            margins={MARGINS}
            width={width}
            height={HEIGHT}
          />
          <text x={0} y={14} fontSize={12} fill="var(--muted)">
            {TITLES[kind].y}
          </text>
          <clipPath id={`plot-${kind}`}>
            <rect x={MARGINS.left} y={MARGINS.top} width={right - MARGINS.left} height={floor - MARGINS.top} />
          </clipPath>
          <line
            x1={x(x0)}
            x2={x(x1)}
            y1={right0[0]}
            y2={right0[1]}
            stroke="var(--border-strong)"
            strokeDasharray="5 4"
            clipPath={`url(#plot-${kind})`}
          />
          {rows.map(({ id, truth, before, after }, i) => {
            const isChosen = id === selected || i === hovered;
            return (
              <g key={id}>
                {isChosen && <line x1={x(truth)} x2={x(truth)} y1={y(before)} y2={y(after)} stroke="var(--text)" />}
                <circle cx={x(truth)} cy={y(before)} r={3.5} fill="none" stroke="var(--fp32)" strokeWidth={1.5} />
                <rect
                  x={x(truth) - 3}
                  y={y(after) - 3}
                  width={6}
                  height={6}
                  fill={other.colour}
                  fillOpacity={0.85}
                  {...(isChosen && { stroke: "var(--text)", strokeWidth: 1.5 })}
                />
              </g>
            );
          })}
          <PlotKey
            right={right}
            entries={[
              {
                label: "FP32",
                mark: <circle cx={6} cy={5} r={3.5} fill="none" stroke="var(--fp32)" strokeWidth={1.5} />,
              },
              { label: other.name, mark: <rect x={3} y={2} width={6} height={6} fill={other.colour} /> },
            ]}
          />
        </>
      )}
    </WalkPlot>
  );
}
