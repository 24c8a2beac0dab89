import { useMemo, useState } from "react";
import type { StressReport, StressRow, StressScores } from "../../../core/evaluate/stress/row.ts";
import { brokenRows, worstFirst } from "../../../core/evaluate/stress/verdict.ts";
import { pText, SIGNIFICANT } from "../../../core/evaluate/statistics/in-words.ts";
import type { MetricName } from "../../../core/evaluate/metric.ts";
import { corruptionOf } from "../../../core/samples/stress/index.ts";
import type { VariantName } from "../../../state/variant-name.ts";
import { NOT_MEASURED, percent } from "../../parts/format.ts";
import { Help } from "../../parts/Help.tsx";
import { NumberHead } from "../../parts/NumberHead.tsx";
import { changeText, rangeText, scoreText } from "./score-text.ts";
import type { ChosenStress } from "./StressPanel.tsx";

export interface StressTableProps {
  readonly report: StressReport;
  readonly name: VariantName;
  readonly chosen: ChosenStress;
  readonly onChoose: (chosen: ChosenStress) => void;
}

/** Rows that are shown before the rest is asked for. */
const FIRST = 8;

/** Every change and strength, the worst harm first, with the plain samples on top. */
export function StressTable({ report, name, chosen, onChoose }: StressTableProps) {
  const [all, setAll] = useState(false);
  const sorted = useMemo(() => worstFirst(report.rows), [report]);
  const broken = useMemo(() => new Set(brokenRows(report)), [report]);
  const { metric, plain } = report;
  const shown = all ? sorted : sorted.slice(0, FIRST);
  return (
    <div className="breakdown-scroll" role="region" aria-label="Synthetic changes, worst harm first" tabIndex={0}>
      <table className="plain segments stress-table">
        <thead>
          <tr>
            <th scope="col">Synthetic change</th>
            <NumberHead>FP32</NumberHead>
            <NumberHead>{name.short}</NumberHead>
            <NumberHead>Change</NumberHead>
            <NumberHead>
              <Help text={`How much more ${name.title} loses here than on the plain samples, with its 95 % interval.`}>
                Beyond plain
              </Help>
            </NumberHead>
            <NumberHead>
              <Help text="Two-sided p that quantization costs the same here as on the plain samples, of this row alone. The last column corrects for the number of rows (Holm).">
                p
              </Help>
            </NumberHead>
            <NumberHead>Agreement</NumberHead>
            <th scope="col">
              <Help text="breaks: more harm than on the plain samples, beyond chance, corrected for the number of rows. unsure: this row alone would say so; more samples settle it.">
                Breaks?
              </Help>
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Plain samples</th>
            <Scores scores={plain} metric={metric} />
            <td className="number">{NOT_MEASURED}</td>
            <td className="number">{NOT_MEASURED}</td>
            <Agreement scores={plain} />
            <td className="muted">reference</td>
          </tr>
          {shown.map((row) => (
            <Row
              key={`${row.corruption} ${row.strength}`}
              {...{ row, metric, chosen, onChoose }}
              breaks={broken.has(row)}
            />
          ))}
        </tbody>
      </table>
      {sorted.length > FIRST && (
        <button type="button" className="link" onClick={() => setAll(!all)}>
          {all ? `Show the worst ${FIRST}` : `Show all ${sorted.length}`}
        </button>
      )}
    </div>
  );
}

interface RowProps extends Pick<StressTableProps, "chosen" | "onChoose"> {
  readonly row: StressRow;
  readonly metric: MetricName;
  readonly breaks: boolean;
}

function Row({ row, metric, breaks, chosen, onChoose }: RowProps) {
  const { corruption: id, strength, beyond, beyondP, harm } = row;
  const { title, text, steps } = corruptionOf(id);
  const step = steps.indexOf(strength) + 1;
  const isChosen = chosen.corruption === id && chosen.step === step;
  const range = rangeText(beyond, metric.unit);
  const isUnsure = harm > 0 && beyondP < SIGNIFICANT;
  return (
    <tr data-chosen={isChosen || undefined}>
      <th scope="row">
        <button type="button" className="link" onClick={() => onChoose({ corruption: id, step })}>
          {title}, {text(strength)}
        </button>
      </th>
      <Scores scores={row} metric={metric} />
      <td className={breaks ? "number harm strong" : "number"}>
        {changeText(beyond.value, metric.unit)}
        {range !== "" && <span className="muted"> ({range})</span>}
      </td>
      <td className="number">{Number.isNaN(beyondP) ? NOT_MEASURED : pText(beyondP)}</td>
      <Agreement scores={row} />
      <td className={breaks ? "harm strong" : isUnsure ? "" : "muted"}>
        {breaks ? "breaks" : isUnsure ? "unsure" : "no sign"}
      </td>
    </tr>
  );
}

interface ScoresProps {
  readonly scores: StressScores;
  readonly metric: MetricName;
}

function Scores({ scores: { base, other, change }, metric: { unit } }: ScoresProps) {
  return (
    <>
      <td className="number">{base ? scoreText(base.value, unit) : NOT_MEASURED}</td>
      <td className="number strong">{scoreText(other.value, unit)}</td>
      <td className="number">{changeText(change.value, unit)}</td>
    </>
  );
}

function Agreement({ scores: { agreement } }: { readonly scores: StressScores }) {
  return <td className="number">{agreement ? percent(agreement.value) : NOT_MEASURED}</td>;
}
