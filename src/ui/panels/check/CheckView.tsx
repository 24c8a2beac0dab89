import { useDeferredValue, useMemo } from "react";
import { Button } from "@mantine/core";
import { IconChecklist, IconHistory, IconPhoto, IconPlayerPlayFilled } from "@tabler/icons-react";
import type { Flip } from "../../../core/evaluate/evaluation.ts";
import type { Judgement } from "../../../jobs/protocol.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useMeasurement, useVariantName } from "../../../state/measurement.tsx";
import { useChanges } from "../../../state/judgement/use-changes.ts";
import { useJudgement, useMadeSegments, useTask } from "../../../state/judgement/use-judgement.ts";
import { useShown, useShownEvaluation } from "../../../state/shown.ts";
import { useStudio } from "../../../state/store.ts";
import { BaselineGate } from "../data/BaselineGate.tsx";
import { OverlapNotice } from "../data/OverlapNotice.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { Running } from "../../parts/Running.tsx";
import { Advice } from "./Advice.tsx";
import { BreakdownPanel } from "./BreakdownPanel.tsx";
import { BudgetLine } from "./BudgetLine.tsx";
import { changedOf, changedScores } from "./changed.ts";
import { ClassesPanel } from "./ClassesPanel.tsx";
import { CompareFile } from "./CompareFile.tsx";
import { FileNotice } from "./FileNotice.tsx";
import { GatesPanel } from "./Gates.tsx";
import { FlipsPanel } from "./FlipsPanel.tsx";
import { RegressionPanel } from "./RegressionPanel.tsx";
import { ResultCards } from "./ResultCards.tsx";
import { MeasureNotes } from "./MeasureNotes.tsx";
import { RunOrder } from "./RunOrder.tsx";
import { SaturationPanel } from "./SaturationPanel.tsx";
import { ScoreCards } from "./ScoreCards.tsx";
import { SegmentMaker } from "./SegmentMaker.tsx";
import { StressPanel } from "./StressPanel.tsx";
import { SegmentsPanel } from "./SegmentsPanel.tsx";
import { TaskPicker } from "./TaskPicker.tsx";
import { TimingPanel } from "./TimingPanel.tsx";

const NO_CLASSES: readonly string[] = [];
const NO_FLIPS: readonly Flip[] = [];

/** What the variant did to the answers, while it is being measured and afterwards. */
export function CheckView() {
  const { evaluate, baseline, validation } = useFlow();
  const { comparison: latest, state, name, bytes, file, results } = useShown();
  const { judgement, isGone, error } = useJudgement(useShownEvaluation());
  const comparison = useDeferredValue(latest);
  const made = useMadeSegments();
  const answers = useDeferredValue(results);
  const base = baseline.data?.results;
  const classes = validation.data?.classes ?? NO_CLASSES;
  const flips = comparison?.flips ?? NO_FLIPS;
  const changes = useChanges(useShownEvaluation());
  const changed = useMemo(
    () => (changes ? changedScores(changes) : changedOf(flips, base, answers, classes)),
    [changes, flips, base, answers, classes],
  );
  const failed = [baseline, evaluate].find((query) => query.isError);
  return (
    <div className="stack">
      <BaselineGate />
      <OverlapNotice />
      {failed?.error && <ErrorCard error={failed.error} onRetry={() => void failed.refetch()} />}
      {state === "stale" && <StaleNotice />}
      {file ? <FileNotice file={file} /> : state === "fresh" && <Advice />}
      {comparison ? (
        <div className={state === "stale" ? "stack stale" : "stack"}>
          <TaskLine isGone={isGone} hasSegments={comparison.segments.length > 1} />
          {error && <ErrorCard error={error} />}
          {judgement && state === "fresh" ? (
            <ScoreCards scores={judgement.scores} bytes={bytes} />
          ) : (
            <ResultCards comparison={comparison} bytes={bytes} />
          )}
          <MeasureNotes />
          <BudgetLine />
          {judgement && state === "fresh" ? (
            <BreakdownPanel breakdown={breakdownOf(judgement)} name={name} />
          ) : (
            comparison.segments.length > 1 && <SegmentsPanel segments={comparison.segments} name={name} />
          )}
          {state === "fresh" && base && answers && (judgement?.task ?? "classification") === "classification" && (
            <ClassesPanel
              base={base}
              other={answers}
              classes={classes}
              name={name}
              scores={judgement?.scores ?? null}
            />
          )}
          {judgement && <GatesPanel gates={judgement.gates} />}
          <RegressionPanel name={name} />
          <FlipsPanel flips={changed} n={comparison.n} name={name} classes={classes} made={made} />
          {judgement && <SegmentMaker />}
          {state === "fresh" && !file && <StressPanel name={name} />}
          {state === "fresh" && <TimingPanel name={name} />}
          {state === "fresh" && !file && <SaturationPanel />}
        </div>
      ) : evaluate.isFetching ? (
        <Running jobs={["evaluate"]} label="Measuring" />
      ) : (
        !failed && <NothingMeasured />
      )}
      <CompareFile />
    </div>
  );
}

/** Classes of a classifier have a panel of their own. */
function breakdownOf({ task, breakdown }: Judgement): Judgement["breakdown"] {
  if (task !== "classification") return breakdown;
  return { ...breakdown, rows: breakdown.rows.filter(({ kind }) => kind === "segment") };
}

/** What is scored, and why intervals are missing where they are. */
function TaskLine({ isGone, hasSegments }: { readonly isGone: boolean; readonly hasSegments: boolean }) {
  const notes = useTask()?.notes ?? [];
  return (
    <div className="task-line">
      <span className="muted">Scored as</span>
      <TaskPicker />
      {notes.map((note) => (
        <span key={note} className="muted">
          {note}
        </span>
      ))}
      {isGone && (
        <span className="muted">
          Measured in an earlier visit: quantize and measure again to see classes, intervals and tests.
        </span>
      )}
      {hasSegments && <RunOrder />}
    </div>
  );
}

function StaleNotice() {
  const quantize = useStudio((s) => s.quantize);
  const { name } = useMeasurement();
  const now = useVariantName();
  return (
    <div className="notice" data-level="warn" role="status">
      <IconHistory size={18} aria-hidden />
      <div className="spread grow">
        <p className="flat">These numbers are of {name.title}, measured with earlier settings.</p>
        <Button leftSection={<IconPlayerPlayFilled size={14} />} onClick={quantize}>
          Measure {now.title}
        </Button>
      </div>
    </div>
  );
}

function NothingMeasured() {
  const { validation, inputs } = useFlow();
  const quantize = useStudio((s) => s.quantize);
  const goTo = useStudio((s) => s.goTo);
  if (!validation.data && !validation.isFetching) {
    return (
      <Empty
        icon={<IconPhoto size={28} stroke={1.5} />}
        title="There are no validation samples yet"
        action={<Button onClick={() => goTo("data")}>Add samples</Button>}
      >
        Labelled samples tell what quantization costs: top-1, the segments that suffer, and every answer that changed.
      </Empty>
    );
  }
  return (
    <Empty
      icon={<IconChecklist size={28} stroke={1.5} />}
      title="Nothing is measured yet"
      action={
        <Button disabled={inputs === null} leftSection={<IconPlayerPlayFilled size={14} />} onClick={quantize}>
          Quantize and measure
        </Button>
      }
    >
      FP32 and the variant answer the same samples; accuracy, agreement and every flip appear here as they come.
    </Empty>
  );
}
