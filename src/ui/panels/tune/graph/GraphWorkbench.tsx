import { useDeferredValue, useMemo, useState } from "react";
import type { GraphView } from "../../../../core/graph/view.ts";
import { findNodes } from "../../../../core/graph/view-search.ts";
import { openedFor } from "../../../../core/graph/view-shown.ts";
import type { QuantizeReport } from "../../../../jobs/protocol.ts";
import { useStudio } from "../../../../state/store.ts";
import { useCurrentVariant } from "../../../../state/variants/use-variants.ts";
import { ErrorCard } from "../../../parts/ErrorCard.tsx";
import { drawingOf } from "./drawing.ts";
import type { Panes } from "./GraphPane.tsx";
import { GraphRegion } from "./GraphRegion.tsx";
import { useGraphChoices } from "./graph-store.ts";
import { GraphToolbar } from "./GraphToolbar.tsx";
import { Legend } from "./Legend.tsx";
import { useComparable } from "./use-compared.ts";
import { useGraphParts } from "./use-drawing.ts";
import { useRevealed, useSelection } from "./use-selection.ts";
import { useSides } from "./use-sides.ts";

export interface GraphWorkbenchProps {
  readonly view: GraphView;
  readonly report: QuantizeReport;
  /** Key of the model. */
  readonly model: string;
}

/** Tools above, the drawing below: once, or twice beside each other. */
export function GraphWorkbench({ view, report, model }: GraphWorkbenchProps) {
  const { tree, open, placed: latest, error, retry } = useGraphParts(view, model);
  // Deferred: a thousand boxes are drawn in slices that input can interrupt.
  const placed = useDeferredValue(latest);
  const comparable = useComparable(report);
  const comparedId = useGraphChoices((s) => s.compared);
  const compared = comparable.find(({ id }) => id === comparedId) ?? null;
  const current = useCurrentVariant();
  const { sides, colouring, colourings, legend, title } = useSides(report, compared, view);
  const drawings = useMemo(
    () => (placed ? sides.map((side) => drawingOf(view, placed.shown, placed.layout, side)) : []),
    [placed, sides, view],
  );
  const selection = useSelection(view, placed);
  const query = useDeferredValue(useGraphChoices((s) => s.query));
  const found = useMemo(() => findNodes(view, query), [view, query]);
  const blocks = useMemo(() => [...tree.blocks.keys()], [tree]);
  const selectLayer = useStudio((s) => s.selectLayer);
  const setOpen = useGraphChoices((s) => s.setOpen);
  const [anchor, setAnchor] = useState<string | null>(null);
  const [panes] = useState((): Panes => new Map());

  /** A block that closes around the selected layer is selected in its place. */
  const toggle = (block: string) => {
    setAnchor(block);
    const next = new Set(open);
    if (!next.delete(block)) next.add(block);
    setOpen(model, next);
    const held = tree.blocks.get(block)?.nodes.some((n) => n === selection.node) ?? false;
    if (!next.has(block) && held) selection.choose(block);
  };
  const reveal = (node: number) => {
    setAnchor(null);
    const next = openedFor(open, tree.holders[node] ?? []);
    if (next !== open) setOpen(model, next);
  };
  /** As if it was chosen in another view: it is brought to the middle. */
  const goTo = (node: number) => {
    const { kind, name, id } = view.nodes[node] ?? {};
    reveal(node);
    if (kind === "layer" && name !== undefined) selectLayer(name);
    else selection.choose(id ?? "");
  };
  useRevealed(selection, reveal);

  if (error !== null) {
    return (
      <div className="tune-notice">
        <ErrorCard error={error} onRetry={retry} />
      </div>
    );
  }
  const [drawing] = drawings;
  return (
    <section className="graph" aria-label="Graph">
      <GraphToolbar
        view={view}
        found={found}
        colouring={colouring}
        colourings={colourings}
        comparable={comparable}
        compared={compared}
        drawings={drawings}
        legend={legend}
        at={selection.node}
        onGoTo={goTo}
        onOpenAll={(all) => {
          setAnchor(null);
          setOpen(model, new Set(all ? blocks : []));
        }}
        hasBlocks={blocks.length > 0}
      />
      {placed === null || drawing === undefined ? (
        <div className="graph-wait" role="status" aria-label="Laying out the network" />
      ) : (
        <GraphRegion
          view={view}
          tree={tree}
          placed={placed}
          drawings={drawings}
          titles={
            compared === null ? [] : [current === null ? "This result" : `This result: ${current.name}`, compared.title]
          }
          selection={selection}
          matched={query.trim() === "" ? null : new Set(found.nodes.map((n) => placed.shown.boxOf[n] ?? ""))}
          anchor={anchor}
          panes={panes}
          onToggle={toggle}
          onWalk={() => setAnchor(null)}
        >
          <Legend title={title} legend={legend} drawings={drawings} />
        </GraphRegion>
      )}
    </section>
  );
}
