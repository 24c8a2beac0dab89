import { precisionColour } from "../parts/Chip.tsx";
import type { ParetoProps } from "./Pareto.tsx";
import {
  costAxis,
  costOf,
  type CostId,
  type Domains,
  PARETO_ROOM,
  type ParetoPoint,
  paretoTicks,
  placeLabels,
} from "./pareto-data.ts";
import { tickText } from "./ticks.ts";

/** Width of the text at a limit, px. */
const ROOM = 104;

const LIMITED: Readonly<Record<CostId, string>> = { size: "size", ram: "RAM", time: "time", energy: "energy" };

const { left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM } = PARETO_ROOM;

export interface ParetoDrawingProps extends ParetoProps {
  readonly domains: Domains;
  readonly front: readonly ParetoPoint[];
  readonly width: number;
  readonly height: number;
}

/** Axes, limits, the front, and a mark with its interval for each point. */
export function ParetoDrawing({
  points,
  cost,
  limits,
  selected,
  current,
  domains,
  front,
  width,
  height,
}: ParetoDrawingProps) {
  const [inner, tall] = [width - LEFT - RIGHT, height - TOP - BOTTOM];
  const x = (value: number) => LEFT + ((value - domains.x[0]) / (domains.x[1] - domains.x[0])) * inner;
  const y = (value: number) => TOP + ((domains.y[1] - value) / (domains.y[1] - domains.y[0])) * tall;
  const at = (p: ParetoPoint) => ({ x: x(costOf(p, cost)), y: y(p.score.value) });
  const order = [...front, ...points.filter((p) => !front.includes(p))];
  const labels = placeLabels(
    order.map((p) => ({ id: p.id, name: p.name, ...at(p) })),
    { width, height: height - BOTTOM },
    [
      { x: 0, y: 0, width: LEFT, height },
      ...(limits.score === null ? [] : [{ x: width - RIGHT - 44, y: y(limits.score) - 17, width: 44, height: 18 }]),
    ],
  );
  const nameOf = new Map(points.map((p) => [p.id, p.name]));
  return (
    <svg className="plot" width={width} height={height}>
      <Axes cost={cost} domains={domains} x={x} y={y} width={width} height={height} />
      {limits.score !== null && (
        <Limit x1={LEFT} x2={width - RIGHT} y1={y(limits.score)} y2={y(limits.score)} label="budget" />
      )}
      {limits.cost !== null && (
        <Limit
          x1={x(limits.cost)}
          x2={x(limits.cost)}
          y1={TOP}
          y2={height - BOTTOM}
          label={`${LIMITED[cost]} allowed`}
          isLeft={x(limits.cost) > width - ROOM}
        />
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
  readonly cost: CostId;
  readonly domains: Domains;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly width: number;
  readonly height: number;
}

function Axes({ cost, domains, x, y, width, height }: AxesProps) {
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
          {costAxis(cost).text(value)}
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
  /** The text of an upright line stands left of it. */
  readonly isLeft?: boolean;
}

function Limit({ label, isLeft = false, ...line }: LimitProps) {
  const upright = line.x1 === line.x2;
  return (
    <g>
      <line {...line} stroke="var(--warn)" strokeWidth={1.5} strokeDasharray="5 4" />
      <text
        x={upright ? line.x1 + (isLeft ? -4 : 4) : line.x2}
        y={upright ? line.y1 + 10 : line.y1 - 4}
        textAnchor={upright && !isLeft ? "start" : "end"}
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
