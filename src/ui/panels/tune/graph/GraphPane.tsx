import {
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  useStoreApi,
  ViewportPortal,
  type Edge,
  type Node,
  type ReactFlowState,
  type Viewport,
} from "@xyflow/react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type MouseEvent } from "react";
import { boxAt, type Drawing } from "./drawing.ts";
import { FarPaths } from "./FarPaths.tsx";
import { EDGE_TYPES, edgesOf, NODE_TYPES, nodesOf } from "./flow-parts.ts";
import { Overview } from "./Overview.tsx";
import { PaneProvider } from "./pane-context.ts";
import type { Layout, Rect } from "../../../graph-layout/elk-graph.ts";
import { anchored, atStart, centredOn, FAR, fitted, showing, type Size, ZOOMS } from "./viewport.ts";
import { ZoomButtons } from "./ZoomButtons.tsx";

/** Panes that show the same part: each tells the others where it was moved to. */
export type Panes = Map<string, { readonly move: (viewport: Viewport) => void; readonly view: () => Viewport }>;

export interface GraphPaneProps {
  /** Of the pane: unique among those that move together. */
  readonly id: string;
  readonly panes: Panes;
  readonly drawing: Drawing;
  /** Where its parts are: the same object as long as nothing moves. */
  readonly layout: Layout;
  readonly selected: string | null;
  /** The selection came from another view: it is brought to the middle. */
  readonly centre: boolean;
  readonly matched: ReadonlySet<string> | null;
  /** The block that was opened or closed last, while nothing else moved the view. */
  readonly anchor: string | null;
  /** The last one has the overview and the buttons, which move all panes. */
  readonly leads: boolean;
  readonly first: boolean;
  readonly onChoose: (box: string) => void;
  readonly onToggle: (block: string) => void;
}

/** One drawing, to be moved, zoomed and chosen from. */
export function GraphPane(props: GraphPaneProps) {
  return (
    <ReactFlowProvider>
      <Pane {...props} />
    </ReactFlowProvider>
  );
}

const NO_NODES: Node[] = [];
const NO_EDGES: Edge[] = [];
/** React Flow calls itself an application; the region around it is the one that has a name and keys. */
const withoutRole = (element: HTMLElement | null) => element?.setAttribute("role", "presentation");

const SMOOTH = { duration: 140 } as const;

function Pane({
  id,
  panes,
  drawing,
  layout,
  selected,
  centre,
  matched,
  anchor,
  leads,
  first,
  onChoose,
  onToggle,
}: GraphPaneProps) {
  const ref = useRef<HTMLDivElement>(null);
  const flow = useReactFlow();
  const moveAll = useCallback(
    (viewport: Viewport) => {
      for (const { move } of panes.values()) move(viewport);
    },
    [panes],
  );
  const store = useStoreApi();
  const width = useStore((s) => s.width);
  const [far, setFar] = useState(false);
  const [hovered, setHovered] = useState<string | null>(null);
  const nodes = useMemo(() => nodesOf(drawing), [drawing]);
  const edges = useMemo(() => edgesOf(drawing), [drawing]);
  const context = useMemo(() => ({ selected, matched, hovered, onToggle }), [selected, matched, hovered, onToggle]);
  useTogether(id, panes);
  const size = useCallback(
    () => ({ width: ref.current?.clientWidth ?? 1, height: ref.current?.clientHeight ?? 1 }),
    [],
  );
  useWidth(width, first ? moveAll : null);
  usePlace(size, { panes, layout, selected, centre, anchor });
  const onMove = (event: unknown, { x, y, zoom }: Viewport) => {
    const viewport = { x, y, zoom };
    const away = zoom < FAR;
    // At once, in the same tick: the next frame would otherwise draw every box before it hears of `far`.
    if (away && !far) empty(store.getState());
    setFar(away);
    if (event !== null) for (const [other, { move }] of panes) if (other !== id) move(viewport);
  };
  const onPaneClick = (event: MouseEvent) => {
    const hit = far ? boxAt(drawing, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })) : null;
    if (hit !== null) onChoose(hit.id);
  };
  return (
    <div className="graph-pane" ref={ref} data-far={far}>
      <PaneProvider value={context}>
        <ReactFlow
          ref={withoutRole}
          nodes={far ? NO_NODES : nodes}
          edges={far ? NO_EDGES : edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          minZoom={ZOOMS.least}
          maxZoom={ZOOMS.most}
          onlyRenderVisibleElements
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          zoomOnDoubleClick={false}
          panOnScroll
          zoomActivationKeyCode={["Meta", "Control"]}
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          panActivationKeyCode={null}
          proOptions={{ hideAttribution: true }}
          onMove={onMove}
          onPaneClick={onPaneClick}
          onNodeClick={(_, { id: box, type }) => type === "box" && onChoose(box)}
          onNodeDoubleClick={(_, { id: box }) => box.startsWith("block:") && onToggle(box)}
          onEdgeMouseEnter={(_, edge) => setHovered(edge.id)}
          onEdgeMouseLeave={() => setHovered(null)}
        >
          {far && (
            <ViewportPortal>
              <svg className="graph-far" width={drawing.width} height={drawing.height} aria-hidden>
                <FarPaths drawing={drawing} />
                <FarMarks drawing={drawing} selected={selected} matched={matched} />
              </svg>
            </ViewportPortal>
          )}
        </ReactFlow>
        {leads && <Overview drawing={drawing} onGo={moveAll} />}
        {leads && (
          <ZoomButtons
            onZoom={(factor) => {
              const { x, y, zoom } = flow.getViewport();
              const { width, height } = size();
              const next = Math.min(ZOOMS.most, Math.max(ZOOMS.least, zoom * factor));
              const middle = { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom };
              moveAll(centredOn(middle, next, size()));
            }}
            onFit={() => moveAll(fitted(drawing, size()))}
            onStart={() => moveAll(atStart(drawing, size()))}
          />
        )}
      </PaneProvider>
    </div>
  );
}

function empty({ setNodes, setEdges }: Pick<ReactFlowState, "setNodes" | "setEdges">): void {
  setNodes(NO_NODES);
  setEdges(NO_EDGES);
}

function useTogether(id: string, panes: Panes): void {
  const { setViewport, getViewport, viewportInitialized } = useReactFlow();
  useEffect(() => {
    if (!viewportInitialized) return;
    panes.set(id, { move: (viewport) => void setViewport(viewport), view: getViewport });
    return () => void panes.delete(id);
  }, [id, panes, setViewport, getViewport, viewportInitialized]);
}

/** What is in the middle stays there when the panes are made wider or narrower. */
function useWidth(width: number, onChange: ((viewport: Viewport) => void) | null): void {
  const { getViewport } = useReactFlow();
  const last = useRef(width);
  useLayoutEffect(() => {
    const before = last.current;
    last.current = width;
    if (before === 0 || before === width || onChange === null) return;
    const { x, y, zoom } = getViewport();
    onChange({ x: x + (width - before) / 2, y, zoom });
  }, [width, onChange, getViewport]);
}

type Looking = Pick<GraphPaneProps, "panes" | "layout" | "selected" | "centre" | "anchor">;

/** Opens at the beginning, follows the selection, and keeps a block in its place when it opens or closes. */
function usePlace(paneOf: () => Size, { panes, layout, selected, centre, anchor }: Looking): void {
  const { setViewport, getViewport, viewportInitialized } = useReactFlow();
  const seen = useRef<Pick<Looking, "layout" | "selected"> | null>(null);
  useLayoutEffect(() => {
    if (!viewportInitialized) return;
    const before = seen.current;
    seen.current = { layout, selected };
    const pane = paneOf();
    const chosen = rectIn(layout, selected);
    const held = rectIn(layout, anchor);
    const was = rectIn(before?.layout ?? layout, anchor);
    if (before === null) {
      const [other] = panes.values();
      const start = other?.view() ?? atStart(layout, pane);
      void setViewport(chosen === null ? start : showing(chosen, start, pane));
    } else if (before.layout !== layout && held !== null && was !== null) {
      void setViewport(anchored(getViewport(), was, held));
    } else if (chosen !== null && (before.layout !== layout || before.selected !== selected)) {
      const now = getViewport();
      const middle = { x: chosen.x + chosen.width / 2, y: chosen.y + chosen.height / 2 };
      // From afar nothing can be read: who was sent here wants to.
      const zoom = now.zoom < FAR ? 1 : now.zoom;
      const next = centre ? centredOn(middle, zoom, pane) : showing(chosen, now, pane);
      if (next.x !== now.x || next.y !== now.y) void setViewport(next, SMOOTH);
    } else if (before.layout !== layout) {
      void setViewport(atStart(layout, pane));
    }
  }, [panes, layout, selected, centre, anchor, paneOf, setViewport, getViewport, viewportInitialized]);
}

function rectIn({ boxes, frames }: Layout, id: string | null): Rect | null {
  return id === null ? null : (boxes.get(id) ?? frames.get(id) ?? null);
}

type Marks = Pick<GraphPaneProps, "drawing" | "selected" | "matched">;

/** The selected box and what was found, large enough to be seen from afar. */
function FarMarks({ drawing, selected, matched }: Marks) {
  return drawing.boxes
    .filter(({ id }) => id === selected || matched?.has(id) === true)
    .map(({ id, rect }) => (
      <rect key={id} className="graph-far-mark" data-selected={id === selected} {...rect} rx={6} />
    ));
}
