/**
 * @file Which class is taken for which, as a heat map. To a screen reader it is a slider over its cells, as other
 * drawings are: one stop of Tab, arrows go from cell to cell, and each is said.
 */
import { useMemo, useState, type KeyboardEvent, type PointerEvent } from "react";
import { changeOf, type ConfusionCell, harmOf } from "../../core/evaluate/classification/confusion.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import {
  changeText,
  type Matrix,
  type MatrixCell,
  type MatrixLayout,
  matrixLayout,
  matrixOf,
  type MatrixView,
  shortName,
} from "./confusion-data.ts";
import { ConfusionKey } from "./ConfusionKey.tsx";
import { toCsv } from "./save.ts";
import { TipLines } from "./TipLines.tsx";

export interface CellPlace {
  readonly label: number;
  readonly answer: number;
}

export interface ConfusionMatrixProps {
  readonly cells: readonly ConfusionCell[];
  readonly view: MatrixView;
  readonly nameOf: (label: number) => string;
  /** What the quantized model is called. */
  readonly other: string;
  readonly chosen: CellPlace | null;
  readonly onChoose: (cell: CellPlace) => void;
}

export function ConfusionMatrix({ cells, view, nameOf, other, chosen, onChoose }: ConfusionMatrixProps) {
  const matrix = useMemo(() => matrixOf(cells, view), [cells, view]);
  const layout = useMemo(() => matrixLayout(matrix.labels.length, matrix.labels.map(nameOf)), [matrix, nameOf]);
  const titles = {
    change: `What did ${other} take for what, compared with FP32?`,
    base: "What does FP32 take for what?",
    other: `What does ${other} take for what?`,
  };
  const csv = () =>
    toCsv(
      ["class", "answer", "FP32", other, "change"],
      cells.map((cell) => [nameOf(cell.label), nameOf(cell.answer), cell.base, cell.other, changeOf(cell)]),
    );
  return (
    <div style={{ width: layout.width }}>
      <ChartFrame
        title={titles[view]}
        name={`confusion-${view}`}
        csv={csv}
        height={layout.height}
        summary={`Confusion matrix of ${matrix.labels.length} classes, rows are the right classes, columns the answers.`}
        interactive
      >
        {() => (
          <Walk
            matrix={matrix}
            layout={layout}
            cells={cells}
            view={view}
            nameOf={nameOf}
            other={other}
            chosen={chosen}
            onChoose={onChoose}
          />
        )}
      </ChartFrame>
    </div>
  );
}

interface WalkProps extends ConfusionMatrixProps {
  readonly matrix: Matrix;
  readonly layout: MatrixLayout;
}

interface Spot {
  readonly row: number;
  readonly column: number;
}

function Walk({ matrix, layout, cells, view, nameOf, other, chosen, onChoose }: WalkProps) {
  const [hovered, setHovered] = useState<Spot | null>(null);
  const { labels } = matrix;
  const last = labels.length - 1;
  const counts = useMemo(() => new Map(cells.map((cell) => [`${cell.label} ${cell.answer}`, cell])), [cells]);
  const placeOf = ({ row, column }: Spot): CellPlace => ({ label: labels[row] ?? 0, answer: labels[column] ?? 0 });
  const tip = (spot: Spot): readonly string[] => {
    const { label, answer } = placeOf(spot);
    const cell = counts.get(`${label} ${answer}`) ?? { label, answer, base: 0, other: 0 };
    return tipLines(cell, nameOf, other);
  };
  const spot: Spot | null = chosen && {
    row: labels.indexOf(chosen.label),
    column: labels.indexOf(chosen.answer),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowRight: [0, 1],
      ArrowLeft: [0, -1],
      ArrowDown: [1, 0],
      ArrowUp: [-1, 0],
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const inside = (at: number) => Math.min(last, Math.max(0, at));
    // The first step enters the matrix at its first cell.
    onChoose(
      placeOf(
        spot === null
          ? { row: 0, column: 0 }
          : { row: inside(spot.row + step[0]), column: inside(spot.column + step[1]) },
      ),
    );
  };
  const at = (event: PointerEvent<SVGSVGElement>): Spot | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left - layout.left) / layout.edge);
    const row = Math.floor((event.clientY - box.top - layout.top) / layout.edge);
    return row >= 0 && column >= 0 && row <= last && column <= last ? { row, column } : null;
  };
  const x = (column: number) => layout.left + column * layout.edge;
  return (
    <div
      className="plot-box walk"
      role="slider"
      tabIndex={0}
      aria-label="Cells of the confusion matrix"
      aria-valuemin={0}
      aria-valuemax={labels.length ** 2}
      aria-valuenow={spot === null ? 0 : spot.row * labels.length + spot.column + 1}
      aria-valuetext={spot === null ? "none chosen" : tip(spot).join(", ")}
      onKeyDown={onKeyDown}
    >
      <svg
        className="plot pickable"
        width={layout.width}
        height={layout.height}
        aria-hidden
        onPointerMove={(event) => setHovered(at(event))}
        onPointerLeave={() => setHovered(null)}
        onClick={() => hovered && onChoose(placeOf(hovered))}
      >
        <Names labels={labels} layout={layout} nameOf={nameOf} />
        <Cells cells={matrix.cells} count={labels.length} layout={layout} />
        {hovered && <Ring spot={hovered} layout={layout} stroke="var(--muted)" />}
        {spot && <Ring spot={spot} layout={layout} stroke="var(--accent)" />}
        <ConfusionKey view={view} y={layout.top + labels.length * layout.edge + 8} />
      </svg>
      {hovered && (
        <div
          className={x(hovered.column) > layout.width * 0.55 ? "chart-tooltip plot-tip flip" : "chart-tooltip plot-tip"}
          style={{
            left: x(hovered.column) + (x(hovered.column) > layout.width * 0.55 ? 0 : layout.edge),
            top: layout.top + hovered.row * layout.edge,
          }}
        >
          <TipLines lines={tip(hovered)} />
        </div>
      )}
    </div>
  );
}

function tipLines(cell: ConfusionCell, nameOf: (label: number) => string, other: string): readonly string[] {
  const head =
    cell.label === cell.answer
      ? `${nameOf(cell.label)}, right`
      : `${nameOf(cell.label)} taken for ${nameOf(cell.answer)}`;
  const harm = harmOf(cell);
  const words = harm > 0 ? ", worse" : harm < 0 ? ", better" : "";
  return [head, `FP32 ${cell.base}, ${other} ${cell.other}`, `change ${changeText(changeOf(cell))}${words}`];
}

interface NamesProps {
  readonly labels: readonly number[];
  readonly layout: MatrixLayout;
  readonly nameOf: (label: number) => string;
}

function Names({ labels, layout: { edge, left, top }, nameOf }: NamesProps) {
  return (
    <g fontSize={12} fill="var(--muted)">
      <text x={left - 6} y={12} textAnchor="end">
        right class ↓
      </text>
      <text x={left + 2} y={12}>
        answer →
      </text>
      {labels.map((label, i) => {
        const at = (i + 0.5) * edge + 4;
        return (
          <g key={label}>
            <text x={left - 6} y={top + at} textAnchor="end">
              {shortName(nameOf(label))}
            </text>
            <text transform={`translate(${left + at}, ${top - 6}) rotate(-90)`}>{shortName(nameOf(label))}</text>
          </g>
        );
      })}
    </g>
  );
}

/** Edge from which a cell holds its number, and from which it holds a sign, px. */
const [NUMBERED, SIGNED] = [22, 14];

function Cells({
  cells,
  count,
  layout: { edge, left, top },
}: {
  readonly cells: readonly MatrixCell[];
  readonly count: number;
  readonly layout: MatrixLayout;
}) {
  const end = count * edge;
  const lines = Array.from({ length: count + 1 }, (_, i) => i * edge + 0.5);
  const grid = lines.map((at) => `M${at} 0V${end}M0 ${at}H${end}`).join("");
  return (
    <g transform={`translate(${left}, ${top})`}>
      {cells.map(({ row, column, tone, level }) => (
        <rect
          key={`${row} ${column}`}
          className="confusion-cell"
          data-tone={tone}
          data-level={level}
          x={column * edge}
          y={row * edge}
          width={edge}
          height={edge}
        />
      ))}
      <path d={grid} stroke="var(--border)" fill="none" />
      <path d={diagonal(count, edge)} stroke="var(--muted)" strokeOpacity={0.5} fill="none" />
      <g fontSize={12} textAnchor="middle">
        {cells.map(({ row, column, level, text, tone }) => {
          const shown = edge >= NUMBERED ? text : tone !== "count" && edge >= SIGNED ? text.slice(0, 1) : "";
          return (
            shown !== "" && (
              <text
                key={`${row} ${column}`}
                x={(column + 0.5) * edge}
                y={(row + 0.5) * edge + 4}
                className="confusion-text"
                data-level={level}
              >
                {shown}
              </text>
            )
          );
        })}
      </g>
    </g>
  );
}

/** A frame around every cell of right answers. */
function diagonal(count: number, edge: number): string {
  return Array.from({ length: count }, (_, i) => `M${i * edge + 0.5} ${i * edge + 0.5}h${edge}v${edge}h${-edge}Z`).join(
    "",
  );
}

function Ring({
  spot,
  layout: { edge, left, top },
  stroke,
}: {
  readonly spot: Spot;
  readonly layout: MatrixLayout;
  readonly stroke: string;
}) {
  return (
    <rect
      x={left + spot.column * edge}
      y={top + spot.row * edge}
      width={edge + 1}
      height={edge + 1}
      fill="none"
      stroke={stroke}
      strokeWidth={2}
    />
  );
}
