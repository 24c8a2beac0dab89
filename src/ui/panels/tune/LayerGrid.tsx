import { useEffect, type KeyboardEvent, type ReactNode } from "react";
import { useStudio } from "../../../state/store.ts";
import { useVirtualRows } from "../../parts/use-virtual-rows.ts";

export interface GridColumn {
  readonly id: string;
  readonly title: string;
  readonly help: string | undefined;
  readonly sorted: "none" | "ascending" | "descending";
  readonly onSort: (event: unknown) => void;
}

export interface GridRow {
  /** Name of the layer. */
  readonly id: string;
  readonly index: number;
  /** px from the top of the list. */
  readonly top: number;
  readonly selected: boolean;
}

export interface LayerGridProps {
  readonly label: string;
  readonly className: string;
  readonly headClass?: string;
  readonly columns: readonly GridColumn[];
  /** Names of the layers, in the order of the rows. */
  readonly names: readonly string[];
  readonly renderRow: (row: GridRow) => ReactNode;
  /** The column of impacts has room. */
  readonly impact?: boolean;
  /** Below the rows. */
  readonly children?: ReactNode;
}

const ROW_HEIGHT = 30;
const MARKS = { none: "", ascending: " ↑", descending: " ↓" } as const;

/** A table of layers: heads sort, arrows walk, the selection is everyone's; only the visible rows exist. */
export function LayerGrid({
  label,
  className,
  headClass = "",
  columns,
  names,
  renderRow,
  impact,
  children,
}: LayerGridProps) {
  const selected = useStudio((s) => s.layer);
  const select = useStudio((s) => s.selectLayer);
  const { scroll, virtual } = useVirtualRows(names.length, ROW_HEIGHT, 4);
  const at = selected === null ? -1 : names.indexOf(selected);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);
  const sort = (event: unknown, { onSort }: GridColumn) => {
    onSort(event);
    // Who sorts wants to see what comes first; a selection stays in sight by itself.
    if (at < 0) virtual.scrollToOffset(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1 }[event.key];
    const name = next === undefined ? undefined : names[Math.min(names.length - 1, Math.max(0, next))];
    if (name === undefined) return;
    event.preventDefault();
    select(name);
  };
  return (
    <div
      className={className}
      data-impact={impact || undefined}
      role="grid"
      aria-label={label}
      aria-rowcount={names.length + 1}
    >
      <div className={`layer-head ${headClass}`} role="row">
        {columns.map((column) => (
          <div key={column.id} role="columnheader" aria-sort={column.sorted} data-column={column.id}>
            <button type="button" title={column.help} onClick={(event) => sort(event, column)}>
              {column.title}
              <span aria-hidden>{MARKS[column.sorted]}</span>
            </button>
          </div>
        ))}
      </div>
      <div ref={scroll} className="layer-scroll" role="rowgroup" tabIndex={0} aria-label={label} onKeyDown={onKeyDown}>
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const id = names[index];
            return id === undefined ? null : renderRow({ id, index, top: start, selected: id === selected });
          })}
        </div>
      </div>
      {children}
    </div>
  );
}
