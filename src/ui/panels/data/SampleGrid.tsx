import { useElementSize } from "@mantine/hooks";
import { useEffect, useId, useMemo, useRef, type KeyboardEvent, type MouseEvent } from "react";
import type { Dataset, Sample } from "../../../core/samples/dataset.ts";
import { useStudio } from "../../../state/store.ts";
import { wordFor } from "../../parts/sample-word.ts";
import { useTurn } from "../../parts/use-turn.ts";
import { useVirtualRows } from "../../parts/use-virtual-rows.ts";
import { GridItem } from "./GridItem.tsx";
import { clicked, pressed, type Selection } from "./selection.ts";

export interface SampleGridProps {
  readonly data: Dataset;
  /** Those of the set that are shown. */
  readonly samples: readonly Sample[];
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
  /** Several may be chosen. */
  readonly multiple: boolean;
  /** Names of the tags on each sample, by id. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
}

/** Edge of a picture, height of a row of text, and gap between pictures, px. */
const [SIZE, LINE, GAP] = [52, 28, 4];

/** All samples: images, sounds as waveforms, tensors as text. Only the visible rows exist, so 50 000 are as quick as 50. */
export function SampleGrid({ data, samples, selection, onSelect, multiple, tags }: SampleGridProps) {
  const { ref, width } = useElementSize();
  const turn = useTurn(width > 0);
  const id = useId();
  const select = useStudio((s) => s.selectSample);
  const isText = wordFor(data) === "tensors";
  const [height, gap] = isText ? [LINE, 0] : [SIZE, GAP];
  const columns = isText ? 1 : Math.max(1, Math.floor((width + GAP) / (SIZE + GAP)));
  const rows = Math.ceil(samples.length / columns);
  const { scroll, virtual } = useVirtualRows(turn ? rows : 0, height + gap, 2);
  const ids = useMemo(() => samples.map((sample) => sample.id), [samples]);
  // Keys of one moment build on each other: what is shown may be one behind.
  const latest = useRef(selection);
  useEffect(() => void (latest.current = selection), [selection]);
  const change = (next: Selection) => {
    latest.current = next;
    onSelect(next);
    const focused = ids[next.focus];
    if (focused !== undefined) select(focused);
  };
  const modifiers = ({ shiftKey, ctrlKey, metaKey }: MouseEvent | KeyboardEvent) => ({
    shift: multiple && shiftKey,
    ctrl: multiple && (ctrlKey || metaKey),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (!multiple && (event.key === " " || event.key === "Escape")) return;
    const next = pressed(latest.current, ids, { key: event.key, columns, ...modifiers(event) });
    if (next === null) return;
    event.preventDefault();
    virtual.scrollToIndex(Math.floor(next.focus / columns));
    change(next);
  };
  const focus = Math.min(selection.focus, samples.length - 1);
  const items = virtual.getVirtualItems();
  // What is scrolled out of sight does not exist, and cannot be pointed at.
  const isDrawn = items.some(({ index }) => index === Math.floor(focus / columns));
  return (
    <div
      ref={scroll}
      className="grid-scroll"
      role="listbox"
      tabIndex={0}
      aria-label={`${samples.length} ${wordFor(data)}`}
      aria-multiselectable={multiple}
      aria-activedescendant={isDrawn ? `${id}-${focus}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div ref={ref} role="presentation" style={{ height: rows * (height + gap), position: "relative" }}>
        {items.map(({ index: row, start }) => (
          <div
            key={row}
            role="presentation"
            className="grid-row"
            style={{ transform: `translateY(${start}px)`, height }}
          >
            {samples.slice(row * columns, (row + 1) * columns).map((sample, column) => {
              const index = row * columns + column;
              return (
                <GridItem
                  key={sample.id}
                  id={`${id}-${index}`}
                  data={data.hash}
                  sample={sample}
                  size={isText ? null : SIZE}
                  className={classOf(data, sample)}
                  tags={tags.get(sample.id)}
                  isChosen={selection.chosen.has(sample.id)}
                  isFocused={index === focus}
                  onClick={(event) => change(clicked(latest.current, ids, index, modifiers(event)))}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

function classOf({ classes }: Dataset, { label }: Sample): string {
  return label === undefined ? "" : (classes[label] ?? `class ${label}`);
}
