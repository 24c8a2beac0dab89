import { Button, TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import { StudioError } from "../../../core/errors.ts";
import { useFlow } from "../../../state/flow.tsx";
import { borderline, segmentsByPattern } from "../../../state/judgement/segments.ts";
import { useStudio } from "../../../state/store.ts";
import { count } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";

/** Segments beside those of folders and tables: by file name, by hand, and the samples FP32 is least sure of. */
export function SegmentMaker() {
  const { baseline, validation } = useFlow();
  const made = useStudio((s) => s.made);
  const add = useStudio((s) => s.addToSegment);
  const remove = useStudio((s) => s.removeSegment);
  const sample = useStudio((s) => s.sample);
  const [name, setName] = useState("");
  const near = useMemo(() => borderline(baseline.data?.results ?? []), [baseline.data]);
  const isSample = validation.data?.samples.some(({ id }) => id === sample) ?? false;
  return (
    <Panel title="Samples to watch" note="groups that are scored apart; a sample may be in several">
      <div className="stack segment-fields">
        <PatternField />
        <form
          className="segment-form"
          onSubmit={(event) => {
            event.preventDefault();
            if (sample !== null && name.trim() !== "") add(name.trim(), [sample]);
          }}
        >
          <TextInput
            label="Tag for the selected sample"
            placeholder="e.g. night"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={!isSample || name.trim() === ""}>
            Add the tag
          </Button>
          {near.length > 0 && (
            <Button
              variant="default"
              title="Samples whose two best FP32 classes are nearest to each other"
              onClick={() => add("borderline", near)}
            >
              Add {count(near.length)} borderline samples
            </Button>
          )}
        </form>
        {made.length > 0 && (
          <ul className="gates" aria-label="Segments made by hand">
            {made.map(({ name: segment, samples }) => (
              <li key={segment}>
                <span className="strong">{segment}</span>
                <span className="muted grow">
                  {samples.length === 1 ? "1 sample" : `${count(samples.length)} samples`}
                </span>
                <button
                  type="button"
                  className="link"
                  aria-label={`Remove the segment ${segment}`}
                  onClick={() => remove(segment)}
                >
                  Remove
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

/** Taken over on Enter or when left: each segment is scored anew. */
function PatternField() {
  const { validation } = useFlow();
  const pattern = useStudio((s) => s.pattern);
  const set = useStudio((s) => s.setPattern);
  const [draft, setDraft] = useState(pattern);
  const ids = useMemo(() => (validation.data?.samples ?? []).map(({ id }) => id), [validation.data]);
  const found = useMemo(() => {
    try {
      return { error: null, segments: segmentsByPattern(draft, ids).length };
    } catch (error) {
      if (error instanceof StudioError) return { error: error.text.why, segments: 0 };
      throw error;
    }
  }, [draft, ids]);
  return (
    <TextInput
      label="Segments by file name"
      description={
        draft === ""
          ? "A regular expression; its first group names the segment, e.g. ^([^_]+)_"
          : found.segments === 0
            ? "No file name matches, so this makes no segment"
            : `${found.segments === 1 ? "1 segment" : `${count(found.segments)} segments`}`
      }
      error={found.error}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => found.error === null && set(draft)}
      onKeyDown={(event) => event.key === "Enter" && found.error === null && set(draft)}
    />
  );
}
