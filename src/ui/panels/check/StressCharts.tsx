import { useMemo } from "react";
import { capital } from "../../../core/capital.ts";
import type { StressReport } from "../../../core/evaluate/stress/row.ts";
import type { CorruptionId } from "../../../core/samples/stress/corruption.ts";
import type { VariantName } from "../../../state/variant-name.ts";
import { scoreDomain, stressCurves } from "../../charts/stress-curves-data.ts";
import { StressCurve } from "../../charts/StressCurve.tsx";
import type { ChosenStress } from "./StressPanel.tsx";

export interface StressChartsProps {
  readonly report: StressReport;
  /** Changes that were asked for. */
  readonly ids: readonly CorruptionId[];
  readonly name: VariantName;
  readonly chosen: ChosenStress;
  readonly onChoose: (chosen: ChosenStress) => void;
}

/** One small chart for each change, all with the same axis of scores. */
export function StressCharts({ report, ids, name, chosen, onChoose }: StressChartsProps) {
  const curves = useMemo(() => stressCurves(report, ids), [report, ids]);
  const domain = useMemo(() => scoreDomain(report), [report]);
  const { title, unit } = report.metric;
  return (
    <section aria-label="Scores by strength, synthetic">
      <h3 className="stress-head">
        What breaks {name.title} first?
        <span className="muted small">
          {capital(title)}
          {unit === "" ? "" : `, ${unit}`}, with 95 % intervals; a ring marks more harm than on plain samples, beyond
          chance
        </span>
      </h3>
      <div className="stress-charts">
        {curves.map((curve) => (
          <StressCurve
            key={curve.corruption.id}
            curve={curve}
            metric={report.metric}
            domain={domain}
            name={name}
            selected={curve.corruption.id === chosen.corruption ? chosen.step : -1}
            onSelect={(step) => onChoose({ corruption: curve.corruption.id, step })}
          />
        ))}
      </div>
    </section>
  );
}
