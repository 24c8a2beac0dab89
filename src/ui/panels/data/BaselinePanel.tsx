import { Button } from "@mantine/core";
import { IconGauge } from "@tabler/icons-react";
import { useMemo } from "react";
import { scoresOf } from "../../../core/evaluate/scores.ts";
import type { Scores } from "../../../core/evaluate/evaluation.ts";
import { useFlow } from "../../../state/flow.tsx";
import { useJudgement, useTask } from "../../../state/judgement/use-judgement.ts";
import { useStudio } from "../../../state/store.ts";
import { useStream } from "../../../state/stream.ts";
import { ErrorCard } from "../../parts/ErrorCard.tsx";
import { count, NOT_MEASURED, percent, plusMinus } from "../../parts/format.ts";
import { GLOSSARY } from "../../parts/glossary.ts";
import { Panel } from "../../parts/Panel.tsx";
import { Running } from "../../parts/Running.tsx";
import { Stat } from "../../parts/Stat.tsx";
import { rangeText, scoreText } from "../check/score-text.ts";
import { TaskPicker } from "../check/TaskPicker.tsx";

/** Scores of fewer samples say nothing yet. */
const FEWEST_SHOWN = 10;

/** FP32 over the validation samples: measured before anything else, since every later number refers to it. */
export function BaselinePanel() {
  const { baseline, baselineScores, model, validation } = useFlow();
  const measure = useStudio((s) => s.measureBaseline);
  const partial = useStream((s) => s.baseline);
  const live = useMemo(() => (partial ? scoresOf(partial.results) : null), [partial]);
  const ready = model.data !== undefined && validation.data !== undefined;
  const stale = baseline.isPlaceholderData || (baselineScores !== null && !baseline.isSuccess);
  const action = ready && !baseline.isFetching && (stale || !baseline.data) && (
    <Button variant={stale ? "filled" : "default"} leftSection={<IconGauge size={15} />} onClick={measure}>
      {stale ? "Measure again" : "Measure FP32"}
    </Button>
  );
  const task = useTask();
  const notes = task?.notes ?? [];
  const { judgement } = useJudgement(baseline.data);
  // Shares of right answers are shown as they come; other scores when all samples are there.
  const metrics = judgement?.task === "classification" ? [] : (judgement?.scores.metrics ?? []);
  const scores = baseline.isFetching ? (live && live.n >= FEWEST_SHOWN ? live : null) : baselineScores;
  const isClassifier = task === null || task.task.id === "classification";
  return (
    <Panel
      title="FP32 baseline"
      note={noteOf(stale && !baseline.isFetching, baseline.data?.runtime)}
      actions={action || undefined}
    >
      {baseline.isError && <ErrorCard error={baseline.error} onRetry={() => void baseline.refetch()} />}
      {baseline.isFetching && <Running jobs={["baseline"]} label="Measuring FP32" />}
      {ready && (
        <div className="task-line">
          <span className="muted">Scored as</span>
          <TaskPicker />
          {notes.map((note) => (
            <span key={note} className="muted">
              {note}
            </span>
          ))}
        </div>
      )}
      {metrics.length > 0 && !baseline.isFetching ? (
        <div className={stale ? "stats stale" : "stats"}>
          {metrics.map(({ id, title, unit, base }) => (
            <Stat key={id} label={title} value={scoreText(base.value, unit)} note={`95 % ${rangeText(base, unit)}`} />
          ))}
          <Stat label="Samples" value={count(baseline.data?.results.length ?? 0)} />
        </div>
      ) : scores ? (
        <BaselineScores scores={scores} isClassifier={isClassifier} stale={stale && !baseline.isFetching} />
      ) : (
        !baseline.isFetching &&
        !baseline.isError && <p className="flat muted">{explain(ready, model.data !== undefined)}</p>
      )}
    </Panel>
  );
}

function noteOf(stale: boolean, runtime: string | undefined): string | undefined {
  return stale ? "measured with other preprocessing" : runtime;
}

function explain(ready: boolean, hasModel: boolean): string {
  if (ready) return "Not measured yet.";
  if (!hasModel) return "Needs a model and validation samples.";
  return "Needs validation samples. Without them INT8 can be made, but nobody knows what it costs.";
}

interface BaselineScoresProps {
  readonly scores: Scores;
  /** Other tasks have no top-1 to miss. */
  readonly isClassifier: boolean;
  readonly stale: boolean;
}

function BaselineScores({ scores: { n, top1, top5 }, isClassifier, stale }: BaselineScoresProps) {
  return (
    <div className={stale ? "stats stale" : "stats"}>
      {isClassifier && (
        <Stat
          label="Top-1"
          help={GLOSSARY.top1}
          value={top1 ? percent(top1.value) : NOT_MEASURED}
          note={top1 ? `${plusMinus(top1)}, n = ${count(top1.n)}` : "no labels"}
        />
      )}
      {isClassifier && top5 && (
        <Stat label="Top-5" help={GLOSSARY.top5} value={percent(top5.value)} note={plusMinus(top5)} />
      )}
      <Stat label="Samples" value={count(n)} />
    </div>
  );
}
