import { useMemo, useState } from "react";
import { FEW, type Breakdown, type BreakdownRow } from "../../../core/evaluate/paired/breakdown.ts";
import type { MetricName } from "../../../core/evaluate/tasks/task.ts";
import type { VariantName } from "../../../state/variant-name.ts";
import { count, NOT_MEASURED } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";
import { Segmented } from "../../parts/Segmented.tsx";
import { NumberHead } from "../../parts/NumberHead.tsx";
import { changeText, rangeText, scoreText } from "./score-text.ts";

export interface BreakdownPanelProps {
  readonly breakdown: Breakdown;
  /** Of the variant that was compared. */
  readonly name: VariantName;
}

/** Rows that are shown before the rest is asked for. */
const FIRST = 12;

/** Which samples suffer: an average hides it. */
export function BreakdownPanel({ breakdown: { rows, title, unit }, name }: BreakdownPanelProps) {
  const kinds = useMemo(
    () => (["segment", "size", "class"] as const).filter((k) => rows.some((r) => r.kind === k)),
    [rows],
  );
  const [chosen, choose] = useState<BreakdownRow["kind"]>("segment");
  const [all, setAll] = useState(false);
  const kind = kinds.includes(chosen) ? chosen : kinds[0];
  if (kind === undefined) return null;
  const own = rows.filter((row) => row.kind === kind);
  const shown = all ? own : own.slice(0, FIRST);
  const finite = own.flatMap(({ change }) => [change.lo, change.hi, change.value]).filter(Number.isFinite);
  const reach = Math.max(unit === "" ? 1e-6 : 1, ...finite.map(Math.abs));
  return (
    <Panel
      title={LIST.format(kinds.map((k, i) => (i === 0 ? WORDS[k] : WORDS[k].toLowerCase())))}
      note={kind === "size" ? title : `${title}, worst harm first`}
      actions={
        kinds.length > 1 && (
          <Segmented
            label="What is listed"
            options={kinds.map((k) => ({ value: k, label: `${WORDS[k]} ${rows.filter((r) => r.kind === k).length}` }))}
            value={kind}
            onChange={choose}
          />
        )
      }
    >
      <div className="breakdown-scroll" role="region" aria-label="Scores by segment and class" tabIndex={0}>
        <table className="plain segments">
          <thead>
            <tr>
              <th scope="col">{HEADINGS[kind]}</th>
              <NumberHead>n</NumberHead>
              <NumberHead>FP32</NumberHead>
              <NumberHead>{name.short}</NumberHead>
              <NumberHead>Change</NumberHead>
              <th scope="col">
                <span className="spread">
                  <span>{changeText(-reach, "")}</span>
                  <span>95 % interval</span>
                  <span>{changeText(reach, "")}</span>
                </span>
              </th>
              <th scope="col">Reading</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row key={row.name} row={row} reach={reach} unit={unit as MetricName["unit"]} />
            ))}
          </tbody>
        </table>
      </div>
      {own.length > FIRST && (
        <button type="button" className="link" onClick={() => setAll(!all)}>
          {all ? `Show the worst ${FIRST}` : `Show all ${own.length}`}
        </button>
      )}
    </Panel>
  );
}

const WORDS = { segment: "Segments", size: "Sizes", class: "Classes" } as const;
const LIST = new Intl.ListFormat("en");
const HEADINGS = { segment: "Segment", size: "Size of the object", class: "Class" } as const;

interface RowProps {
  readonly row: BreakdownRow;
  readonly reach: number;
  readonly unit: MetricName["unit"];
}

function Row({ row, reach, unit }: RowProps) {
  const { name, n, base, other, change, uncertain } = row;
  const isKnown = Number.isFinite(change.lo) && Number.isFinite(change.hi);
  const reading = readingOf(row);
  const harmful = reading === "worse";
  const at = (x: number) => `${50 + (50 * x) / reach}%`;
  const range = rangeText(change, unit);
  return (
    <tr>
      <th scope="row" className="cut" title={name}>
        {name}
      </th>
      <td className="number">{count(n)}</td>
      <td className="number">{base ? scoreText(base.value, unit) : NOT_MEASURED}</td>
      <td className="number strong">{scoreText(other.value, unit)}</td>
      <td className={harmful ? "number harm strong" : "number"}>{changeText(change.value, unit)}</td>
      <td className="fill">
        {isKnown ? (
          <span className="interval" data-harm={harmful || undefined} title={range}>
            <i style={{ left: at(change.lo), right: `calc(100% - ${at(change.hi)})` }} />
            <b style={{ left: at(change.value) }} />
          </span>
        ) : (
          <span className="muted">not known</span>
        )}
      </td>
      <td
        className={harmful ? "harm" : "muted"}
        title={uncertain ? `Fewer than ${FEW}: the numbers may be chance.` : undefined}
      >
        {reading}
      </td>
    </tr>
  );
}

/** What the interval says in a word; of a few samples it says little. */
function readingOf({ change: { value, lo, hi }, harm, uncertain }: BreakdownRow): string {
  if (uncertain) return `uncertain, n < ${FEW}`;
  if (!Number.isFinite(lo) || !Number.isFinite(hi)) return NOT_MEASURED;
  const isSure = value < 0 ? hi < 0 : lo > 0;
  if (!isSure) return "no sure change";
  return harm > 0 ? "worse" : "better";
}
