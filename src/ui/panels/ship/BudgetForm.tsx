import { ActionIcon, NativeSelect, NumberInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { type Budget, type SizeUnit } from "../../../state/budget/budget.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useMeasurement } from "../../../state/measurement.tsx";
import { useStudio } from "../../../state/store.ts";
import { Field } from "../../parts/Field.tsx";

const UNITS = [
  { value: "points", label: "points" },
  { value: "relative", label: "% of FP32" },
];
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
  const { comparison } = useMeasurement();
  const { validation } = useFlow();
  const samples = validation.data?.samples;
  const isLabelled = samples ? samples.some(({ label }) => label !== undefined) : true;
  const segments = comparison?.segments.map(({ segment }) => segment) ?? [];
  return (
    <div className="budget-form" role="group" aria-label="Budget">
      {isLabelled ? (
        <LossField budget={budget} onChange={change} />
      ) : (
        <Field label="Least agreement with FP32">
          <Value
            label="Least agreement with FP32, percent"
            value={budget.minAgreement}
            max={100}
            onChange={(minAgreement) => change({ minAgreement })}
          />
          <span className="muted">%</span>
        </Field>
      )}
      <SizeField budget={budget} onChange={change} />
      {isLabelled && segments.length > 1 && <Segments budget={budget} names={segments} onChange={change} />}
    </div>
  );
}

interface PartProps {
  readonly budget: Budget;
  readonly onChange: (change: Partial<Budget>) => void;
}

function LossField({ budget: { maxDrop, unit }, onChange }: PartProps) {
  return (
    <Field label="Top-1 may lose at most">
      <Value
        label="Largest loss of top-1"
        value={maxDrop}
        max={100}
        onChange={(value) => onChange({ maxDrop: value })}
      />
      <NativeSelect
        aria-label="Unit of the loss"
        data={UNITS}
        value={unit}
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

function SizeField({ budget: { size }, onChange }: PartProps) {
  const { model } = useFlow();
  const float = model.data?.card.bytes ?? 1e6;
  const onUnit = (unit: string) =>
    onChange({ size: unit === "any" ? null : { unit: unit as SizeUnit, value: usualSize(unit as SizeUnit, float) } });
  return (
    <Field label="File size">
      {size !== null && (
        <Value
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

interface SegmentsProps extends PartProps {
  readonly names: readonly string[];
}

/** Kinds of samples with a limit of their own. */
function Segments({ budget: { segments, maxDrop, unit }, names, onChange }: SegmentsProps) {
  const free = names.filter((name) => !segments.some(({ segment }) => segment === name));
  const without = (name: string) => segments.filter(({ segment }) => segment !== name);
  return (
    <Field label="Segments with a limit of their own">
      <div className="budget-segments">
        {segments.map(({ segment, maxDrop: drop }) => (
          <span key={segment} className="budget-segment">
            {segment}
            <Value
              label={`Largest loss of ${segment}`}
              value={drop}
              max={100}
              onChange={(value) =>
                onChange({ segments: segments.map((s) => (s.segment === segment ? { ...s, maxDrop: value } : s)) })
              }
            />
            <span className="muted">{unit === "points" ? "points" : "%"}</span>
            <ActionIcon
              size={24}
              aria-label={`Remove the limit of ${segment}`}
              onClick={() => onChange({ segments: without(segment) })}
            >
              <IconX size={14} />
            </ActionIcon>
          </span>
        ))}
        {free.length > 0 && (
          <NativeSelect
            aria-label="Limit a segment"
            data={[{ value: "", label: "Limit a segment…" }, ...free]}
            value=""
            onChange={(event) =>
              event.currentTarget.value !== "" &&
              onChange({ segments: [...segments, { segment: event.currentTarget.value, maxDrop: 2 * maxDrop }] })
            }
          />
        )}
      </div>
    </Field>
  );
}

interface ValueProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

/** Taken over on Enter or when left, so that a half-typed number decides nothing. */
function Value({ label, value, max, onChange }: ValueProps) {
  const [draft, setDraft] = useState<number | string | null>(null);
  const commit = () => {
    if (typeof draft === "number" && draft !== value) onChange(draft);
    setDraft(null);
  };
  return (
    <NumberInput
      aria-label={label}
      w={84}
      min={0}
      max={max}
      step={0.5}
      decimalScale={2}
      value={draft ?? value}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={(event) => event.key === "Enter" && commit()}
    />
  );
}
