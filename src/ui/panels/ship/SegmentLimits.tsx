import { ActionIcon, NativeSelect } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { unitText } from "../../../core/evaluate/main-score.ts";
import type { MetricName } from "../../../core/evaluate/metric.ts";
import type { Dataset } from "../../../core/samples/dataset.ts";
import type { SegmentLimit } from "../../../core/search/goal.ts";
import { type Budget, unitOf } from "../../../state/budget/budget.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useMadeSegments } from "../../../state/judgement/use-judgement.ts";
import { useMeasurement } from "../../../state/measurement.tsx";
import { Field } from "../../parts/Field.tsx";
import { BudgetValue } from "./BudgetValue.tsx";

export interface SegmentLimitsProps {
  readonly budget: Budget;
  readonly metric: MetricName;
  readonly onChange: (change: Partial<Budget>) => void;
}

/** Kinds of samples, and classes, with a limit of their own. Nothing while there are none. */
export function SegmentLimits({ budget, metric, onChange }: SegmentLimitsProps) {
  const { segments, maxDrop } = budget;
  const parts = useParts();
  const free = parts.filter((part) => !segments.some((limit) => isSame(limit, part)));
  const unit = unitText(metric, unitOf(budget, metric)).trim();
  if (parts.length < 2 && segments.length === 0) return null;
  const groups = (["segment", "class"] as const).flatMap((kind) => {
    const items = free.filter((part) => (part.kind ?? "segment") === kind);
    const options = items.map((part) => ({ value: keyOf(part), label: part.segment }));
    return items.length === 0 ? [] : [{ group: kind === "segment" ? "Segments" : "Classes", items: options }];
  });
  const add = (key: string) => {
    const part = free.find((p) => keyOf(p) === key);
    if (part) onChange({ segments: [...segments, { ...part, maxDrop: 2 * maxDrop }] });
  };
  return (
    <Field label="Segments with a limit of their own">
      <div className="budget-segments">
        {segments.map((limit) => (
          <span key={keyOf(limit)} className="budget-segment">
            {limit.kind === "class" ? `class ${limit.segment}` : limit.segment}
            <BudgetValue
              label={`Largest loss of ${limit.segment}`}
              value={limit.maxDrop}
              max={metric.unit === "" ? 1e9 : 100}
              onChange={(value) =>
                onChange({ segments: segments.map((s) => (s === limit ? { ...s, maxDrop: value } : s)) })
              }
            />
            <span className="muted">{unit}</span>
            <ActionIcon
              size={24}
              aria-label={`Remove the limit of ${limit.segment}`}
              onClick={() => onChange({ segments: segments.filter((s) => s !== limit) })}
            >
              <IconX size={14} />
            </ActionIcon>
          </span>
        ))}
        {groups.length > 0 && (
          <NativeSelect
            aria-label="Limit a segment"
            data={[{ value: "", label: "Limit a segment or class…" }, ...groups]}
            value=""
            onChange={(event) => add(event.currentTarget.value)}
          />
        )}
      </div>
    </Field>
  );
}

type Part = Pick<SegmentLimit, "segment" | "kind">;

const keyOf = ({ segment, kind }: Part) => `${kind ?? "segment"}/${segment}`;
const isSame = (a: Part, b: Part) => a.segment === b.segment && a.kind === b.kind;

/** Segments of the samples and those made by hand, then classes: those of the labels before they are scored. */
function useParts(): readonly Part[] {
  const { comparison } = useMeasurement();
  const { validation } = useFlow();
  const made = useMadeSegments();
  const names = new Set([
    ...(comparison?.segments ?? []).map(({ segment }) => segment),
    ...made.map(({ name }) => name),
  ]);
  const scored = comparison?.classes?.map(({ segment }) => segment);
  const classes = comparison === null ? [] : (scored ?? (comparison.top1Change ? labelNames(validation.data) : []));
  return [
    ...[...names].map((segment): Part => ({ segment })),
    ...classes.map((segment): Part => ({ segment, kind: "class" })),
  ];
}

/** Names of the classes that occur, by index. */
function labelNames(data: Dataset | undefined): readonly string[] {
  const labels = new Set(data?.samples.flatMap(({ label }) => label ?? []));
  return [...labels].sort((a, b) => a - b).map((label) => data?.classes[label] ?? `class ${label}`);
}
