import { useTable } from "@tanstack/react-table";
import { useMemo } from "react";
import type { LayerRow } from "../../../jobs/protocol.ts";
import { useImpacts } from "../../../state/sensitivity/study.tsx";
import { count } from "../../parts/format.ts";
import { COLUMN_HELP, LAYER_COLUMNS, layerFeatures } from "./layer-columns.ts";
import { LayerGrid } from "./LayerGrid.tsx";
import { LayerTableRow } from "./LayerTableRow.tsx";
import { shareText } from "./runs-as.ts";
import { type Fates, useFates } from "./use-fates.ts";

export interface LayerTableProps {
  readonly layers: readonly LayerRow[];
  readonly notes: readonly string[];
}

const DIRECTIONS = { asc: "ascending", desc: "descending" } as const;

/** Every layer, sortable. Arrows walk, P pins. */
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
  const { rows } = table.getRowModel();
  const heads = table.getHeaderGroups()[0]?.headers ?? [];
  const columns = heads.flatMap(({ column }) => {
    const { id, columnDef } = column;
    if (id === "impact" && impacts === null) return [];
    const direction = column.getIsSorted();
    const sorted = direction === false ? ("none" as const) : DIRECTIONS[direction];
    const onSort = (event: unknown) => column.getToggleSortingHandler()?.(event);
    return [{ id, title: String(columnDef.header), help: COLUMN_HELP[id], sorted, onSort }];
  });
  return (
    <LayerGrid
      label="Layers"
      className="layer-table"
      impact={impacts !== null}
      columns={columns}
      names={rows.map(({ id }) => id)}
      renderRow={({ id, ...place }) => {
        const layer = rows[place.index]?.original;
        return layer && <LayerTableRow key={id} layer={layer} {...place} measured={impacts !== null} />;
      }}
    >
      <Summary layers={layers} notes={notes} fates={fates} />
    </LayerGrid>
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
