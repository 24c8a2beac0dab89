import { useEffect, useMemo, useState, type KeyboardEvent } from "react";
import type { PinPrecision } from "../../../../core/recipe.ts";
import type { Outlook } from "../../../../core/sensitivity/expected.ts";
import type { SensitivityReport } from "../../../../core/sensitivity/report.ts";
import { useStudio } from "../../../../state/store.ts";
import { useVirtualRows } from "../../../parts/use-virtual-rows.ts";
import { PIN_TITLES } from "../pins.ts";
import { nextSorting, SENSITIVITY_COLUMNS, sensitivityRows, sortRows, type Sorting } from "./sensitivity-rows.ts";
import { SensitivityTableRow } from "./SensitivityTableRow.tsx";

export interface SensitivityTableProps {
  readonly report: SensitivityReport;
  readonly outlook: Outlook | null;
  readonly precision: PinPrecision;
}

const ROW_HEIGHT = 30;

/** Every layer with all that the report says of it, sortable; only the visible rows exist. Arrows walk. */
export function SensitivityTable({ report, outlook, precision }: SensitivityTableProps) {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const all = useMemo(() => sensitivityRows(report, outlook, precision), [report, outlook, precision]);
  const rows = useMemo(() => sortRows(all, sorting), [all, sorting]);
  const most = all[0]?.share ?? 0;
  const selected = useStudio((s) => s.layer);
  const select = useStudio((s) => s.selectLayer);
  const { scroll, virtual } = useVirtualRows(rows.length, ROW_HEIGHT, 4);
  const at = rows.findIndex(({ name }) => name === selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);
  // Who sorts wants to see what comes first; a selection stays in sight by itself.
  const sort = (column: (typeof SENSITIVITY_COLUMNS)[number]) => {
    setSorting(nextSorting(sorting, column));
    if (at < 0) virtual.scrollToOffset(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const row = next === undefined ? undefined : rows[Math.min(rows.length - 1, Math.max(0, next))];
    if (row === undefined) return;
    event.preventDefault();
    select(row.name);
  };
  return (
    <div className="study-table" role="grid" aria-label="Sensitivity of layers" aria-rowcount={rows.length + 1}>
      <div className="layer-head study-row" role="row">
        {SENSITIVITY_COLUMNS.map((column) => {
          const direction = sorting?.column !== column.id ? "none" : sorting.descending ? "descending" : "ascending";
          return (
            <div key={column.id} role="columnheader" aria-sort={direction} data-column={column.id}>
              <button type="button" title={column.help} onClick={() => sort(column)}>
                {titleOf(column, precision)}
                <span aria-hidden>{direction === "none" ? "" : direction === "ascending" ? " ↑" : " ↓"}</span>
              </button>
            </div>
          );
        })}
      </div>
      <div
        ref={scroll}
        className="layer-scroll"
        role="rowgroup"
        tabIndex={0}
        aria-label="Sensitivity of layers"
        onKeyDown={onKeyDown}
      >
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return (
              row && (
                <SensitivityTableRow
                  key={row.name}
                  row={row}
                  index={index}
                  top={start}
                  most={most}
                  selected={row.name === selected}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The last columns ask what a pin to this precision would do. */
function titleOf({ id, title }: (typeof SENSITIVITY_COLUMNS)[number], precision: PinPrecision): string {
  return id === "remains" ? `At ${PIN_TITLES[precision]}` : title;
}
