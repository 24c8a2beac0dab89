import { IconCheck } from "@tabler/icons-react";
import type { Range } from "../../../../core/calibrate/method.ts";
import type { RangeCost } from "../../../../core/quantize/range-cost.ts";
import type { Window } from "../../../charts/range-plot-data.ts";
import { share } from "../../../parts/format.ts";
import { dbText, rangeText } from "./range-text.ts";

/** One way to choose the range of this tensor. */
export interface MethodRow {
  readonly id: string;
  readonly title: string;
  readonly range: Range;
  readonly cost: RangeCost;
  /** The recipe's method for every tensor. */
  readonly current: boolean;
  /** Computed with samples that a preview leaves out: it needs a new calibration. */
  readonly outdated: boolean;
}

export interface MethodRowsProps {
  readonly rows: readonly MethodRow[];
  /** Of the plot above: the bars are on its axis. */
  readonly window: Window;
  /** The range that counts now, as the integers represent it. */
  readonly chosen: Range;
  readonly onTake: (range: Range) => void;
}

/** What every method would choose, on the axis of the plot; a click takes it for this tensor. */
export function MethodRows({ rows, window, chosen, onTake }: MethodRowsProps) {
  const best = Math.max(...rows.map(({ cost }) => cost.sqnr));
  return (
    <section aria-label="Methods side by side" className="method-rows">
      <div className="method-rows-head">
        <h3>Methods side by side</h3>
        <span className="muted small">A click takes the range for this tensor alone.</span>
        <span className="number muted small">SQNR</span>
        <span className="number muted small">Clipped</span>
      </div>
      {rows.map((row) => (
        <Row
          key={row.id}
          row={row}
          window={window}
          best={row.cost.sqnr === best}
          taken={sameRange(row.cost.used, chosen)}
          onTake={() => onTake(row.range)}
        />
      ))}
    </section>
  );
}

/** Equal as the integers represent them, whatever was asked for. */
export function sameRange(a: Range, b: Range): boolean {
  return a.lo === b.lo && a.hi === b.hi;
}

interface RowProps {
  readonly row: MethodRow;
  readonly window: Window;
  readonly best: boolean;
  readonly taken: boolean;
  readonly onTake: () => void;
}

function Row({ row: { title, range, cost, current, outdated }, window: [from, to], best, taken, onTake }: RowProps) {
  const at = (x: number) => `${Math.min(100, Math.max(0, (100 * (x - from)) / (to - from)))}%`;
  const seen = cost.used.lo < to && cost.used.hi > from;
  const note = outdated ? ", still with the samples left out" : "";
  return (
    <button
      type="button"
      className={outdated ? "method-row outdated" : "method-row"}
      aria-pressed={taken}
      title={outdated ? "Needs a new calibration: the histogram still holds the samples left out." : rangeText(range)}
      onClick={onTake}
    >
      <span className="method-title">
        {taken ? <IconCheck size={13} stroke={2.5} aria-hidden /> : <i aria-hidden />}
        <span className={current ? "strong" : undefined}>{title}</span>
        <span className="visually-hidden">
          {current ? ", the recipe's method" : ""}: {rangeText(range)}
          {note},
        </span>
      </span>
      <span className="method-lane" aria-hidden>
        {seen && <i style={{ left: at(cost.used.lo), right: `calc(100% - ${at(cost.used.hi)})` }} />}
      </span>
      <span className={best ? "number strong" : "number"}>{dbText(cost.sqnr)}</span>
      <span className="number muted">
        {share(cost.clipped)} <span className="visually-hidden">clipped</span>
      </span>
    </button>
  );
}
