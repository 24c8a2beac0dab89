import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconHelpCircle } from "@tabler/icons-react";
import { capital } from "../../../core/capital.ts";
import type { Comparison, Estimate, ScoreChange } from "../../../core/evaluate/evaluation.ts";
import { mainOf } from "../../../core/evaluate/main-score.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useMeasurement, useVariantName } from "../../../state/measurement.tsx";
import { FP32, type VariantName } from "../../../state/variant-name.ts";
import type { Decision } from "../../../state/budget/decision.ts";
import { useDecision } from "../../../state/budget/use-decision.ts";
import { useStudio } from "../../../state/store.ts";
import { useCurrentVariant } from "../../../state/variants/use-variants.ts";
import type { VerdictLevel } from "../../../state/verdict.ts";
import { bytes, decibel, NOT_MEASURED, percent, plusMinus, points, sizeChange } from "../../parts/format.ts";
import { VariantChip } from "../../parts/Chip.tsx";
import { changeText, scoreText, spreadText } from "../check/score-text.ts";
import { BudgetForm } from "./BudgetForm.tsx";

const ICONS = { good: IconCircleCheck, unsure: IconAlertTriangle, bad: IconCircleX } as const satisfies Record<
  VerdictLevel,
  typeof IconCircleCheck
>;

/** The verdict in plain words, from all that was measured, with the numbers that led there and the budget it rests on. */
export function VerdictPanel() {
  const { comparison, state, name } = useMeasurement();
  const decision = useDecision();
  const now = useVariantName();
  const why =
    state === "stale"
      ? `The recipe changed since the last measurement. Measure ${now.title} before you rely on it.`
      : `No validation samples were used, so what ${now.title} costs is not known.`;
  return (
    <section className="panel" aria-label="Verdict">
      {decision ? <Decided decision={decision} /> : <NotMeasured why={why} />}
      {decision && state === "stale" && <p className="verdict-stale muted">{why}</p>}
      <div className="compare">
        <BudgetForm />
      </div>
      {decision && <LedHere decision={decision} />}
      {comparison && (state === "fresh" || state === "live") && <Numbers comparison={comparison} name={name} />}
    </section>
  );
}

function Decided({ decision: { level, title, sentence, variant } }: { readonly decision: Decision }) {
  const Icon = ICONS[level];
  const current = useCurrentVariant();
  const goBack = useStudio((s) => s.goBack);
  const isElsewhere = level === "good" && variant?.source.kind === "recipe" && variant.id !== current?.id;
  return (
    <div className="verdict" data-level={level}>
      <Icon size={28} stroke={1.6} aria-hidden />
      <div className="grow">
        <h2>{title}</h2>
        <p>{sentence}</p>
      </div>
      {isElsewhere && (
        <Button variant="default" onClick={() => goBack(variant.id)}>
          Go to {variant.name}
        </Button>
      )}
    </div>
  );
}

/** Every variant with the limits it keeps or misses. */
function LedHere({ decision: { reasons } }: { readonly decision: Decision }) {
  if (reasons.length < 2) return null;
  return (
    <details className="led-here">
      <summary>The numbers that led here, of {reasons.length} variants</summary>
      <ul>
        {reasons.map(({ variant, text }) => (
          <li key={variant.id}>
            <VariantChip name={variant.layers} /> <span className="strong">{variant.name}</span> {text}.
          </li>
        ))}
      </ul>
    </details>
  );
}

function NotMeasured({ why }: { readonly why: string }) {
  return (
    <div className="verdict" data-level="none">
      <IconHelpCircle size={28} stroke={1.6} className="muted" aria-hidden />
      <div>
        <h2>Not measured</h2>
        <p>{why}</p>
      </div>
    </div>
  );
}

const estimate = (e: Estimate | undefined) => (e ? `${percent(e.value)} ${plusMinus(e)}` : NOT_MEASURED);

function mainRow({
  metric: { title, unit },
  base,
  other,
  change,
}: ScoreChange): readonly [string, string, string, string] {
  const text = (e: Estimate) => `${scoreText(e.value, unit)} ${spreadText(e, unit)}`;
  return [capital(title), text(base), text(other), changeText(change.value, unit)];
}

interface NumbersProps {
  readonly comparison: Comparison;
  readonly name: VariantName;
}

function Numbers({ comparison: c, name }: NumbersProps) {
  const { model, quantize } = useFlow();
  const [before, after] = [model.data?.card.bytes ?? NaN, quantize.data?.bytes ?? NaN];
  const change = (a: Estimate | undefined, b: Estimate | undefined) => (a && b ? points(b.value - a.value) : "");
  const main = mainOf(c);
  const rows: readonly (readonly [label: string, fp32: string, variant: string, change: string])[] = [
    ["Size", bytes(before), bytes(after), sizeChange(before, after)],
    ...(main ? [mainRow(main)] : []),
    ...(c.base.top5
      ? [["Top-5", estimate(c.base.top5), estimate(c.other.top5), change(c.base.top5, c.other.top5)] as const]
      : []),
    [
      capital(c.near ?? "agreement"),
      "",
      estimate(c.agreement),
      c.base.top1 || main === undefined ? `${c.flips.length} of ${c.n} answers changed` : "",
    ],
    [
      "Output SQNR",
      "",
      Number.isFinite(c.sqnr.value) ? `${decibel(c.sqnr.value)} ${plusMinus(c.sqnr)}` : NOT_MEASURED,
      "",
    ],
  ];
  return (
    <div className="compare">
      <table className="plain" aria-label={`FP32 and ${name.title}`}>
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col">
              <VariantChip name={FP32} />
            </th>
            <th scope="col">
              <VariantChip name={name} />
            </th>
            <th scope="col">Change</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, fp32, variant, delta]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{fp32}</td>
              <td className="strong">{variant}</td>
              <td className="muted">{delta}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
