import { useMemo, useState } from "react";
import { calibrationError, confidenceBins } from "../../../core/evaluate/classification/calibration.ts";
import type { Pair, PairedMetric } from "../../../core/evaluate/paired/paired.ts";
import { FP32, type VariantName } from "../../../state/variant-name.ts";
import { overallOf, reliabilityPoints, surenessText } from "../../charts/reliability-data.ts";
import { ReliabilityDiagram, type ReliabilitySide } from "../../charts/ReliabilityDiagram.tsx";
import { precisionColour } from "../../parts/Chip.tsx";
import { count, NOT_MEASURED, percent } from "../../parts/format.ts";
import { GLOSSARY } from "../../parts/glossary.ts";
import { Help } from "../../parts/Help.tsx";
import { NumberHead } from "../../parts/NumberHead.tsx";
import { changeText, rangeText } from "./score-text.ts";

export interface ReliabilityViewProps {
  readonly pairs: readonly Pair[];
  /** Of the quantized model. */
  readonly name: VariantName;
  /** The calibration errors with their intervals; undefined while they are not known. */
  readonly metric: PairedMetric | undefined;
}

/** Whether confidence can be believed, before and after. */
export function ReliabilityView({ pairs, name, metric }: ReliabilityViewProps) {
  const [chosen, setChosen] = useState(-1);
  const [base, other] = useMemo(() => {
    const side = ({ short, precision }: VariantName, which: "base" | "other"): ReliabilitySide => {
      const bins = confidenceBins(pairs.map((pair) => pair[which]));
      return { name: short, colour: precisionColour(precision), bins };
    };
    return [side(FP32, "base"), side(name, "other")] as const;
  }, [pairs, name]);
  return (
    <div className="reliability">
      <ReliabilityDiagram base={base} other={other} chosen={chosen} onChoose={setChosen} />
      <div className="stack">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <NumberHead>Confidence</NumberHead>
              <NumberHead>Right</NumberHead>
              <NumberHead>
                <Help text={GLOSSARY.ece}>ECE</Help>
              </NumberHead>
              <NumberHead>95 % interval</NumberHead>
            </tr>
          </thead>
          <tbody>
            {[base, other].map((side, i) => {
              const { confidence, accuracy } = overallOf(side.bins);
              const estimate = i === 0 ? metric?.base : metric?.other;
              return (
                <tr key={side.colour + side.name}>
                  <th scope="row" className="strong" style={{ color: side.colour }}>
                    {side.name}
                  </th>
                  <td className="number">{percent(confidence)}</td>
                  <td className="number">{percent(accuracy)}</td>
                  <td className="number strong">{percent(calibrationError(side.bins))}</td>
                  <td className="number">{(estimate && rangeText(estimate, "%")) || NOT_MEASURED}</td>
                </tr>
              );
            })}
            {metric && (
              <tr>
                <th scope="row">Change</th>
                <td />
                <td />
                <td className="number">{changeText(metric.change.value, "%")}</td>
                <td className="number">{rangeText(metric.change, "%") || NOT_MEASURED}</td>
              </tr>
            )}
          </tbody>
        </table>
        <p className="flat">
          {wordsOf([base, other])} Points below the diagonal are answers that were surer than they were right. Hollow
          marks rest on fewer than 10 answers.
        </p>
        <BinTable base={base} other={other} />
      </div>
    </div>
  );
}

function wordsOf(sides: readonly ReliabilitySide[]): string {
  const texts = sides.map(({ bins }) => surenessText(overallOf(bins)));
  if (new Set(texts).size === 1) return `Each is ${texts[0]}.`;
  return `${sides.map(({ name }, i) => `${name} is ${texts[i]}`).join("; ")}.`;
}

/** The drawn numbers. */
function BinTable({ base, other }: { readonly base: ReliabilitySide; readonly other: ReliabilitySide }) {
  const rows = useMemo(() => {
    const points = [base, other].map(({ bins }) => new Map(reliabilityPoints(bins).map((p) => [p.from, p])));
    return base.bins.map(({ lo, hi }) => ({ lo, hi, points: points.map((known) => known.get(100 * lo)) }));
  }, [base, other]);
  return (
    <details>
      <summary>Bins as a table</summary>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Confidence, %</th>
            {[base.name, other.name].map((name, i) => [
              <th key={`n ${i}`} scope="col" className="number">
                {name}, answers
              </th>,
              <th key={`right ${i}`} scope="col" className="number">
                right
              </th>,
            ])}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ lo, hi, points }) => (
            <tr key={lo}>
              <th scope="row">
                {(100 * lo).toFixed(0)} to {(100 * hi).toFixed(0)}
              </th>
              {points.map((point, i) => [
                <td key={`n ${i}`} className="number">
                  {point ? count(point.n) : 0}
                </td>,
                <td key={`right ${i}`} className="number">
                  {point ? percent(point.accuracy) : NOT_MEASURED}
                </td>,
              ])}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
