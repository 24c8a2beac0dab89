/** @file A drawing as the nodes and edges of React Flow. Sizes and ends are given, so that nothing has to be measured. */
import { Position, type Edge, type Node, type NodeHandle } from "@xyflow/react";
import type { Rect } from "../../../graph-layout/elk-graph.ts";
import { BoxNode } from "./BoxNode.tsx";
import type { Drawing } from "./drawing.ts";
import { FrameNode } from "./FrameNode.tsx";
import { ValueEdge } from "./ValueEdge.tsx";

export const NODE_TYPES = { box: BoxNode, frame: FrameNode };
export const EDGE_TYPES = { value: ValueEdge };

export function nodesOf({ boxes, frames }: Drawing): Node[] {
  return [
    // Frames lie below the lines.
    ...frames.map((frame): Node => ({ ...fixed(frame.id, frame.rect), type: "frame", data: { frame }, zIndex: -1 })),
    ...boxes.map((box): Node => ({ ...fixed(box.id, box.rect), type: "box", data: { box } })),
  ];
}

export function edgesOf({ edges }: Drawing): Edge[] {
  return edges.map((edge): Edge => ({
    id: edge.id,
    source: edge.from,
    target: edge.to,
    type: "value",
    data: { edge },
    focusable: false,
    domAttributes: { "aria-hidden": true },
  }));
}

function fixed(id: string, { x, y, width, height }: Rect): Omit<Node, "data"> {
  const size = { width: Math.round(width), height: Math.round(height) };
  return { id, position: { x, y }, ...size, measured: size, handles: endsOf(size), domAttributes: PLAIN };
}

/** What a box is, it says itself. */
const PLAIN = { "aria-roledescription": undefined } as const;

function endsOf({ width, height }: Pick<Rect, "width" | "height">): NodeHandle[] {
  const end = { x: width / 2, width: 1, height: 1 };
  return [
    { ...end, type: "target", position: Position.Top, y: 0 },
    { ...end, type: "source", position: Position.Bottom, y: height },
  ];
}
