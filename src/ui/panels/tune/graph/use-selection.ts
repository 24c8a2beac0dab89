/** @file What is selected: layers for all views, blocks, inputs and outputs for the graph alone. */
import { useCallback, useEffect, useMemo, useRef } from "react";
import { type GraphView, layerId } from "../../../../core/graph/view.ts";
import { useStudio } from "../../../../state/store.ts";
import { layerOf, useGraphChoices } from "./graph-store.ts";
import type { Placed } from "./use-drawing.ts";

export interface GraphSelection {
  /** Id of the selected node or block; null for nothing. */
  readonly id: string | null;
  /** Index of the selected node; null for a block. */
  readonly node: number | null;
  /** Id of the box that shows it: a closed block stands for its layers. */
  readonly box: string | null;
  /** It was chosen in another view. */
  readonly elsewhere: boolean;
  readonly choose: (id: string) => void;
}

export function useSelection(view: GraphView, placed: Placed | null): GraphSelection {
  const layer = useStudio((s) => s.layer);
  const selectLayer = useStudio((s) => s.selectLayer);
  const chosen = useGraphChoices((s) => s.box);
  const here = useGraphChoices((s) => s.here);
  const chooseHere = useGraphChoices((s) => s.choose);
  const index = useMemo(() => new Map(view.nodes.map(({ id }, i) => [id, i])), [view]);
  const id = layer === null ? chosen : layerId(layer);
  const node = id === null ? null : (index.get(id) ?? null);
  const box = node === null ? id : (placed?.shown.boxOf[node] ?? null);
  const choose = useCallback(
    (next: string) => {
      chooseHere(next);
      selectLayer(layerOf(next));
    },
    [chooseHere, selectLayer],
  );
  return { id, node, box, elsewhere: here !== id, choose };
}

/** A layer that is selected in another view is brought to sight: the blocks around it open, once. */
export function useRevealed({ id, node, elsewhere }: GraphSelection, reveal: (node: number) => void): void {
  const last = useRef<string | null>(null);
  useEffect(() => {
    if (last.current === id) return;
    last.current = id;
    if (node !== null && elsewhere) reveal(node);
  }, [id, node, elsewhere, reveal]);
}
