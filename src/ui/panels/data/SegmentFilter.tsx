import { IconTrash } from "@tabler/icons-react";
import { useStudio } from "../../../state/store.ts";
import { count } from "../../parts/format.ts";
import type { SegmentGroup } from "./segment-groups.ts";

export interface SegmentFilterProps {
  readonly groups: readonly SegmentGroup[];
  /** Samples in all. */
  readonly n: number;
  /** Name of the segment that is shown; null for all. */
  readonly shown: string | null;
  readonly onShow: (name: string | null) => void;
}

/** A pattern may name hundreds; the rest is counted. */
const SHOWN = 60;

/** Every segment with its size; one click shows who is in it. */
export function SegmentFilter({ groups, n, shown, onShow }: SegmentFilterProps) {
  const tagged = useStudio((s) => s.made);
  const remove = useStudio((s) => s.removeSegment);
  if (groups.length === 0) return null;
  return (
    <div className="segment-filter" role="group" aria-label="Segments of the samples">
      <button type="button" className="tag" aria-pressed={shown === null} onClick={() => onShow(null)}>
        All <span className="number muted">{count(n)}</span>
      </button>
      {groups.slice(0, SHOWN).map(({ name, samples }) => (
        <button
          key={name}
          type="button"
          className="tag"
          aria-pressed={shown === name}
          onClick={() => onShow(shown === name ? null : name)}
        >
          <span className="cut">{name}</span>
          <span className="number muted">{count(samples.size)}</span>
        </button>
      ))}
      {groups.length > SHOWN && <span className="muted small">and {count(groups.length - SHOWN)} more</span>}
      {shown !== null && tagged.some(({ name }) => name === shown) && (
        <button
          type="button"
          className="link"
          onClick={() => {
            remove(shown);
            onShow(null);
          }}
        >
          <IconTrash size={13} aria-hidden /> Remove the tag {shown}
        </button>
      )}
    </div>
  );
}
