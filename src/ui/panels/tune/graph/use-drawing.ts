/** @file From what jobs answered and what is open to what is drawn. */
import { useMemo } from "react";
import type { GraphView } from "../../../../core/graph/view.ts";
import { type BlockTree, blockTree } from "../../../../core/graph/view-blocks.ts";
import { openAtStart, type Shown, shownGraph } from "../../../../core/graph/view-shown.ts";
import { useJob } from "../../../../state/flow.tsx";
import type { Layout } from "../../../graph-layout/elk-graph.ts";
import { layoutOf } from "../../../graph-layout/layout.ts";
import { sizeOf } from "./drawing.ts";
import { useGraphChoices } from "./graph-store.ts";

export interface Placed {
  readonly shown: Shown;
  readonly layout: Layout;
}

export interface GraphParts {
  readonly tree: BlockTree;
  readonly open: ReadonlySet<string>;
  /** The last drawing while the next one is laid out; null before the first. */
  readonly placed: Placed | null;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** @param model key of the model: what is open is remembered for each */
export function useGraphParts(view: GraphView, model: string): GraphParts {
  const tree = useMemo(() => blockTree(view), [view]);
  const chosen = useGraphChoices((s) => s.open[model]);
  const open = useMemo(() => chosen ?? openAtStart(view, tree), [chosen, view, tree]);
  const shown = useMemo(() => shownGraph(view, tree, open), [view, tree, open]);
  const key = useMemo(() => structureOf(shown), [shown]);
  const layout = useJob(
    {
      queryKey: ["layout", model, key],
      queryFn: async (): Promise<Placed> => ({ shown, layout: await layoutOf(shown, sizeOf) }),
      gcTime: 5 * 60_000,
    },
    { keep: true },
  );
  const { data, isPlaceholderData } = layout;
  const placed = useMemo(
    () => (data ? (isPlaceholderData ? data : { shown, layout: data.layout }) : null),
    [data, isPlaceholderData, shown],
  );
  return { tree, open, placed, error: layout.error, retry: () => void layout.refetch() };
}

/** Text that is equal for drawings with equal places: what boxes say does not move them. */
function structureOf({ boxes, edges }: Shown): string {
  return [...boxes.map(({ id, inside }) => `${id} in ${inside ?? ""}`), ...edges.map(({ id }) => id)].join("\n");
}
