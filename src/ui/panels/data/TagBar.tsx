import { Button, TextInput } from "@mantine/core";
import { IconTag, IconX } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useStudio } from "../../../state/store.ts";
import { count } from "../../parts/format.ts";

export interface TagBarProps {
  /** By id. */
  readonly chosen: ReadonlySet<string>;
  /** What the samples are called. */
  readonly word: string;
  readonly onClear: () => void;
}

/** Tags for what is chosen in the grid. A tag is a segment: it is scored apart, and a sample may have several. */
export function TagBar({ chosen, word, onClear }: TagBarProps) {
  const made = useStudio((s) => s.made);
  const add = useStudio((s) => s.addToSegment);
  const remove = useStudio((s) => s.removeFromSegment);
  const [name, setName] = useState("");
  const list = useId();
  if (chosen.size === 0) {
    return (
      <p className="tag-bar flat muted">
        To tag {word}, choose some: click, Shift or Ctrl with click, or arrow keys, Space and Ctrl+A.
      </p>
    );
  }
  const tags = made.flatMap(({ name: tag, samples }) => {
    const n = samples.filter((id) => chosen.has(id)).length;
    return n === 0 ? [] : [{ tag, n }];
  });
  return (
    <form
      className="tag-bar"
      aria-label="Tags of what is chosen"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === "") return;
        add(name.trim(), [...chosen]);
        setName("");
      }}
    >
      <span className="number" role="status">
        {count(chosen.size)} chosen
      </span>
      <button type="button" className="link" onClick={onClear}>
        Clear
      </button>
      <TextInput
        aria-label="Tag"
        placeholder="Add tag…"
        list={list}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <datalist id={list}>
        {made.map(({ name: tag }) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
      <Button type="submit" variant="default" leftSection={<IconTag size={14} />} disabled={name.trim() === ""}>
        Add tag
      </Button>
      {tags.map(({ tag, n }) => (
        <button
          key={tag}
          type="button"
          className="tag"
          aria-label={`Take the tag ${tag} off ${n === 1 ? "1 chosen sample" : `${n} chosen samples`}`}
          onClick={() => remove(tag, [...chosen])}
        >
          <span className="cut">{tag}</span>
          {n < chosen.size && <span className="number muted">{count(n)}</span>}
          <IconX size={12} aria-hidden />
        </button>
      ))}
    </form>
  );
}
