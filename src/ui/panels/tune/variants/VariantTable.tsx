import { useState } from "react";
import type { MetricName } from "../../../../core/evaluate/metric.ts";
import type { Variant } from "../../../../state/variants/variant.ts";
import { nextSorting, sortRows, type Sorting, variantColumns, type VariantRow } from "./variant-rows.ts";
import { VariantTableRow } from "./VariantTableRow.tsx";

export interface VariantTableProps {
  readonly rows: readonly VariantRow[];
  /** The main score; null where agreement stands for it. */
  readonly metric: MetricName | null;
  /** Id of the variant whose recipe is the present one. */
  readonly current: string | null;
  readonly selected: string | null;
  /** Ids of those to be compared. */
  readonly ticked: ReadonlySet<string>;
  readonly onTick: (id: string) => void;
  readonly onDelete: (variant: Variant) => void;
}

/** Every variant in one line, sortable. */
export function VariantTable({ rows, metric, ...shared }: VariantTableProps) {
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const columns = variantColumns(metric);
  return (
    <div className="variant-table">
      <table className="plain" aria-label="Variants">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Compare</span>
            </th>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                data-column={column.id}
                className={column.isNumber ? "number" : undefined}
                aria-sort={sorting?.column !== column.id ? "none" : sorting.isDescending ? "descending" : "ascending"}
              >
                <button type="button" data-help={column.help} onClick={() => setSorting(nextSorting(sorting, column))}>
                  {column.title}
                  <span aria-hidden>{sorting?.column !== column.id ? "" : sorting.isDescending ? " ↓" : " ↑"}</span>
                </button>
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {sortRows(rows, columns, sorting).map((row) => (
            <VariantTableRow key={row.variant.id} row={row} metric={metric} {...shared} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
