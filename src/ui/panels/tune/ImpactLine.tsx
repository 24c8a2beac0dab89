import { useMemo } from "react";
import type { LayerRow } from "../../../jobs/protocol.ts";
import { effectOf, type Outlook } from "../../../core/sensitivity/expected.ts";
import type { LayerSensitivity } from "../../../core/sensitivity/report.ts";
import { useOutlook, useSensitivity } from "../../../state/sensitivity/study.tsx";
import { pinOf } from "../../../state/slices/recipe.ts";
import { useStudio } from "../../../state/store.ts";
import { useCurrentVariant } from "../../../state/variants/use-variants.ts";
import { totalOf } from "../../charts/sensitivity-bars-data.ts";
import { count, share } from "../../parts/format.ts";
import { GLOSSARY } from "../../parts/glossary.ts";
import { Help } from "../../parts/Help.tsx";
import { measuredPin } from "./measured-pin.ts";
import { effectText } from "./pins.ts";

/** What the layer costs at the output, what a pin is expected to change, and what its present pin was measured to change. */
export function ImpactLine({ layer: { name } }: { readonly layer: LayerRow }) {
  const { study } = useSensitivity();
  const outlook = useOutlook();
  const at = study?.report.layers.findIndex((layer) => layer.name === name) ?? -1;
  const found = study?.report.layers[at];
  return (
    <>
      {study && found && (
        <p className="flat small">
          <Help text={GLOSSARY.impact}>Impact</Help>{" "}
          <ImpactText
            layer={found}
            rank={at + 1}
            of={study.report.layers.length}
            total={totalOf(study.report.layers)}
          />
          {outlook && <PinText name={name} outlook={outlook} />}
        </p>
      )}
      <MeasuredPin name={name} />
    </>
  );
}

interface ImpactTextProps {
  readonly layer: LayerSensitivity;
  readonly rank: number;
  readonly of: number;
  readonly total: number;
}

function ImpactText({ layer: { impact, verified }, rank, of, total }: ImpactTextProps) {
  if (impact.total <= 0) return <span className="muted">none: it adds no error at the output.</span>;
  return (
    <>
      <span className="strong">{share(impact.total / total)} of the output error</span>
      <span className="muted">
        , number {count(rank)} of {count(of)}
        {verified !== null && `, verified (${share(verified / total)})`}.
      </span>
    </>
  );
}

/** Pinned, what unpinning would do; else what FP32 would. */
function PinText({ name, outlook }: { readonly name: string; readonly outlook: Outlook }) {
  const pin = pinOf(outlook.recipe, name);
  const effect = effectOf(outlook, name, pin === null ? "float32" : null);
  if (effect.idle !== null) return null;
  return (
    <span className="muted">
      {" "}
      {pin === null ? "Pinned to FP32" : "Unpinned"}: {lowered(effectText(effect, outlook))}.
    </span>
  );
}

function lowered(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function MeasuredPin({ name }: { readonly name: string }) {
  const current = useCurrentVariant();
  const variants = useStudio((s) => s.variants);
  const text = useMemo(() => measuredPin(name, current, variants), [name, current, variants]);
  return text === null ? null : <p className="flat small">{text}</p>;
}
