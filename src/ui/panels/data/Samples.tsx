import { useMemo, useState } from "react";
import type { Dataset, Role } from "../../../core/samples/dataset.ts";
import { useMadeSegments } from "../../../state/judgement/use-judgement.ts";
import { useStudio } from "../../../state/store.ts";
import { wordFor } from "../../parts/sample-word.ts";
import { SampleGrid } from "./SampleGrid.tsx";
import { SegmentFilter } from "./SegmentFilter.tsx";
import { segmentGroups, tagsBySample } from "./segment-groups.ts";
import { NOTHING_CHOSEN, type Selection } from "./selection.ts";
import { TagBar } from "./TagBar.tsx";

const NO_TAGS: ReadonlyMap<string, readonly string[]> = new Map();

/** The samples of one role. Those that are validated can be tagged, and shown by segment. */
export function Samples({ data, role }: { readonly data: Dataset; readonly role: Role }) {
  return role === "validation" ? <TaggedSamples data={data} /> : <PlainSamples data={data} />;
}

function PlainSamples({ data }: { readonly data: Dataset }) {
  const sample = useStudio((s) => s.sample);
  const [selection, select] = useState<Selection>(NOTHING_CHOSEN);
  const shown = useMemo(
    () => ({ ...selection, chosen: new Set(sample === null ? [] : [sample]) }),
    [selection, sample],
  );
  return (
    <SampleGrid
      data={data}
      samples={data.samples}
      selection={shown}
      onSelect={select}
      multiple={false}
      tags={NO_TAGS}
    />
  );
}

function TaggedSamples({ data }: { readonly data: Dataset }) {
  const made = useMadeSegments();
  const [kept, select] = useState<Selection>(NOTHING_CHOSEN);
  const selection = useMemo(() => amongThese(kept, data.samples), [kept, data.samples]);
  const [wanted, show] = useState<string | null>(null);
  const groups = useMemo(() => segmentGroups(data.samples, made), [data.samples, made]);
  const tags = useMemo(() => tagsBySample(made), [made]);
  const group = groups.find(({ name }) => name === wanted);
  const samples = useMemo(
    () => (group ? data.samples.filter(({ id }) => group.samples.has(id)) : data.samples),
    [data.samples, group],
  );
  return (
    <>
      <SegmentFilter
        groups={groups}
        n={data.samples.length}
        shown={group?.name ?? null}
        onShow={(name) => {
          show(name);
          select(NOTHING_CHOSEN);
        }}
      />
      <SampleGrid data={data} samples={samples} selection={selection} onSelect={select} multiple tags={tags} />
      <TagBar
        chosen={selection.chosen}
        word={wordFor(data)}
        onClear={() => select({ ...selection, chosen: new Set() })}
      />
    </>
  );
}

/** Without samples that are gone since, such as hard cases that were removed. */
function amongThese(selection: Selection, samples: Dataset["samples"]): Selection {
  if (selection.chosen.size === 0) return selection;
  const present = new Set(samples.map(({ id }) => id));
  const chosen = [...selection.chosen].filter((id) => present.has(id));
  return chosen.length === selection.chosen.size ? selection : { ...selection, chosen: new Set(chosen) };
}
