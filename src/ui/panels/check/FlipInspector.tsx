import { IconPhotoSearch } from "@tabler/icons-react";
import type { SampleResult } from "../../../core/evaluate/evaluation.ts";
import type { TaskId } from "../../../core/evaluate/tasks/task.ts";
import { useFlow } from "../../../state/flow.tsx";
import { type Changes, useChanges } from "../../../state/judgement/use-changes.ts";
import { useMadeSegments, useTask } from "../../../state/judgement/use-judgement.ts";
import { useShown, useShownEvaluation } from "../../../state/shown.ts";
import { useStudio } from "../../../state/store.ts";
import { Empty } from "../../parts/Empty.tsx";
import type { AnswersProps } from "./answers/answers.ts";
import { BoxAnswers } from "./answers/BoxAnswers.tsx";
import { ClassAnswers } from "./answers/ClassAnswers.tsx";
import { MaskAnswers } from "./answers/MaskAnswers.tsx";
import { PictureAnswers } from "./answers/PictureAnswers.tsx";
import { ValueAnswers } from "./answers/ValueAnswers.tsx";
import { className } from "./class-name.ts";
import { GateButton } from "./Gates.tsx";
import { SampleLayers } from "./SampleLayers.tsx";

/** The selected sample and what both models say of it. */
export function FlipInspector() {
  const { baseline, validation } = useFlow();
  const { name, results, file } = useShown();
  const changes = useChanges(useShownEvaluation());
  const task = useTask()?.task.id;
  const made = useMadeSegments();
  const selected = useStudio((s) => s.sample);
  const sample = validation.data?.samples.find((s) => s.id === selected);
  if (!sample) {
    return (
      <Empty icon={<IconPhotoSearch size={28} stroke={1.5} />} title="No sample selected">
        Choose a sample to see it large, with the answers of FP32 and of the variant.
      </Empty>
    );
  }
  const of = (answers: readonly SampleResult[] | undefined) => answers?.find((r) => r.id === selected);
  const [before, after] = [of(baseline.data?.results), of(results)];
  const classes = validation.data?.classes ?? [];
  const segments = [sample.segment, ...made.filter((m) => m.samples.includes(sample.id)).map((m) => m.name)];
  const named = segments.filter((segment) => segment !== undefined);
  return (
    <div className="stack">
      <h2 className="mono inspector-title">{sample.id}</h2>
      <Answers task={task} changes={changes} of={{ sample: sample.id, name, before, after, classes }} />
      <GateButton sample={sample.id} />
      <dl className="facts">
        {task === "classification" && (
          <>
            <dt>Label</dt>
            <dd>{before?.label === undefined ? "none" : className(classes, before.label)}</dd>
          </>
        )}
        {named.length > 0 && (
          <>
            <dt>{named.length === 1 ? "Segment" : "Segments"}</dt>
            <dd>{named.join(", ")}</dd>
          </>
        )}
      </dl>
      {validation.data && file === null && <SampleLayers data={validation.data.hash} sample={sample.id} name={name} />}
    </div>
  );
}

interface AnswersOf {
  readonly task: TaskId | undefined;
  readonly changes: Changes | null;
  readonly of: AnswersProps;
}

/** As the task reads them. */
function Answers({ task, changes, of }: AnswersOf) {
  if (of.before?.detections !== undefined) return <BoxAnswers {...of} />;
  if (of.before?.mask !== undefined) return <MaskAnswers {...of} />;
  if (task === "image") return <PictureAnswers {...of} dims={changes?.dims ?? null} />;
  if (task === "classification" || task === undefined) return <ClassAnswers {...of} />;
  return <ValueAnswers {...of} changes={changes} />;
}
