/**
 * @file What the number formats have in common that need no activation ranges: each is a rewrite of the layers
 * it was given, applied after Q/DQ was placed, and a question whether it can take a layer at all.
 */
import type { Graph, Node } from "../graph/graph.ts";

/** Layers that a rewrite changed, by node name. */
export interface FormatLayer {
  /** Bytes of the layer's constants before and after, scales and zero points included. */
  readonly bytes: { readonly before: number; readonly after: number };
  /** Sum of squared weight errors and of squared weights, when weights were rounded. */
  readonly noise?: number;
  readonly signal?: number;
}

export interface Formatted {
  readonly graph: Graph;
  readonly layers: ReadonlyMap<string, FormatLayer>;
  /** Done on the user's behalf; shown with the result. */
  readonly notes: readonly string[];
}

/** Why a layer cannot take the format, in the user's words, or null when it can. */
export type Refuse = (node: Node, graph: Graph) => string | null;
