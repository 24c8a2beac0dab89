/** @file A drawn graph as ELK takes it, and the places it answers. Pure: ELK itself runs in a worker. */
import type { ElkExtendedEdge, ElkNode } from "elkjs/lib/elk-api.js";
import type { Shown, ShownBox } from "../../core/graph/view-shown.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** px, from the upper left of the drawing. */
export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Rect>;
  readonly frames: ReadonlyMap<string, Rect>;
  /** Corners of each line, from the producer to the reader. */
  readonly edges: ReadonlyMap<string, readonly Point[]>;
}

/** px */
export const BOX = { width: 212, height: 44 } as const;
export const PORT = { width: 148, height: 28 } as const;
/** Height of a frame's title, px. */
export const FRAME_HEAD = 32;

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.padding": "[top=16,left=16,bottom=16,right=16]",
  "elk.spacing.nodeNode": "24",
  "elk.spacing.edgeNode": "16",
  "elk.spacing.edgeEdge": "10",
  "elk.layered.spacing.nodeNodeBetweenLayers": "28",
  "elk.layered.spacing.edgeNodeBetweenLayers": "12",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.favorStraightEdges": "true",
  // The order of the file is stable: opening a block does not turn its neighbours over.
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
};

const FRAME_OPTIONS = { "elk.padding": `[top=${FRAME_HEAD + 12},left=14,bottom=14,right=14]` };

/** @param sizeOf size of a box, px */
export function toElk({ boxes, frames, edges }: Shown, sizeOf: (box: ShownBox) => Omit<Rect, "x" | "y">): ElkNode {
  const root: ElkNode = { id: "root", layoutOptions: OPTIONS, children: [] };
  const framed = new Map<string | null, ElkNode>([[null, root]]);
  for (const { block, inside } of frames) {
    const frame: ElkNode = { id: block.id, layoutOptions: FRAME_OPTIONS, children: [] };
    framed.get(inside)?.children?.push(frame);
    framed.set(block.id, frame);
  }
  for (const box of boxes) framed.get(box.inside)?.children?.push({ id: box.id, ...sizeOf(box) });
  root.edges = edges.map(({ id, from, to }): ElkExtendedEdge => ({ id, sources: [from], targets: [to] }));
  return root;
}

/** @param root as ELK answered it */
export function fromElk(root: ElkNode): Layout {
  const boxes = new Map<string, Rect>();
  const frames = new Map<string, Rect>();
  const visit = (node: ElkNode) => {
    for (const child of node.children ?? []) {
      const { x = 0, y = 0, width = 0, height = 0 } = child;
      (child.children === undefined || child.children.length === 0 ? boxes : frames).set(child.id, {
        x,
        y,
        width,
        height,
      });
      visit(child);
    }
  };
  visit(root);
  const edges = new Map((root.edges ?? []).map((edge) => [edge.id ?? "", pointsOf(edge)]));
  return { width: root.width ?? 0, height: root.height ?? 0, boxes, frames, edges };
}

function pointsOf({ sections = [] }: ElkExtendedEdge): readonly Point[] {
  return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
}
