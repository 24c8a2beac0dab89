import { ActionIcon } from "@mantine/core";
import { IconPhoto, IconSwitchHorizontal, IconTrash } from "@tabler/icons-react";
import { useMemo } from "react";
import type { Dataset, Role } from "../../../core/samples/dataset.ts";
import { takeIn } from "../../../state/intake.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useStudio } from "../../../state/store.ts";
import { ClassCounts } from "../../charts/ClassCounts.tsx";
import { DropArea } from "../../parts/DropArea.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { count } from "../../parts/format.ts";
import { Panel } from "../../parts/Panel.tsx";
import { Running } from "../../parts/Running.tsx";
import { Stopped } from "../../parts/Stopped.tsx";
import { SkippedList } from "./SkippedList.tsx";
import { wordFor } from "../../parts/sample-word.ts";
import { ACCEPT } from "./accept.ts";
import { HardCases } from "./HardCases.tsx";
import { labelsText, labelNotes } from "./labels-text.ts";
import { Samples } from "./Samples.tsx";

const TEXT: Readonly<Record<Role, { readonly title: string; readonly what: string; readonly why: string }>> = {
  calibration: {
    title: "Calibration",
    what: "Drop calibration images, sounds or arrays",
    why: "Typical input, without labels if need be; about 100 choose the ranges.",
  },
  validation: {
    title: "Validation",
    what: "Drop labelled validation samples",
    why: "Class folders, a labels.csv, boxes as COCO JSON, YOLO or VOC files, or masks/ and targets/ folders. They measure FP32 and INT8.",
  },
};

/** The samples of one role: how many, which classes, what was skipped, what they look like. */
export function RolePanel({ role }: { readonly role: Role }) {
  const query = useFlow()[role];
  const drop = useStudio((s) => s[role]);
  const { title, what, why } = TEXT[role];
  const { data } = query;
  return (
    <Panel
      title={title}
      note={data && `${count(data.samples.length)} ${wordFor(data)} · ${data.name}`}
      actions={drop && <Actions role={role} />}
    >
      <div className="stack">
        {query.isError && <ErrorCard error={query.error} onRetry={() => void query.refetch()} />}
        {query.isFetching && <Running jobs={["openData"]} label={`Reading ${drop?.name ?? "samples"}`} />}
        {drop && !data && query.fetchStatus === "idle" && !query.isError && (
          <Stopped name={drop.name} onAgain={() => void query.refetch()} />
        )}
        {data && <Contents data={data} role={role} />}
        {data && <NotRun role={role} />}
        {data && role === "validation" && <HardCases />}
        {!data && !query.isFetching && (
          <DropArea label={`${title} samples`} accept={ACCEPT} onFiles={(files) => void takeIn(files, role)}>
            <IconPhoto size={24} stroke={1.5} className="muted" aria-hidden />
            <div>
              <p className="strong">{what}</p>
              <p className="muted">{why}</p>
            </div>
          </DropArea>
        )}
      </div>
    </Panel>
  );
}

function Actions({ role }: { readonly role: Role }) {
  const swap = useStudio((s) => s.swapData);
  const remove = useStudio((s) => s.removeData);
  return (
    <>
      <ActionIcon
        data-help="Swap calibration and validation"
        aria-label="Swap calibration and validation"
        onClick={swap}
      >
        <IconSwitchHorizontal size={16} />
      </ActionIcon>
      <ActionIcon
        data-help="Remove these samples"
        aria-label={`Remove the ${role} samples`}
        onClick={() => remove(role)}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </>
  );
}

/** Files that turned out to be of no use when the model was run over them. */
function NotRun({ role }: { readonly role: Role }) {
  const { baseline, calibrate } = useFlow();
  const skipped = (role === "validation" ? baseline.data?.skipped : calibrate.data?.skipped) ?? [];
  return skipped.length > 0 && <SkippedList skipped={skipped} what="could not be run" />;
}

function Contents({ data, role }: { readonly data: Dataset; readonly role: Role }) {
  const classes = useMemo(() => new Set(data.samples.map((s) => s.label).filter((l) => l !== undefined)).size, [data]);
  const notes = labelNotes(data);
  return (
    <>
      <p className="flat muted">{labelsText(data, classes, role)}</p>
      {classes > 0 && <ClassCounts data={data} word={wordFor(data)} />}
      <Samples data={data} role={role} />
      {notes.length > 0 && (
        <details>
          <summary>{notes.length === 1 ? "1 note" : `${count(notes.length)} notes`} on the labels</summary>
          <ul className="label-notes">
            {notes.slice(0, SHOWN_NOTES).map((note) => (
              <li key={note}>{note}</li>
            ))}
            {notes.length > SHOWN_NOTES && <li className="muted">and {count(notes.length - SHOWN_NOTES)} more</li>}
          </ul>
        </details>
      )}
      {data.skipped.length > 0 && <SkippedList skipped={data.skipped} />}
    </>
  );
}

/** Long lists are cut; the rest is counted. */
const SHOWN_NOTES = 200;
