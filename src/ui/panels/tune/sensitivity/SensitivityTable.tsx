import { useMemo, useState } from "react";
import type { PinPrecision } from "../../../../core/recipe.ts";
import type { Outlook } from "../../../../core/sensitivity/expected.ts";
import type { SensitivityReport } from "../../../../core/sensitivity/report.ts";
import { LayerGrid } from "../LayerGrid.tsx";
import { PIN_TITLES } from "../pins.ts";
import { nextSorting, SENSITIVITY_COLUMNS, sensitivityRows, sortRows, type Sorting } from "./sensitivity-rows.ts";
import { SensitivityTableRow } from "./SensitivityTableRow.tsx";

export interface SensitivityTableProps {
  readonly report: SensitivityReport;
  readonly outlook: Outlook | null;
  readonly precision: PinPrecision;
}

/** Every layer with all that the report says of it, sortable. Arrows walk. */
export function SensitivityTable({ report, outlook, precision }: SensitivityTableProps) {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const all = useMemo(() => sensitivityRows(report, outlook, precision), [report, outlook, precision]);
  const rows = useMemo(() => sortRows(all, sorting), [all, sorting]);
  const most = all[0]?.share ?? 0;
  return (
    <LayerGrid
      label="Sensitivity of layers"
      className="study-table"
      headClass="study-row"
      columns={SENSITIVITY_COLUMNS.map((column) => ({
        id: column.id,
        title: titleOf(column, precision),
        help: column.help,
        sorted: sorting?.column !== column.id ? "none" : sorting.descending ? "descending" : "ascending",
        onSort: () => setSorting(nextSorting(sorting, column)),
      }))}
      names={rows.map(({ name }) => name)}
      renderRow={({ id, ...place }) => {
        const row = rows[place.index];
        return row && <SensitivityTableRow key={id} row={row} most={most} {...place} />;
      }}
    />
  );
}

/** The last columns ask what a pin to this precision would do. */
function titleOf({ id, title }: (typeof SENSITIVITY_COLUMNS)[number], precision: PinPrecision): string {
  return id === "remains" ? `At ${PIN_TITLES[precision]}` : title;
}
