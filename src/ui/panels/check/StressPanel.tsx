import "../../styles/stress.css";
import { useMemo, useState } from "react";
import { stressWords } from "../../../core/evaluate/stress/verdict.ts";
import type { CorruptionId } from "../../../core/samples/stress/corruption.ts";
import { corruptionOf } from "../../../core/samples/stress/index.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useStress } from "../../../state/stress/run.tsx";
import type { VariantName } from "../../../state/variant-name.ts";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { count } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";
import { Running } from "../../parts/Running.tsx";
import { wordFor } from "../../parts/sample-word.ts";
import { StressCharts } from "./StressCharts.tsx";
import { StressForm } from "./StressForm.tsx";
import { StressStrip } from "./StressStrip.tsx";
import { StressTable } from "./StressTable.tsx";

/** A change, and the index of one of its strengths, counted from the plain samples. */
export interface ChosenStress {
  readonly corruption: CorruptionId;
  readonly step: number;
}

/** Which synthetic change of the user's own samples breaks the variant first. Nothing here counts for budgets or the verdict. */
export function StressPanel({ name }: { readonly name: VariantName }) {
  const { offered, request, report, result, running, error, start } = useStress();
  const { validation } = useFlow();
  const [picked, pick] = useState<ChosenStress | null>(null);
  const word = wordFor(validation.data);
  const ids = useMemo(() => request?.corruptions ?? [], [request]);
  if (offered.length === 0) return null;
  const first = ids[0] ?? offered[0]?.id ?? "darker";
  const chosen = picked ?? { corruption: first, step: 0 };
  return (
    <Panel
      title={`Stress: synthetic ${word}`}
      note={`made from your own ${word}; never a part of scores, budgets or the verdict`}
    >
      <div className="stress">
        <StressForm word={word} />
        {error && <ErrorCard error={error} {...(start && { onRetry: start })} />}
        {running && <Running jobs={["stress"]} label="Measuring synthetic changes" />}
        {report ? (
          <>
            <p className="stress-words" role="status" aria-label="What the synthetic changes say">
              <span className="synthetic">synthetic</span>
              {result || !running ? stressWords(report, name.title) : "The rows below come as they are measured."}
              {!result && !running && " Stopped half-way: what was measured is shown."}
              {result && result.samples < result.of && (
                <span className="muted">
                  {" "}
                  {count(result.samples)} of {count(result.of)} {word}, spread over segments and classes.
                </span>
              )}
            </p>
            {result?.left.map(({ corruption, why }) => (
              <p key={corruption} className="muted flat">
                {corruptionOf(corruption).title} was left out: {why}.
              </p>
            ))}
            <StressCharts report={report} ids={ids} name={name} chosen={chosen} onChoose={pick} />
          </>
        ) : (
          !running &&
          !error && (
            <p className="muted flat honest-words">
              Few {word} of the field hide where quantization breaks. Here yours become darker, blurred or noisy step by
              step, and FP32 and {name.title} answer the same {word}: where it loses more than FP32 does, look for
              samples of that kind.
            </p>
          )
        )}
        <StressStrip chosen={chosen} onChoose={pick} />
        {report && <StressTable report={report} name={name} chosen={chosen} onChoose={pick} />}
      </div>
    </Panel>
  );
}
