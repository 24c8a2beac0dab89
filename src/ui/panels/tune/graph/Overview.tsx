import { useReactFlow, useStore, type ReactFlowState } from "@xyflow/react";
import type { PointerEvent } from "react";
import type { Drawing } from "./drawing.ts";
import { FarPaths } from "./FarPaths.tsx";

/** Narrowest and widest overview, px. */
const [NARROW, WIDE] = [44, 132];
const MARGIN = 96;

const viewOf = ({ transform: [x, y, zoom], width, height }: ReactFlowState) =>
  [-x / zoom, -y / zoom, width / zoom, height / zoom, height] as const;
const same = (a: ReturnType<typeof viewOf>, b: ReturnType<typeof viewOf>) => a.every((value, i) => value === b[i]);

/** The whole network beside the view, with a frame around what is seen; drag it to go there. Keys and buttons do the same. */
export function Overview({ drawing }: { readonly drawing: Drawing }) {
  const [x, y, width, height, pane] = useStore(viewOf, same);
  const { setCenter, getZoom } = useReactFlow();
  const tall = Math.max(80, Math.min(pane - MARGIN, (WIDE * drawing.height) / Math.max(1, drawing.width)));
  const wide = Math.min(WIDE, Math.max(NARROW, (tall * drawing.width) / Math.max(1, drawing.height)));
  const go = (event: PointerEvent<SVGSVGElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const at = { x: (event.clientX - left) / wide, y: (event.clientY - top) / tall };
    void setCenter(at.x * drawing.width, at.y * drawing.height, { zoom: getZoom() });
  };
  return (
    <svg
      className="graph-overview"
      aria-hidden
      width={wide}
      height={tall}
      viewBox={`0 0 ${drawing.width} ${drawing.height}`}
      preserveAspectRatio="none"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => event.buttons === 1 && go(event)}
    >
      <FarPaths drawing={drawing} />
      <rect className="graph-overview-view" {...{ x, y, width, height }} />
    </svg>
  );
}
