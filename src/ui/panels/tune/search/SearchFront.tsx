import { useMemo, useState } from "react";
import { shortName } from "../../../../core/evaluate/device/limits.ts";
import type { Estimate } from "../../../../core/evaluate/evaluation.ts";
import { TOP1 } from "../../../../core/evaluate/main-score.ts";
import type { MetricName } from "../../../../core/evaluate/metric.ts";
import { cheapestOf, type Goal } from "../../../../core/search/goal.ts";
import { bestOf, type Trial } from "../../../../core/search/trial.ts";
import { useFlow } from "../../../../state/flow.tsx";
import type { Search } from "../../../../state/slices/search.ts";
import { nameByRecipe } from "../../../../state/variant-name.ts";
import { Pareto } from "../../../charts/Pareto.tsx";
import { costAxis, type CostId, gainOf, type ParetoPoint, scoreAxis } from "../../../charts/pareto-data.ts";
import { bytes, decibel } from "../../../parts/format.ts";
import { outcomeText } from "./outcome.ts";
import { UseTrial } from "./SearchStatus.tsx";

/** Size against accuracy of everything measured so far, while it is being measured. */
export function SearchFront({ search: { trials, setting } }: { readonly search: Search }) {
  const { model } = useFlow();
  const [chosen, choose] = useState<string | null>(null);
  const { goal } = setting;
  const measured = useMemo(() => trials.filter(({ outcome }) => outcome === "measured"), [trials]);
  const metric = useMemo(() => metricOf(measured, goal), [measured, goal]);
  const axis = useMemo(() => scoreAxis(metric), [metric]);
  const shown = costOf(goal);
  const points = useMemo(
    () => pointsOf(measured, { goal, metric, float: model.data?.card.bytes ?? 0 }),
    [measured, goal, metric, model.data],
  );
  const best = bestOf(trials, goal)?.id ?? null;
  const selected = measured.find(({ id }) => id === chosen);
  if (points.length < 2) return null;
  const least = metric === null ? goal.minAgreement : -goal.maxDrop;
  return (
    <div className="stack">
      <Pareto
        points={points}
        cost={shown.cost}
        {...shown.title}
        axis={axis}
        limits={{
          cost: shown.most,
          score: goal.unit === "points" || metric === null ? least : null,
        }}
        selected={chosen}
        current={best}
        onSelect={choose}
      />
      {selected && <Chosen trial={selected} at={trials.indexOf(selected) + 1} />}
    </div>
  );
}

/** What the trials were judged by; null where agreement stands for it. */
function metricOf(trials: readonly Trial[], goal: Goal): MetricName | null {
  if (goal.metric === "agreement") return null;
  const main = trials.find((trial) => trial.main)?.main?.metric;
  return main ?? (trials.some(({ top1 }) => top1 !== null) ? TOP1 : null);
}

interface ShownCost {
  readonly cost: CostId;
  /** What is allowed; null where there is no limit. */
  readonly most: number | null;
  /** Among the devices of the goal. */
  readonly at: number;
  readonly title: { readonly costTitle?: string };
}

/** The axis is what is made as little as possible, else what is limited. */
function costOf(goal: Goal): ShownCost {
  const at = shownAt(goal);
  const limit = goal.devices?.[at];
  if (limit === undefined || limit.cost === "fit") return { cost: "size", most: goal.maxBytes, at: -1, title: {} };
  const costTitle = `${costAxis(limit.cost).title}, on ${shortName(limit.device)}`;
  return { cost: limit.cost, most: limit.most, at, title: { costTitle } };
}

/** Of the devices of the goal; -1 where the size says more. */
function shownAt(goal: Goal): number {
  const { devices = [], maxBytes } = goal;
  const limited = devices.findIndex(({ most }) => most !== null);
  return cheapestOf(goal) ?? (maxBytes === null ? limited : -1);
}

interface PointContext {
  readonly goal: Goal;
  readonly metric: MetricName | null;
  /** Bytes of FP32. */
  readonly float: number;
}

/** FP32 first where its size is the axis, then the trials by their number in the table. */
function pointsOf(trials: readonly Trial[], { goal, metric, float }: PointContext): readonly ParetoPoint[] {
  const whole = metric === null ? 100 : 0;
  const fp32: ParetoPoint = {
    id: "fp32",
    name: "FP32",
    precision: "FP32",
    costs: { size: float },
    score: { value: whole, lo: whole, hi: whole },
  };
  const { cost, at } = costOf(goal);
  const others = trials.flatMap((trial, i): ParetoPoint[] => {
    const { id, recipe, bytes: size } = trial;
    const score = scoreOf(trial, metric);
    const price = cost === "size" ? size : trial.costs?.[at];
    if (score === null || price == null) return [];
    const { precision } = recipe.pins.length > 0 ? { precision: null } : nameByRecipe(recipe);
    return [{ id, name: String(i + 1), precision, costs: { size, [cost]: price }, score }];
  });
  return cost === "size" ? [fp32, ...others] : others;
}

function scoreOf(
  { loss, main, agreement }: Trial,
  metric: MetricName | null,
): Pick<Estimate, "value" | "lo" | "hi"> | null {
  if (metric === null) return agreement;
  if (main) return gainOf(main);
  // Of a version that knew top-1 alone.
  return loss && { value: -loss.value, lo: -loss.hi, hi: -loss.lo };
}

function Chosen({ trial, at }: { readonly trial: Trial; readonly at: number }) {
  return (
    <div className="spread">
      <p className="flat">
        <span className="strong">Model {at}</span>: {bytes(trial.bytes)}
        {trial.sqnr && `, ${decibel(trial.sqnr.value)}`}, {outcomeText(trial)}.{" "}
        <span className="muted">{trial.why}</span>
      </p>
      <UseTrial trial={trial} />
    </div>
  );
}
