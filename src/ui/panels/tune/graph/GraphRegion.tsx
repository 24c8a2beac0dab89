import { useMemo, type KeyboardEvent, type ReactNode } from "react";
import type { GraphView } from "../../../../core/graph/view.ts";
import type { BlockTree } from "../../../../core/graph/view-blocks.ts";
import { type Step, walkOf } from "../../../../core/graph/view-walk.ts";
import { count } from "../../../parts/format.ts";
import type { Drawing } from "./drawing.ts";
import { GraphPane, type Panes } from "./GraphPane.tsx";
import type { Placed } from "./use-drawing.ts";
import type { GraphSelection } from "./use-selection.ts";

export interface GraphRegionProps {
  readonly view: GraphView;
  readonly tree: BlockTree;
  readonly placed: Placed;
  readonly drawings: readonly Drawing[];
  /** What each drawing shows, where there are two. */
  readonly titles: readonly string[];
  readonly selection: GraphSelection;
  readonly matched: ReadonlySet<string> | null;
  readonly anchor: string | null;
  readonly panes: Panes;
  readonly onToggle: (block: string) => void;
  /** The selection moves by a key. */
  readonly onWalk: () => void;
  readonly children: ReactNode;
}

const STEPS: Readonly<Record<string, Step>> = {
  ArrowDown: "down",
  ArrowUp: "up",
  ArrowLeft: "left",
  ArrowRight: "right",
};

const KEYS = "Arrows walk along the edges, Enter opens or closes a block, P pins the layer to FP32.";

/** The drawing as one place for the keyboard: arrows walk along edges, Enter opens and closes blocks. */
export function GraphRegion(props: GraphRegionProps) {
  const { view, tree, placed, drawings, titles, selection, matched, anchor, panes, onToggle, onWalk, children } = props;
  const walk = useMemo(() => walkOf(placed.shown, middlesOf(placed)), [placed]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target instanceof HTMLButtonElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nextOf(event.key);
    if (next !== null) {
      event.preventDefault();
      onWalk();
      selection.choose(next);
    } else if (event.key === "Enter") {
      event.preventDefault();
      enter();
    }
  };
  const nextOf = (key: string): string | null => {
    if (key === "Home") return walk.first;
    if (key === "End") return walk.last;
    const step = STEPS[key];
    if (step === undefined) return null;
    return selection.box === null ? walk.first : walk.step(selection.box, step);
  };
  /** Into a closed block; out of the open one around a layer. */
  const enter = () => {
    const block = tree.blocks.get(selection.id ?? "");
    if (block !== undefined) {
      onToggle(block.id);
      selection.choose(view.nodes[block.nodes[0] ?? 0]?.id ?? "");
      return;
    }
    const around = placed.shown.boxes.find(({ id }) => id === selection.box)?.inside ?? null;
    if (around !== null) onToggle(around);
  };
  const [first] = drawings;
  const said = first?.boxes.find(({ id }) => id === selection.box);
  const layers = view.nodes.filter(({ kind }) => kind === "layer").length;
  return (
    <div
      className="graph-region"
      role="application"
      tabIndex={0}
      aria-label={`The network drawn: ${count(layers)} layers in ${count(placed.shown.boxes.length)} boxes`}
      aria-describedby="graph-keys"
      onKeyDown={onKeyDown}
    >
      <span id="graph-keys" className="visually-hidden">
        {KEYS}
      </span>
      {drawings.map((drawing, i) => (
        <div className="graph-side" key={i} data-side={i}>
          {titles[i] !== undefined && <h3 className="graph-side-title">{titles[i]}</h3>}
          <GraphPane
            id={String(i)}
            panes={panes}
            drawing={drawing}
            layout={placed.layout}
            selected={selection.box}
            centre={selection.elsewhere}
            matched={matched}
            anchor={anchor}
            first={i === 0}
            leads={i === drawings.length - 1}
            onChoose={selection.choose}
            onToggle={onToggle}
          />
        </div>
      ))}
      {children}
      <p className="visually-hidden" role="status" aria-label="Selected in the graph">
        {said?.label ?? ""}
      </p>
    </div>
  );
}

function middlesOf({ layout }: Placed) {
  return new Map(
    [...layout.boxes].map(([id, { x, y, width, height }]) => [id, { x: x + width / 2, y: y + height / 2 }]),
  );
}
