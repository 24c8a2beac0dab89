import { useMemo } from "react";
import type { PinPrecision } from "../../../../core/recipe.ts";
import type { Outlook } from "../../../../core/sensitivity/expected.ts";
import type { SensitivityReport } from "../../../../core/sensitivity/report.ts";
import type { LayerRow } from "../../../../jobs/protocol.ts";
import { usePinEffects } from "../../../../state/sensitivity/pin-effects.ts";
import { useStudio } from "../../../../state/store.ts";
import { ErrorDepth } from "../../../charts/ErrorDepth.tsx";
import { curveSteps } from "../../../charts/pin-curve-data.ts";
import { PinCurve, type PinCurveProps } from "../../../charts/PinCurve.tsx";
import { Sensitivity } from "../../../charts/Sensitivity.tsx";
import { SizeNoise } from "../../../charts/SizeNoise.tsx";
import { PIN_TITLES } from "../pins.ts";

export interface PlotsProps {
  readonly rows: readonly LayerRow[];
  readonly report: SensitivityReport;
  readonly outlook: Outlook | null;
  readonly precision: PinPrecision;
  /** Of the present file. */
  readonly bytes: number;
}

/** Four questions about the same layers, joined by the selection. */
export function Plots({ rows, report, outlook, precision, bytes }: PlotsProps) {
  const selected = useStudio((s) => s.layer);
  const onSelect = useStudio((s) => s.selectLayer);
  const shared = { selected, onSelect } as const;
  return (
    <div className="study-plots">
      <Sensitivity report={report} {...shared} />
      <ErrorDepth rows={rows} report={report} {...shared} />
      <SizeNoise rows={rows} report={report} {...shared} />
      {outlook && <Curve outlook={outlook} precision={precision} size={bytes} {...shared} />}
    </div>
  );
}

/** The curve of pins together, as soon as the study has priced them. */
function Curve(props: Omit<PinCurveProps, "steps" | "title">) {
  const { outlook, precision } = props;
  const steps = useMemo(() => curveSteps(outlook, precision), [outlook, precision]);
  const { data } = usePinEffects(steps.effects, steps.counts);
  const priced = useMemo(() => data && { ...steps, effect: data }, [steps, data]);
  return <PinCurve {...props} steps={priced} title={PIN_TITLES[precision]} />;
}
