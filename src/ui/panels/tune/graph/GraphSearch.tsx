import { ActionIcon, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconSearch } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import type { GraphView } from "../../../../core/graph/view.ts";
import type { Found } from "../../../../core/graph/view-search.ts";
import { count } from "../../../parts/format.ts";
import { useGraphChoices } from "./graph-store.ts";

export interface GraphSearchProps {
  readonly view: GraphView;
  readonly found: Found;
  /** Index of the selected node. */
  readonly at: number | null;
  readonly onGoTo: (node: number) => void;
}

/** Finds layers by name, op or expression; Enter goes to the next, Shift Enter to the one before. */
export function GraphSearch({ found: { nodes, error }, at, onGoTo }: GraphSearchProps) {
  const query = useGraphChoices((s) => s.query);
  const setQuery = useGraphChoices((s) => s.setQuery);
  const place = at === null ? -1 : nodes.indexOf(at);
  const go = (step: 1 | -1) => {
    const next = nodes[nextOf(nodes, at, step)];
    if (next !== undefined) onGoTo(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") setQuery("");
  };
  const said = error ?? (query.trim() === "" ? "" : countText(place, nodes.length));
  return (
    <div className="graph-search" role="search">
      <TextInput
        aria-label="Find layers by name, op or /expression/"
        placeholder="Name, op or /expression/"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={query}
        error={error !== null}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span
        className={error === null ? "small muted number" : "small harm cut"}
        role="status"
        title={error ?? undefined}
      >
        {said}
      </span>
      {nodes.length > 0 && (
        <span className="row graph-steps">
          <ActionIcon size={24} aria-label="Match before" title="Match before (Shift Enter)" onClick={() => go(-1)}>
            <IconChevronUp size={14} aria-hidden />
          </ActionIcon>
          <ActionIcon size={24} aria-label="Next match" title="Next match (Enter)" onClick={() => go(1)}>
            <IconChevronDown size={14} aria-hidden />
          </ActionIcon>
        </span>
      )}
    </div>
  );
}

function countText(place: number, total: number): string {
  if (total === 0) return "none found";
  return place < 0 ? `${count(total)} found` : `${count(place + 1)} of ${count(total)}`;
}

/** From the selected node on, and around at the ends. @returns index into `nodes` */
export function nextOf(nodes: readonly number[], at: number | null, step: 1 | -1): number {
  const from = at ?? (step === 1 ? -1 : Infinity);
  const ahead = step === 1 ? nodes.findIndex((n) => n > from) : nodes.findLastIndex((n) => n < from);
  if (ahead >= 0) return ahead;
  return step === 1 ? 0 : nodes.length - 1;
}
