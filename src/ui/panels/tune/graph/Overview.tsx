import { useReactFlow, useStore, type ReactFlowState } from "@xyflow/react";
import type { PointerEvent } from "react";
import type { Drawing } from "./drawing.ts";
import { FarPaths } from "./FarPaths.tsx";
import { centredOn, type Viewport } from "./viewport.ts";

/** Narrowest and widest overview, px. */
const [NARROW, WIDE] = [44, 104];
const MARGIN = 96;

const viewOf = ({ transform: [x, y, zoom], width, height }: ReactFlowState) =>
  [-x / zoom, -y / zoom, width / zoom, height / zoom, height] as const;
const same = (a: ReturnType<typeof viewOf>, b: ReturnType<typeof viewOf>) => a.every((value, i) => value === b[i]);

export interface OverviewProps {
  readonly drawing: Drawing;
  readonly onGo: (viewport: Viewport) => void;
}

/** The whole network beside the view, with a frame around what is seen; drag it to go there. Keys and buttons do the same. */
export function Overview({ drawing, onGo }: OverviewProps) {
  const [x, y, width, height, pane] = useStore(viewOf, same);
  const { getZoom } = useReactFlow();
  if (x <= 0 && y <= 0 && x + width >= drawing.width && y + height >= drawing.height) return null;
  const tall = Math.max(80, Math.min(pane - MARGIN, (WIDE * drawing.height) / Math.max(1, drawing.width)));
  const wide = Math.min(WIDE, Math.max(NARROW, (tall * drawing.width) / Math.max(1, drawing.height)));
  const go = (event: PointerEvent<SVGSVGElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const at = {
      x: ((event.clientX - left) / wide) * drawing.width,
      y: ((event.clientY - top) / tall) * drawing.height,
    };
    const zoom = getZoom();
    onGo(centredOn(at, zoom, { width: width * zoom, height: height * zoom }));
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
