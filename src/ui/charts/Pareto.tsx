import { useMemo } from "react";
import { ChartFrame } from "./ChartFrame.tsx";
import {
  costAxis,
  type CostId,
  costOf,
  type Limits,
  paretoDomains,
  paretoFront,
  type ParetoPoint,
  type ScoreAxis,
} from "./pareto-data.ts";
import { ParetoDrawing } from "./ParetoDrawing.tsx";
import { ParetoTargets } from "./ParetoTargets.tsx";
import { toCsv } from "./save.ts";

export interface ParetoProps {
  /** FP32 first. */
  readonly points: readonly ParetoPoint[];
  readonly cost: CostId;
  /** What the cost is of in full, e.g. with the device; the title of the axis when left out. */
  readonly costTitle?: string;
  readonly axis: ScoreAxis;
  readonly limits: Limits;
  readonly selected: string | null;
  readonly current: string | null;
  readonly onSelect: (id: string) => void;
  readonly height?: number;
}

/** Each variant as a point with its interval; the line joins those that nothing beats in both. */
export function Pareto(props: ParetoProps) {
  const { points, cost, axis: scored, limits, height = 220 } = props;
  const domains = useMemo(() => paretoDomains(points, cost, limits), [points, cost, limits]);
  const front = useMemo(() => paretoFront(points, cost), [points, cost]);
  const { title: axis, question } = costAxis(cost);
  const { costTitle: title = axis } = props;
  const csv = () =>
    toCsv(
      ["variant", cost === "size" ? cost : title, scored.id, "lower", "upper", "on the front"],
      points.map((p) => [p.name, costOf(p, cost), p.score.value, p.score.lo, p.score.hi, front.includes(p) ? 1 : 0]),
    );
  const y = scored.title;
  return (
    <div className="pareto">
      <ChartFrame
        title={question}
        note={`${cost === "size" ? "" : `${title}; `}${y}, with 95 % intervals; the line joins what nothing beats in both`}
        name="variants"
        height={height}
        summary={`${title} against ${y}, of ${points.length} models. Best for their cost: ${front.map((p) => p.name).join(", ")}.`}
        csv={csv}
      >
        {(width) => <ParetoDrawing {...props} domains={domains} front={front} width={width} height={height} />}
      </ChartFrame>
      <ParetoTargets {...props} domains={domains} height={height} />
    </div>
  );
}
