import { EdgeLabelRenderer, type Edge, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { shape } from "../../../parts/format.ts";
import type { DrawnEdge } from "./drawing.ts";
import { lineOf } from "./lines.ts";
import { usePane } from "./pane-context.ts";
import { headPath, linePath, middleOf } from "./paths.ts";

export type ValueEdgeType = Edge<{ readonly edge: DrawnEdge }, "value">;

/** Width of the strip in which the pointer finds a line, px. */
const REACH = 14;

/** A value on its way: drawn by the bits that flow; its shape and type appear under the pointer and at the selected box. */
export const ValueEdge = memo(function ValueEdge({ data }: EdgeProps<ValueEdgeType>) {
  const { selected, hovered } = usePane();
  if (data === undefined) return null;
  const { id, from, to, points, carried } = data.edge;
  const { colour, width, dash } = lineOf(carried);
  const near = selected !== null && (from === selected || to === selected);
  const told = id === hovered || near;
  const d = linePath(points);
  const stroke = { fill: "none", stroke: colour, strokeWidth: told ? width + 1 : width } as const;
  return (
    <>
      <path d={d} {...stroke} strokeDasharray={dash} />
      <path d={headPath(points)} {...stroke} />
      <path d={d} fill="none" stroke="transparent" strokeWidth={REACH} />
      {told && <Told edge={data.edge} />}
    </>
  );
});

function Told({ edge: { points, shape: dims, carried, value } }: { readonly edge: DrawnEdge }) {
  const { x, y } = middleOf(points);
  return (
    <EdgeLabelRenderer>
      <div
        className="graph-edge-label"
        title={value}
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      >
        {shape(dims)} · {carried.type}
      </div>
    </EdgeLabelRenderer>
  );
}
