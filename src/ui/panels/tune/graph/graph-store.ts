/** @file What the user chose in the graph: kept while other views are looked at, forgotten with the page. */
import { create } from "zustand";
import { layerId } from "../../../../core/graph/view.ts";
import type { ColouringId } from "./colourings.ts";

export interface GraphChoices {
  /** Open blocks, by model. */
  readonly open: Readonly<Record<string, ReadonlySet<string>>>;
  readonly colouring: ColouringId;
  readonly query: string;
  /** A chosen block, input or output; layers are chosen for all views. */
  readonly box: string | null;
  /** Id of what was chosen in the graph itself; a selection that differs comes from another view. */
  readonly here: string | null;
  /** What the graph is compared with; null for nothing. */
  readonly compared: string | null;
  setOpen(model: string, open: ReadonlySet<string>): void;
  setColouring(colouring: ColouringId): void;
  setQuery(query: string): void;
  /** @param here id of a layer, or of what only the graph has */
  choose(here: string): void;
  compareWith(compared: string | null): void;
}

export const useGraphChoices = create<GraphChoices>()((set) => ({
  open: {},
  colouring: "bits",
  query: "",
  box: null,
  here: null,
  compared: null,
  setOpen: (model, open) => set((s) => ({ open: { ...s.open, [model]: open } })),
  setColouring: (colouring) => set(() => ({ colouring })),
  setQuery: (query) => set(() => ({ query })),
  choose: (here) => set(() => ({ here, box: layerOf(here) === null ? here : null })),
  compareWith: (compared) => set(() => ({ compared })),
}));

/** Name of the layer with this id; null for blocks, inputs and outputs. */
export function layerOf(id: string): string | null {
  const prefix = layerId("");
  return id.startsWith(prefix) ? id.slice(prefix.length) : null;
}
