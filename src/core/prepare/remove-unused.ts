import { pruneUnused } from "../graph/edit.ts";
import type { Pass } from "../graph/graph.ts";

export const removeUnused: Pass = {
  id: "remove-unused",
  title: "Remove nodes and weights that no output depends on",
  run: pruneUnused,
};
