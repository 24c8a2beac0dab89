import { useTable } from "@tanstack/react-table";
import { useEffect, useMemo, type KeyboardEvent } from "react";
import type { LayerRow } from "../../../jobs/protocol.ts";
import { useStudio } from "../../../state/store.ts";
import { useVirtualRows } from "../../parts/use-virtual-rows.ts";
import { count } from "../../parts/format.ts";
import { COLUMN_HELP, LAYER_COLUMNS, layerFeatures } from "./layer-columns.ts";
import { LayerTableRow } from "./LayerTableRow.tsx";
import { shareText } from "./runs-as.ts";
import { useImpacts } from "../../../state/sensitivity/study.tsx";
import { type Fates, useFates } from "./use-fates.ts";

export interface LayerTableProps {
  readonly layers: readonly LayerRow[];
  readonly notes: readonly string[];
}

const ROW_HEIGHT = 30;

/** Every layer, sortable; only the visible rows exist. Arrows walk, P pins. */
export function LayerTable({ layers, notes }: LayerTableProps) {
  const fates = useFates();
  const impacts = useImpacts();
  const data = useMemo(
    () =>
      layers.map((layer, i) => ({
        ...layer,
        position: i + 1,
        fate: fates?.get(layer.name) ?? null,
        impact: impacts?.get(layer.name) ?? null,
      })),
    [layers, fates, impacts],
  );
  const table = useTable({ features: layerFeatures, columns: LAYER_COLUMNS, data, getRowId: (row) => row.name });
  const rows = table.getRowModel().rows;
  const selected = useStudio((s) => s.layer);
  const select = useStudio((s) => s.selectLayer);
  const { scroll, virtual } = useVirtualRows(rows.length, ROW_HEIGHT, 4);
  const at = rows.findIndex((row) => row.id === selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);
  // Who sorts wants to see what comes first; a selection stays in sight by itself.
  const toFirst = () => at < 0 && virtual.scrollToOffset(0);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const row = next === undefined ? undefined : rows[Math.min(rows.length - 1, Math.max(0, next))];
    if (row === undefined) return;
    event.preventDefault();
    select(row.id);
  };
  return (
    <div
      className="layer-table"
      data-impact={impacts !== null || undefined}
      role="grid"
      aria-label="Layers"
      aria-rowcount={rows.length + 1}
    >
      <div className="layer-head" role="row">
        {table
          .getHeaderGroups()[0]
          ?.headers.filter(({ id }) => id !== "impact" || impacts !== null)
          .map(({ column }) => (
            <HeaderCell
              key={column.id}
              id={column.id}
              label={String(column.columnDef.header)}
              sorted={column.getIsSorted()}
              onSort={(event) => {
                column.getToggleSortingHandler()?.(event);
                toFirst();
              }}
            />
          ))}
      </div>
      <div ref={scroll} className="layer-scroll" role="rowgroup" tabIndex={0} aria-label="Layers" onKeyDown={onKeyDown}>
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return (
              row && (
                <LayerTableRow
                  key={row.id}
                  layer={row.original}
                  index={index}
                  top={start}
                  selected={row.id === selected}
                  measured={impacts !== null}
                />
              )
            );
          })}
        </div>
      </div>
      <Summary layers={layers} notes={notes} fates={fates} />
    </div>
  );
}

interface HeaderCellProps {
  readonly id: string;
  readonly label: string;
  readonly sorted: false | "asc" | "desc";
  readonly onSort: (event: unknown) => void;
}

function HeaderCell({ id, label, sorted, onSort }: HeaderCellProps) {
  const direction = sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : "none";
  return (
    <div role="columnheader" aria-sort={direction} data-column={id}>
      <button type="button" title={COLUMN_HELP[id]} onClick={onSort}>
        {label}
        <span aria-hidden>{sorted === "asc" ? " ↑" : sorted === "desc" ? " ↓" : ""}</span>
      </button>
    </div>
  );
}

function Summary({ layers, notes, fates }: LayerTableProps & { readonly fates: Fates | null }) {
  const share = useMemo(() => (fates ? shareText(fates.values()) : null), [fates]);
  const pins = layers.filter((layer) => layer.pinned).length;
  const float = layers.filter((layer) => layer.precision === "FP32").length;
  return (
    <div className="layer-summary muted" role="row">
      <span role="gridcell">
        {count(layers.length)} layers · {count(float)} in float{pins > 0 && `, ${count(pins)} pinned by you`}
        {share !== null && ` · ${share}`}
      </span>
      {notes.length > 0 && (
        <details role="gridcell">
          <summary>{notes.length === 1 ? "1 note" : `${notes.length} notes`}</summary>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
