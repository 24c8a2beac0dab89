import { NativeSelect } from "@mantine/core";
import { capital } from "../../../core/capital.ts";
import { TOP1 } from "../../../core/evaluate/main-score.ts";
import type { MetricName } from "../../../core/evaluate/metric.ts";
import { type Budget, type SizeUnit, unitOf } from "../../../state/budget/budget.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useMainMetric } from "../../../state/judgement/use-main-metric.ts";
import { useStudio } from "../../../state/store.ts";
import { Field } from "../../parts/Field.tsx";
import { BudgetValue } from "./BudgetValue.tsx";
import { DeviceLimits } from "./DeviceLimits.tsx";
import { SegmentLimits } from "./SegmentLimits.tsx";

const SIZES = [
  { value: "any", label: "any size" },
  { value: "kB", label: "kB at most" },
  { value: "MB", label: "MB at most" },
  { value: "times", label: "× smaller" },
];

/** What may be lost and what must be gained. The verdict follows at once: nothing is measured again. */
export function BudgetForm() {
  const budget = useStudio((s) => s.budget);
  const change = useStudio((s) => s.changeBudget);
  const { validation } = useFlow();
  const known = useMainMetric();
  // Without samples nobody knows; most are labelled with classes.
  const metric = validation.data ? known : TOP1;
  return (
    <div className="budget-form" role="group" aria-label="Budget">
      {metric ? (
        <LossField budget={budget} metric={metric} onChange={change} />
      ) : (
        <Field label="Least agreement with FP32">
          <BudgetValue
            label="Least agreement with FP32, percent"
            value={budget.minAgreement}
            max={100}
            onChange={(minAgreement) => change({ minAgreement })}
          />
          <span className="muted">%</span>
        </Field>
      )}
      <SizeField budget={budget} onChange={change} />
      {metric && <SegmentLimits budget={budget} metric={metric} onChange={change} />}
      <DeviceLimits limits={budget.devices} onChange={(devices) => change({ devices })} />
    </div>
  );
}

export interface BudgetPartProps {
  readonly budget: Budget;
  readonly onChange: (change: Partial<Budget>) => void;
}

/** Points of a percentage, decibels, or the unit of the labels; and the share of FP32's score. */
function unitsOf({ unit }: MetricName) {
  const own = unit === "%" ? "points" : unit === "" ? "in its unit" : unit;
  return [
    { value: "points", label: own },
    { value: "relative", label: "% of FP32" },
  ];
}

function LossField({ budget, metric, onChange }: BudgetPartProps & { readonly metric: MetricName }) {
  const isHigher = metric.better === "higher";
  return (
    <Field label={`${capital(metric.title)} may ${isHigher ? "lose" : "rise by"} at most`}>
      <BudgetValue
        label={isHigher ? `Largest loss of ${metric.title}` : `Largest rise of ${metric.title}`}
        value={budget.maxDrop}
        max={metric.unit === "" ? 1e9 : 100}
        onChange={(value) => onChange({ maxDrop: value })}
      />
      <NativeSelect
        aria-label="Unit of the loss"
        data={unitsOf(metric)}
        value={unitOf(budget, metric)}
        onChange={(event) => onChange({ unit: event.currentTarget.value as Budget["unit"] })}
      />
    </Field>
  );
}

/** A first value for each unit, from the size of the model. */
function usualSize(unit: SizeUnit, float: number): number {
  if (unit === "times") return 3;
  return Number((float / 3 / (unit === "kB" ? 1e3 : 1e6)).toPrecision(2));
}

function SizeField({ budget: { size }, onChange }: BudgetPartProps) {
  const { model } = useFlow();
  const float = model.data?.card.bytes ?? 1e6;
  const onUnit = (unit: string) =>
    onChange({ size: unit === "any" ? null : { unit: unit as SizeUnit, value: usualSize(unit as SizeUnit, float) } });
  return (
    <Field label="File size">
      {size !== null && (
        <BudgetValue
          label="Size of the file"
          value={size.value}
          max={1e9}
          onChange={(value) => value > 0 && onChange({ size: { ...size, value } })}
        />
      )}
      <NativeSelect
        aria-label="Limit of the size"
        data={SIZES}
        value={size?.unit ?? "any"}
        onChange={(event) => onUnit(event.currentTarget.value)}
      />
    </Field>
  );
}
