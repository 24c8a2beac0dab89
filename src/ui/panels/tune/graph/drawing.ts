/** @file Everything that is drawn of a graph, as plain data: the canvas, the drawing from afar and the saved files read the same. */
import type { Carried, GraphView, ViewNode } from "../../../../core/graph/view.ts";
import type { Block } from "../../../../core/graph/view-block.ts";
import type { Shown, ShownBox } from "../../../../core/graph/view-shown.ts";
import { BOX, type Layout, type Point, PORT, type Rect } from "../../../graph-layout/elk-graph.ts";
import { count, NOT_MEASURED } from "../../../parts/format.ts";
import type { LayerFacts } from "./colourings.ts";
import type { Paint, Painter } from "./painter.ts";

export interface DrawnBox {
  readonly id: string;
  readonly kind: "layer" | "block" | "input" | "output";
  readonly rect: Rect;
  /** e.g. "Conv + Clip", "Residual", "Input". */
  readonly title: string;
  /** Node name; of a block what is inside. */
  readonly name: string;
  /** Null where there is no value: then `text` says why. */
  readonly paint: Paint | null;
  readonly text: string;
  readonly pinned: boolean;
  /** What a screen reader says. */
  readonly label: string;
}

export interface DrawnFrame {
  readonly id: string;
  readonly rect: Rect;
  readonly title: string;
  readonly layers: number;
}

export interface DrawnEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly points: readonly Point[];
  readonly value: string;
  readonly shape: readonly (number | string)[];
  readonly carried: Carried;
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly DrawnBox[];
  readonly frames: readonly DrawnFrame[];
  readonly edges: readonly DrawnEdge[];
}

/** What one side of a comparison knows. */
export interface Side {
  /** By layer name. */
  readonly facts: ReadonlyMap<string, LayerFacts>;
  readonly painter: Painter<LayerFacts>;
  /** How each value flows; values that are not named flow as in `Shown`. */
  readonly carried: ReadonlyMap<string, Carried>;
}

export function sizeOf({ block, id }: ShownBox): Omit<Rect, "x" | "y"> {
  return block !== null || id.startsWith("layer:") ? BOX : PORT;
}

export function drawingOf(view: GraphView, shown: Shown, layout: Layout, side: Side): Drawing {
  const none: Rect = { x: 0, y: 0, width: 0, height: 0 };
  return {
    width: layout.width,
    height: layout.height,
    boxes: shown.boxes.map(({ id, node, block }) => {
      const rect = layout.boxes.get(id) ?? none;
      if (block !== null) return blockBox(block, rect, view, side);
      return nodeBox(view.nodes[node ?? 0] as ViewNode, rect, side);
    }),
    frames: shown.frames.map(({ block: { id, title, nodes } }) => ({
      id,
      title,
      layers: nodes.length,
      rect: layout.frames.get(id) ?? none,
    })),
    edges: shown.edges.map((edge) => ({
      ...edge,
      carried: (!edge.to.startsWith("output:") && side.carried.get(edge.value)) || edge.carried,
      points: layout.edges.get(edge.id) ?? [],
    })),
  };
}

function nodeBox({ id, kind, name, op }: ViewNode, rect: Rect, { facts, painter }: Side): DrawnBox {
  if (kind !== "layer") {
    const title = kind === "input" ? "Input" : "Output";
    const label = `${title} ${name}`;
    return { id, kind, rect, title, name, paint: null, text: "", pinned: false, label };
  }
  const fact = facts.get(name);
  const paint = fact === undefined ? null : painter.one(fact);
  const text = paint?.text ?? withoutValue(fact);
  const precision = fact?.row.precision ?? "";
  const float = precision === "FP32" ? "float (FP32)" : precision;
  const pinned = fact?.row.pinned ?? false;
  const said = [name, op, float, text === precision ? "" : text, pinned ? "pinned" : ""].filter((part) => part !== "");
  return { id, kind, rect, title: op, name, paint, text, pinned, label: said.join(", ") };
}

/** A float layer has no noise and nothing clipped: it says that it is float. */
function withoutValue(fact: LayerFacts | undefined): string {
  return fact?.row.precision === "FP32" ? "FP32" : NOT_MEASURED;
}

function blockBox({ id, title, nodes }: Block, rect: Rect, view: GraphView, { facts, painter }: Side): DrawnBox {
  const inside = nodes.flatMap((n) => facts.get(view.nodes[n]?.name ?? "") ?? []);
  const paint = painter.block(inside);
  const name = `${count(nodes.length)} layers`;
  const text = paint?.text ?? withoutValue(inside.find(({ row }) => row.precision === "FP32"));
  const pinned = inside.some(({ row }) => row.pinned);
  const label = [`Block ${title}`, name, text, pinned ? "with pins" : ""].filter((part) => part !== "").join(", ");
  return { id, kind: "block", rect, title, name, paint, text, pinned, label };
}

/** Boxes under a point, for the drawing from afar. */
export function boxAt({ boxes }: Drawing, { x, y }: Point): DrawnBox | null {
  const hit = ({ rect }: DrawnBox) =>
    x >= rect.x && x <= rect.x + rect.width && y >= rect.y && y <= rect.y + rect.height;
  return boxes.find(hit) ?? null;
}
