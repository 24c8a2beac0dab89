import { useMemo, useRef, type KeyboardEvent } from "react";
import { precisionColour } from "../parts/Chip.tsx";
import { bytes, percent, points as pointsText, signed } from "../parts/format.ts";
import { ChartFrame } from "./ChartFrame.tsx";
import {
  COST_AXES,
  type CostId,
  type Domains,
  type Limits,
  paretoDomains,
  paretoFront,
  type ParetoPoint,
  paretoTicks,
  placeLabels,
  placeOf,
} from "./pareto-data.ts";
import { toCsv } from "./save.ts";
import { tickText } from "./ticks.ts";

export interface ParetoProps {
  /** FP32 first. */
  readonly points: readonly ParetoPoint[];
  readonly cost: CostId;
  /** Points of top-1 against FP32, or percent of agreement with it. */
  readonly metric: "change" | "agreement";
  readonly limits: Limits;
  readonly selected: string | null;
  readonly current: string | null;
  readonly onSelect: (id: string) => void;
  readonly height?: number;
}

/** Room for labels around the plot, px. */
const [LEFT, RIGHT, TOP, BOTTOM] = [48, 16, 12, 24];

/** Each variant as a point with its interval; the line joins those that nothing beats in both. */
export function Pareto(props: ParetoProps) {
  const { points, cost, metric, limits, height = 220 } = props;
  const domains = useMemo(() => paretoDomains(points, cost, limits), [points, cost, limits]);
  const front = useMemo(() => paretoFront(points, cost), [points, cost]);
  const title = COST_AXES.find(({ id }) => id === cost)?.title ?? cost;
  const csv = () =>
    toCsv(
      ["variant", cost, metric, "lower", "upper", "on the front"],
      points.map((p) => [p.name, p.costs[cost], p.score.value, p.score.lo, p.score.hi, front.includes(p) ? 1 : 0]),
    );
  const y = metric === "change" ? "change of top-1 against FP32, points" : "agreement with FP32, %";
  return (
    <div className="pareto">
      <ChartFrame
        title="What does each size cost?"
        note={`${y}, with 95 % intervals; the line joins what nothing beats in both`}
        name="variants"
        height={height}
        summary={`${title} against ${y}, of ${points.length} models. Best of their size: ${front.map((p) => p.name).join(", ")}.`}
        csv={csv}
      >
        {(width) => <Drawing {...props} domains={domains} front={front} width={width} height={height} />}
      </ChartFrame>
      <Targets {...props} domains={domains} height={height} />
    </div>
  );
}

interface DrawingProps extends ParetoProps {
  readonly domains: Domains;
  readonly front: readonly ParetoPoint[];
  readonly width: number;
  readonly height: number;
}

function Drawing({ points, cost, limits, selected, current, domains, front, width, height }: DrawingProps) {
  const [inner, tall] = [width - LEFT - RIGHT, height - TOP - BOTTOM];
  const x = (value: number) => LEFT + ((value - domains.x[0]) / (domains.x[1] - domains.x[0])) * inner;
  const y = (value: number) => TOP + ((domains.y[1] - value) / (domains.y[1] - domains.y[0])) * tall;
  const at = (p: ParetoPoint) => ({ x: x(p.costs[cost]), y: y(p.score.value) });
  const order = [...front, ...points.filter((p) => !front.includes(p))];
  const labels = placeLabels(
    order.map((p) => ({ id: p.id, name: p.name, ...at(p) })),
    { width, height: height - BOTTOM },
    limits.score === null ? [] : [{ x: width - RIGHT - 44, y: y(limits.score) - 17, width: 44, height: 18 }],
  );
  const nameOf = new Map(points.map((p) => [p.id, p.name]));
  return (
    <svg className="plot" width={width} height={height}>
      <Axes domains={domains} x={x} y={y} width={width} height={height} />
      {limits.score !== null && (
        <Limit x1={LEFT} x2={width - RIGHT} y1={y(limits.score)} y2={y(limits.score)} label="budget" />
      )}
      {limits.cost !== null && (
        <Limit x1={x(limits.cost)} x2={x(limits.cost)} y1={TOP} y2={height - BOTTOM} label="size allowed" />
      )}
      <polyline
        points={front.map((p) => `${at(p).x},${at(p).y}`).join(" ")}
        fill="none"
        stroke="var(--muted)"
        strokeWidth={1.5}
        strokeOpacity={0.7}
      />
      {points.map((p) => (
        <Mark
          key={p.id}
          {...at(p)}
          lo={y(p.score.lo)}
          hi={y(p.score.hi)}
          colour={precisionColour(p.precision)}
          isChosen={p.id === selected}
          isCurrent={p.id === current}
        />
      ))}
      <g fontSize={12} fill="var(--text)">
        {labels.map((label) => (
          <text key={label.id} x={label.x} y={label.y} fontWeight={label.id === current ? 600 : 400}>
            {nameOf.get(label.id)}
          </text>
        ))}
      </g>
    </svg>
  );
}

interface AxesProps {
  readonly domains: Domains;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly width: number;
  readonly height: number;
}

function Axes({ domains, x, y, width, height }: AxesProps) {
  const ticks = paretoTicks(domains);
  return (
    <g fontSize={12} fill="var(--muted)">
      {ticks.y.map((value) => (
        <g key={value}>
          <line x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} stroke="var(--border)" />
          <text x={LEFT - 8} y={y(value) + 4} textAnchor="end">
            {tickText(value)}
          </text>
        </g>
      ))}
      {ticks.x.map((value) => (
        <text key={value} x={x(value)} y={height - 6} textAnchor="middle">
          {bytes(value)}
        </text>
      ))}
    </g>
  );
}

interface LimitProps {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly label: string;
}

function Limit({ label, ...line }: LimitProps) {
  const upright = line.x1 === line.x2;
  return (
    <g>
      <line {...line} stroke="var(--warn)" strokeWidth={1.5} strokeDasharray="5 4" />
      <text
        x={upright ? line.x1 + 4 : line.x2}
        y={upright ? line.y1 + 10 : line.y1 - 4}
        textAnchor={upright ? "start" : "end"}
        fontSize={12}
        fill="var(--warn)"
      >
        {label}
      </text>
    </g>
  );
}

interface MarkProps {
  readonly x: number;
  readonly y: number;
  /** Ends of the interval, px. */
  readonly lo: number;
  readonly hi: number;
  readonly colour: string;
  readonly isChosen: boolean;
  readonly isCurrent: boolean;
}

function Mark({ x, y, lo, hi, colour, isChosen, isCurrent }: MarkProps) {
  return (
    <g>
      <line x1={x} x2={x} y1={hi} y2={lo} stroke={colour} strokeOpacity={0.55} strokeWidth={1.5} />
      {isChosen && <circle cx={x} cy={y} r={9} fill="none" stroke="var(--accent)" strokeWidth={2} />}
      <circle cx={x} cy={y} r={isCurrent ? 6 : 4.5} fill={colour} stroke="var(--surface)" strokeWidth={1.5} />
    </g>
  );
}

/** The points as buttons over the drawing: a drawing has no keyboard. Arrows walk from cheap to dear. */
function Targets({
  points,
  cost,
  metric,
  selected,
  onSelect,
  domains,
  height,
}: ParetoProps & { readonly domains: Domains; readonly height: number }) {
  const group = useRef<HTMLDivElement>(null);
  const order = points.toSorted((a, b) => a.costs[cost] - b.costs[cost]);
  const reachable = order.some(({ id }) => id === selected) ? selected : order[0]?.id;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    const at = order.findIndex(({ id }) => id === reachable);
    const next = step === undefined ? undefined : order[at + step];
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next.id);
    group.current?.querySelector<HTMLElement>(`[data-point="${next.id}"]`)?.focus();
  };
  return (
    <div
      ref={group}
      className="pareto-targets"
      role="group"
      aria-label="Models by size"
      style={{ height }}
      onKeyDown={onKeyDown}
    >
      {order.map((p) => {
        const [x, y] = placeOf(p, cost, domains);
        const said = describe(p, cost, metric);
        return (
          <button
            key={p.id}
            type="button"
            data-point={p.id}
            data-help={said}
            aria-label={said}
            aria-pressed={p.id === selected}
            tabIndex={p.id === reachable ? 0 : -1}
            style={{
              left: `calc(${LEFT}px + (100% - ${LEFT + RIGHT}px) * ${x})`,
              top: TOP + y * (height - TOP - BOTTOM),
            }}
            onClick={() => onSelect(p.id)}
          />
        );
      })}
    </div>
  );
}

function describe({ name, costs, score }: ParetoPoint, cost: CostId, metric: ParetoProps["metric"]): string {
  const isExact = score.lo === score.hi;
  const value = metric === "change" ? pointsText(score.value) : percent(score.value);
  const interval = isExact ? "" : ` (${signed(score.lo)} to ${signed(score.hi)})`;
  return `${name}: ${bytes(costs[cost])}, ${value}${metric === "change" ? " of top-1" : " agreement"}${interval}`;
}
