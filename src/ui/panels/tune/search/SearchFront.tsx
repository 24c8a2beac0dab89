import { useMemo, useState } from "react";
import type { Goal } from "../../../../core/search/goal.ts";
import { bestOf, type Trial } from "../../../../core/search/trial.ts";
import { useFlow } from "../../../../state/flow.tsx";
import type { Search } from "../../../../state/slices/search.ts";
import { nameByRecipe } from "../../../../state/variant-name.ts";
import { Pareto } from "../../../charts/Pareto.tsx";
import type { ParetoPoint } from "../../../charts/pareto-data.ts";
import { bytes, decibel } from "../../../parts/format.ts";
import { outcomeText } from "./outcome.ts";
import { UseTrial } from "./SearchStatus.tsx";

/** Size against accuracy of everything measured so far, while it is being measured. */
export function SearchFront({ search: { trials, setting } }: { readonly search: Search }) {
  const { model } = useFlow();
  const [chosen, choose] = useState<string | null>(null);
  const { goal } = setting;
  const measured = useMemo(() => trials.filter(({ outcome }) => outcome === "measured"), [trials]);
  const points = useMemo(() => pointsOf(measured, goal, model.data?.card.bytes ?? 0), [measured, goal, model.data]);
  const best = bestOf(trials, goal)?.id ?? null;
  const selected = measured.find(({ id }) => id === chosen);
  if (points.length < 2) return null;
  const least = goal.metric === "top1" ? -goal.maxDrop : goal.minAgreement;
  return (
    <div className="stack">
      <Pareto
        points={points}
        cost="size"
        metric={goal.metric === "top1" ? "change" : "agreement"}
        limits={{ cost: goal.maxBytes, score: goal.unit === "points" ? least : null }}
        selected={chosen}
        current={best}
        onSelect={choose}
      />
      {selected && <Chosen trial={selected} at={trials.indexOf(selected) + 1} />}
    </div>
  );
}

/** FP32 first, then the trials by their number in the table. */
function pointsOf(trials: readonly Trial[], { metric }: Goal, float: number): readonly ParetoPoint[] {
  const whole = metric === "top1" ? 0 : 100;
  const fp32: ParetoPoint = {
    id: "fp32",
    name: "FP32",
    precision: "FP32",
    costs: { size: float },
    score: { value: whole, lo: whole, hi: whole },
  };
  const others = trials.flatMap(({ id, recipe, bytes: size, loss, agreement }, i): ParetoPoint[] => {
    if (loss === null || agreement === null) return [];
    const score = metric === "top1" ? { value: -loss.value, lo: -loss.hi, hi: -loss.lo } : agreement;
    const { precision } = recipe.pins.length > 0 ? { precision: null } : nameByRecipe(recipe);
    return [{ id, name: String(i + 1), precision, costs: { size }, score }];
  });
  return [fp32, ...others];
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
