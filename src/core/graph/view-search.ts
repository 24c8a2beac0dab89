/** @file Finding nodes of a drawn graph by name or op: as typed, or by a regular expression between slashes. */
import type { GraphView } from "./view.ts";

export interface Found {
  /** Indices of nodes, in the order of the network. */
  readonly nodes: readonly number[];
  /** Why the expression cannot be used; null when it can. */
  readonly error: string | null;
}

const NONE: Found = { nodes: [], error: null };

/** "conv" finds names and ops that hold it, whatever the case; "/^Conv_1\d$/" is a regular expression, "/i" may end it. */
export function findNodes(view: GraphView, query: string): Found {
  const text = query.trim();
  if (text === "") return NONE;
  const expression = /^\/(.+)\/([a-z]*)$/s.exec(text);
  if (expression === null) {
    const part = text.toLowerCase();
    return matching(view, (name) => name.toLowerCase().includes(part));
  }
  const [, source = "", flags = ""] = expression;
  try {
    const regular = new RegExp(source, flags.replace(/[gy]/g, ""));
    return matching(view, (name) => regular.test(name));
  } catch (error) {
    return { nodes: [], error: error instanceof Error ? error.message : String(error) };
  }
}

function matching({ nodes }: GraphView, test: (text: string) => boolean): Found {
  return { nodes: nodes.flatMap(({ name, op }, i) => (test(name) || test(op) ? [i] : [])), error: null };
}
