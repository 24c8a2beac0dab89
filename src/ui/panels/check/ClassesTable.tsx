import { type KeyboardEvent, useMemo, useState } from "react";
import { FEW } from "../../../core/evaluate/paired/breakdown.ts";
import { toCsv } from "../../charts/save.ts";
import { count, NOT_MEASURED, points, signed } from "../../parts/format.ts";
import { useVirtualRows } from "../../parts/use-virtual-rows.ts";
import { type ClassColumn, type ClassOrder, type ClassRow, sortClasses, WORST_FIRST } from "./classes-rows.ts";
import { SaveCsv } from "./SaveCsv.tsx";

export interface ClassesTableProps {
  readonly rows: readonly ClassRow[];
  /** What the quantized model is called. */
  readonly other: string;
  /** Index of the class that is looked at. */
  readonly chosen: number | null;
  readonly onChoose: (label: number) => void;
}

/** px; rows that are seen at once. */
const [ROW, SEEN] = [28, 10];

/** Precision and recall of every class; only the visible rows exist. */
export function ClassesTable({ rows, other, chosen, onChoose }: ClassesTableProps) {
  const [order, setOrder] = useState<ClassOrder>(WORST_FIRST);
  const sorted = useMemo(() => sortClasses(rows, order), [rows, order]);
  const reach = useMemo(() => reachOf(rows), [rows]);
  const { scroll, virtual } = useVirtualRows(sorted.length, ROW, 4);
  const at = sorted.findIndex(({ label }) => label === chosen);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: sorted.length - 1 }[event.key];
    if (next === undefined) return;
    const index = Math.min(sorted.length - 1, Math.max(0, next));
    const row = sorted[index];
    if (row === undefined) return;
    event.preventDefault();
    onChoose(row.label);
    virtual.scrollToIndex(index, { align: "auto" });
  };
  return (
    <div className="classes-scroll">
      <div className="classes-table" role="grid" aria-label="Classes" aria-rowcount={sorted.length + 1}>
        <div className="classes-groups" aria-hidden>
          <span data-help={PRECISION}>Precision, %</span>
          <span data-help={RECALL}>Recall, %</span>
        </div>
        <div className="classes-head" role="row">
          {columnsOf(other).map(({ column, title, help }) => (
            <Head key={column} column={column} title={title} help={help} order={order} onSort={setOrder} />
          ))}
          <span role="columnheader" className="spread muted small" data-column="interval">
            <span>{signed(-reach, 0)}</span>
            <span>95 %</span>
            <span>{signed(reach, 0)}</span>
          </span>
          <span role="columnheader" className="classes-save">
            <SaveCsv title="Classes" name="classes" csv={() => csvOf(sorted, other)} />
          </span>
        </div>
        <div
          ref={scroll}
          className="classes-rows"
          style={{ height: Math.min(sorted.length, SEEN) * ROW }}
          role="rowgroup"
          tabIndex={0}
          aria-label="Classes"
          onKeyDown={onKeyDown}
        >
          <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const row = sorted[index];
              return (
                row && (
                  <div
                    key={row.label}
                    className="classes-row"
                    role="row"
                    aria-rowindex={index + 2}
                    aria-selected={row.label === chosen}
                    style={{ top: start }}
                    onClick={() => onChoose(row.label)}
                  >
                    <Cells row={row} reach={reach} />
                  </div>
                )
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

interface Column {
  readonly column: ClassColumn;
  readonly title: string;
  readonly help: string;
}

const RECALL = "Recall: of the samples of the class, how many were answered so";
const PRECISION = "Precision: of the samples that were answered so, how many are of the class";

function columnsOf(other: string): readonly Column[] {
  return [
    { column: "name", title: "Class", help: "Name of the class" },
    { column: "n", title: "n", help: "Labelled samples of the class" },
    { column: "precisionBase", title: "FP32", help: PRECISION },
    { column: "precisionOther", title: other, help: PRECISION },
    { column: "precisionChange", title: "Change", help: "Change of precision, points" },
    { column: "recallBase", title: "FP32", help: RECALL },
    { column: "recallOther", title: other, help: RECALL },
    { column: "recallChange", title: "Change", help: "Change of recall, points, with its 95 % interval" },
  ];
}

/** Sorts what gets worse first: names from the start, changes from the most negative, everything else from the largest. */
const FIRST_ASCENDING: readonly ClassColumn[] = ["name", "recallChange", "precisionChange"];

interface HeadProps extends Column {
  readonly order: ClassOrder;
  readonly onSort: (order: ClassOrder) => void;
}

function Head({ column, title, help, order, onSort }: HeadProps) {
  const isSorted = order.column === column;
  const next = { column, ascending: isSorted ? !order.ascending : FIRST_ASCENDING.includes(column) };
  const isPrecision = column.startsWith("precision");
  const word = column === "name" || column === "n" ? title : `${isPrecision ? "Precision" : "Recall"}: ${title}`;
  return (
    <div
      role="columnheader"
      data-column={column}
      aria-sort={isSorted ? (order.ascending ? "ascending" : "descending") : "none"}
    >
      <button type="button" title={help} aria-label={word} onClick={() => onSort(next)}>
        {title}
        <span aria-hidden>{isSorted ? (order.ascending ? " ↑" : " ↓") : ""}</span>
      </button>
    </div>
  );
}

function Cells({ row, reach }: { readonly row: ClassRow; readonly reach: number }) {
  const { name, n, base, other, recallChange, precisionChange, interval, few, reading } = row;
  const at = (x: number) => `${50 + (50 * x) / reach}%`;
  return (
    <>
      <span role="rowheader" className="cut" title={name}>
        {name}
      </span>
      <span role="gridcell" className="number">
        {few && (
          <span className="classes-few" title={`Fewer than ${FEW} samples: the numbers may be chance.`}>
            few{" "}
          </span>
        )}
        {count(n)}
      </span>
      <span role="gridcell" className="number muted">
        {share(base.precision)}
      </span>
      <span role="gridcell" className="number">
        {share(other.precision)}
      </span>
      <span role="gridcell" className="number">
        {change(precisionChange)}
      </span>
      <span role="gridcell" className="number muted">
        {share(base.recall)}
      </span>
      <span role="gridcell" className="number strong">
        {share(other.recall)}
      </span>
      <span role="gridcell" className={reading === "worse" ? "number harm strong" : "number"}>
        {change(recallChange)}
      </span>
      <span role="gridcell">
        {interval ? (
          <span
            className="interval"
            data-harm={reading === "worse" || undefined}
            title={`95 % interval ${points(interval.lo)} to ${points(interval.hi)}`}
          >
            <i style={{ left: at(interval.lo), right: `calc(100% - ${at(interval.hi)})` }} />
            <b style={{ left: at(recallChange) }} />
          </span>
        ) : (
          <span className="muted small">not known</span>
        )}
      </span>
      <span role="gridcell" className={reading === "worse" ? "harm small" : "muted small"}>
        {reading ?? ""}
      </span>
    </>
  );
}

function share(x: number): string {
  return Number.isFinite(x) ? x.toFixed(1) : NOT_MEASURED;
}

function change(x: number): string {
  return Number.isFinite(x) ? signed(x) : NOT_MEASURED;
}

/** Ends of the common axis of changes, points. */
function reachOf(rows: readonly ClassRow[]): number {
  const ends = rows.flatMap(({ interval, recallChange }) => [interval?.lo ?? 0, interval?.hi ?? 0, recallChange]);
  return ends.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.ceil(Math.abs(x))) : most), 1);
}

function csvOf(rows: readonly ClassRow[], other: string): string {
  const text = (x: number | undefined) => (x !== undefined && Number.isFinite(x) ? x : "");
  return toCsv(
    [
      "class",
      "n",
      "precision FP32 %",
      `precision ${other} %`,
      "recall FP32 %",
      `recall ${other} %`,
      "recall change, points",
      "low",
      "high",
    ],
    rows.map(({ name, n, base, other: after, recallChange, interval }) => [
      name,
      n,
      ...[base.precision, after.precision, base.recall, after.recall, recallChange, interval?.lo, interval?.hi].map(
        text,
      ),
    ]),
  );
}
