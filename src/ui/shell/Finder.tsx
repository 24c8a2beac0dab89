import { Modal, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMemo, useState, type KeyboardEvent } from "react";
import { useFlow } from "../../state/flow.tsx";
import { finderItems, findItems, type FinderItem } from "./finder-items.ts";
import { closeOverlay, useOverlay } from "./finder-store.ts";
import { useStop } from "../../state/use-stop.ts";

/** Ctrl K: any layer, place or action by a part of its name. */
export function Finder() {
  const open = useOverlay((s) => s.open === "finder");
  if (!open) return null;
  return (
    <Modal
      opened
      onClose={closeOverlay}
      withCloseButton={false}
      padding={0}
      size="lg"
      attributes={{ content: { "aria-label": "Find" } }}
    >
      <FinderList />
    </Modal>
  );
}

function FinderList() {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const { quantize } = useFlow();
  const stop = useStop();
  const items = useMemo(() => finderItems(quantize.data?.layers ?? [], stop), [quantize.data, stop]);
  const found = findItems(items, query);
  const choose = (item: FinderItem | undefined) => {
    // First: what is run may open another overlay.
    closeOverlay();
    item?.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt(Math.min(found.length - 1, Math.max(0, at + step)));
    } else if (event.key === "Enter") choose(found[at]);
  };
  return (
    <div className="finder" onKeyDown={onKeyDown}>
      <TextInput
        data-autofocus
        size="sm"
        variant="unstyled"
        placeholder="Layer, place, scheme, target or action"
        aria-label="Find a layer, place or action"
        aria-controls="finder-results"
        aria-activedescendant={found[at] && `finder-${at}`}
        leftSection={<IconSearch size={16} />}
        value={query}
        onChange={(event) => (setQuery(event.currentTarget.value), setAt(0))}
      />
      <ul id="finder-results" role="listbox" aria-label="Results">
        {found.map((item, i) => (
          <FinderRow
            key={item.id}
            item={item}
            index={i}
            active={i === at}
            onPoint={() => setAt(i)}
            onChoose={() => choose(item)}
          />
        ))}
        {found.length === 0 && <li className="muted finder-none">Nothing is called “{query}”.</li>}
      </ul>
    </div>
  );
}

interface FinderRowProps {
  readonly item: FinderItem;
  readonly index: number;
  readonly active: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}

function FinderRow({ item, index, active, onPoint, onChoose }: FinderRowProps) {
  return (
    <li
      id={`finder-${index}`}
      role="option"
      aria-selected={active}
      ref={active ? (row) => row?.scrollIntoView({ block: "nearest" }) : null}
      onMouseMove={onPoint}
      onClick={onChoose}
    >
      <span className={item.group === "Layer" ? "mono" : undefined}>{item.label}</span>
      <span className="muted small">{item.group}</span>
    </li>
  );
}
