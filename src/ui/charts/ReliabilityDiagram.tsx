import { useMemo } from "react";
import type { ConfidenceBin } from "../../core/evaluate/classification/calibration.ts";
import { count, percent } from "../parts/format.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import { PlotAxes } from "./PlotAxes.tsx";
import { PlotKey } from "./PlotKey.tsx";
import { reliabilityPoints, type ReliabilityPoint } from "./reliability-data.ts";
import { toCsv } from "./save.ts";
import { WalkPlot } from "./WalkPlot.tsx";

/** One model's answers by how sure it was. */
export interface ReliabilitySide {
  /** "FP32", "INT8". */
  readonly name: string;
  /** CSS. */
  readonly colour: string;
  readonly bins: readonly ConfidenceBin[];
}

export interface ReliabilityDiagramProps {
  readonly base: ReliabilitySide;
  readonly other: ReliabilitySide;
  /** Index of the bin that is looked at, -1 for none. */
  readonly chosen: number;
  readonly onChoose: (bin: number) => void;
}

const MARGINS = { left: 60, right: 16, top: 26, bottom: 40 };
/** Of the points, of the counts below them, and between the two, px. */
const [PLOT, COUNTS, GAP] = [280, 48, 14];
const HEIGHT = MARGINS.top + PLOT + GAP + COUNTS + MARGINS.bottom;
const TICKS = [0, 20, 40, 60, 80, 100];
/** Half the distance between the marks of both models in a bin, px. */
const APART = 3;

/** Of the answers given with 80 % confidence, 80 % should be right. */
export function ReliabilityDiagram({ base, other, chosen, onChoose }: ReliabilityDiagramProps) {
  const sides = useMemo(
    () => [base, other].map((side) => ({ ...side, points: reliabilityPoints(side.bins) })),
    [base, other],
  );
  const csv = () =>
    toCsv(
      ["model", "from %", "to %", "answers", "confidence %", "accuracy %", "accuracy low %", "accuracy high %"],
      sides.flatMap(({ name, points }) =>
        points.map((p) => [name, p.from, p.to, p.n, p.confidence, p.accuracy, p.lo, p.hi]),
      ),
    );
  return (
    <ChartFrame
      title="Is a confident answer a right one?"
      note="bars: 95 % intervals"
      name="reliability"
      csv={csv}
      height={HEIGHT}
      summary={`Accuracy by confidence of ${base.name} and ${other.name}. On the diagonal confidence is accuracy; below it a model is too sure.`}
      interactive
    >
      {(width) => <Drawing sides={sides} chosen={chosen} onChoose={onChoose} width={width} />}
    </ChartFrame>
  );
}

interface Side extends ReliabilitySide {
  readonly points: readonly ReliabilityPoint[];
}

interface DrawingProps {
  readonly sides: readonly Side[];
  readonly chosen: number;
  readonly onChoose: (bin: number) => void;
  readonly width: number;
}

function Drawing({ sides, chosen, onChoose, width }: DrawingProps) {
  const bins = sides[0]?.bins ?? [];
  const right = width - MARGINS.right;
  const x = (confidence: number) => MARGINS.left + (confidence / 100) * (right - MARGINS.left);
  const y = (accuracy: number) => MARGINS.top + (1 - accuracy / 100) * PLOT;
  const most = Math.max(1, ...sides.flatMap(({ points }) => points.map(({ n }) => n)));
  const floor = MARGINS.top + PLOT + GAP + COUNTS;
  const spots = bins.map(({ lo, hi }) => ({ x: x(50 * (lo + hi)), y: y(50) }));
  const tip = (index: number) => tipLines(sides, index);
  return (
    <WalkPlot
      label="Bins of confidence"
      spots={spots}
      pick="column"
      selected={chosen}
      onPick={onChoose}
      tip={tip}
      width={width}
      height={HEIGHT}
    >
      {(hovered) => (
        <>
          <Band bin={bins[hovered ?? chosen]} x={x} floor={floor} />
          <PlotAxes
            xTicks={TICKS.map((at) => ({ at: x(at), label: `${at}` }))}
            yTicks={TICKS.map((at) => ({ at: y(at), label: `${at}` }))}
            xTitle="confidence of the answer, %"
            margins={MARGINS}
            width={width}
            height={HEIGHT}
          />
          <g fontSize={12} fill="var(--muted)">
            <text x={0} y={14}>
              right, %
            </text>
            <text x={MARGINS.left - 8} y={floor - COUNTS + 10} textAnchor="end">
              {count(most)}
            </text>
            <text x={MARGINS.left - 8} y={floor} textAnchor="end">
              answers
            </text>
          </g>
          <line x1={x(0)} y1={y(0)} x2={x(100)} y2={y(100)} stroke="var(--muted)" strokeDasharray="5 4" />
          {sides.map(({ name, colour, points }, i) => {
            const shift = i === 0 ? -APART : APART;
            return (
              <g key={`${name} ${i}`} stroke={colour} fill={colour}>
                <path d={whiskers(points, x, y, shift)} fill="none" strokeWidth={1.5} />
                {points.map((p) => (
                  <Mark key={p.from} square={i > 0} x={x(p.confidence) + shift} y={y(p.accuracy)} hollow={p.few} />
                ))}
                <path d={countBars(points, { x, floor, most, half: i })} stroke="none" fillOpacity={0.75} />
              </g>
            );
          })}
          <PlotKey
            right={right}
            entries={sides.map(({ name, colour }, i) => ({
              label: name,
              mark: (
                <g stroke={colour} fill={colour}>
                  <Mark square={i > 0} x={6} y={5} hollow={false} />
                </g>
              ),
            }))}
          />
        </>
      )}
    </WalkPlot>
  );
}

/** The bin that is looked at. */
function Band({
  bin,
  x,
  floor,
}: {
  readonly bin: ConfidenceBin | undefined;
  readonly x: (confidence: number) => number;
  readonly floor: number;
}) {
  if (bin === undefined) return null;
  const [from, to] = [x(100 * bin.lo), x(100 * bin.hi)];
  return <rect x={from} y={MARGINS.top} width={to - from} height={floor - MARGINS.top} fill="var(--hover)" />;
}

/** FP32 is round, the quantized model square: colour is never alone. Few answers leave the mark hollow. */
function Mark(props: { readonly square: boolean; readonly x: number; readonly y: number; readonly hollow: boolean }) {
  const { square, x, y, hollow } = props;
  const fill = hollow ? { fill: "var(--surface)", strokeWidth: 1.5 } : {};
  return square ? (
    <rect x={x - 4} y={y - 4} width={8} height={8} {...fill} />
  ) : (
    <circle cx={x} cy={y} r={4.5} {...fill} />
  );
}

type Scale = (value: number) => number;

function whiskers(points: readonly ReliabilityPoint[], x: Scale, y: Scale, shift: number): string {
  return points
    .map(({ confidence, lo, hi }) => `M${(x(confidence) + shift).toFixed(1)} ${y(lo).toFixed(1)}V${y(hi).toFixed(1)}`)
    .join("");
}

interface CountBars {
  readonly x: Scale;
  readonly floor: number;
  readonly most: number;
  /** 0: the left half of the bin, 1: the right one. */
  readonly half: number;
}

function countBars(points: readonly ReliabilityPoint[], { x, floor, most, half }: CountBars): string {
  return points
    .map(({ from, to, n }) => {
      const width = (x(to) - x(from)) / 2 - 2;
      const left = x(from) + 1.5 + half * (width + 1);
      const height = Math.max(1, (COUNTS * n) / most);
      return `M${left.toFixed(1)} ${floor}h${width.toFixed(1)}v${(-height).toFixed(1)}h${(-width).toFixed(1)}Z`;
    })
    .join("");
}

function tipLines(sides: readonly Side[], index: number): readonly string[] {
  const bin = sides[0]?.bins[index];
  if (bin === undefined) return [];
  const line = ({ name, points }: Side) => {
    const point = points.find(({ from }) => Math.abs(from - 100 * bin.lo) < 1e-6);
    if (point === undefined) return `${name}: no answers`;
    return `${name}: ${count(point.n)} answers, ${percent(point.accuracy)} right (${point.lo.toFixed(0)} to ${point.hi.toFixed(0)})`;
  };
  return [`${percent(100 * bin.lo, 0)} to ${percent(100 * bin.hi, 0)} sure`, ...sides.map(line)];
}
