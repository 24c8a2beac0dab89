import { createContext, use } from "react";

/** What boxes of a pane need besides what is drawn: it changes with every click and key, the drawing does not. */
export interface PaneContext {
  /** Id of the selected box. */
  readonly selected: string | null;
  /** Boxes that the search found; null while nothing is searched. */
  readonly matched: ReadonlySet<string> | null;
  /** Id of the edge under the pointer. */
  readonly hovered: string | null;
  /** Opens or closes a block. */
  readonly onToggle: (block: string) => void;
}

const Context = createContext<PaneContext>({ selected: null, matched: null, hovered: null, onToggle: () => {} });

export const PaneProvider = Context.Provider;

export function usePane(): PaneContext {
  return use(Context);
}
