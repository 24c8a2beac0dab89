import { NativeSelect } from "@mantine/core";
import { useDeferredValue, useMemo, useState } from "react";
import type { SampleResult } from "../../../core/evaluate/evaluation.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useTask } from "../../../state/judgement/use-judgement.ts";
import { useShown } from "../../../state/shown.ts";
import { useStudio } from "../../../state/store.ts";
import type { VariantName } from "../../../state/variant-name.ts";
import { regressionPoints } from "../../charts/regression-data.ts";
import { RegressionPlot } from "../../charts/RegressionPlot.tsx";
import { precisionColour } from "../../parts/Chip.tsx";
import { count } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";

const NONE: readonly SampleResult[] = [];

/** Answers and errors of both models against what was measured; only of regressions with labels. */
export function RegressionPanel({ name }: { readonly name: VariantName }) {
  const task = useTask()?.task.id;
  const { baseline } = useFlow();
  const { results } = useShown();
  const answers = useDeferredValue(results ?? NONE);
  const base = task === "regression" ? (baseline.data?.results ?? NONE) : NONE;
  const sample = useStudio((s) => s.sample);
  const select = useStudio((s) => s.selectSample);
  const [output, choose] = useState(0);
  const truth = base.find((result) => result.truth?.kind === "values")?.truth;
  const outputs = truth?.kind === "values" ? truth.values.length : 0;
  const shown = output < outputs ? output : 0;
  const points = useMemo(() => regressionPoints(base, answers, shown), [base, answers, shown]);
  if (points.length === 0) return null;
  const plot = {
    points,
    other: { name: name.short, colour: precisionColour(name.precision) },
    selected: sample,
    onSelect: select,
  };
  return (
    <Panel
      title="Answers against measured numbers"
      note={`${count(points.length)} labelled samples`}
      actions={
        outputs > 1 && (
          <NativeSelect
            aria-label="Output of the model"
            data={Array.from({ length: outputs }, (_, i) => ({ value: String(i), label: `Output ${i}` }))}
            value={String(shown)}
            onChange={(event) => choose(Number(event.currentTarget.value))}
          />
        )
      }
    >
      <div className="regression-plots">
        <RegressionPlot {...plot} kind="answer" />
        <RegressionPlot {...plot} kind="error" />
      </div>
    </Panel>
  );
}
