import { IconCheck, IconMinus } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { CalibrationNeed } from "../../../state/calibration-need.ts";
import { isFresh, useFlow } from "../../../state/flow.tsx";
import type { JobName } from "../../../state/slices/progress.ts";
import { useStudio } from "../../../state/store.ts";
import { count, percent, plusMinus, sig } from "../../parts/format.ts";
import { describeProgress } from "../../parts/progress.ts";
import { ProgressLine } from "../../parts/Running.tsx";

/** The first run, stage by stage: what each is for, how far it is, what it found. */
export function RunStages() {
  const { baseline, baselineScores, validation, prepare, calibrate, quantize, calibrates, need } = useFlow();
  const top1 = baselineScores?.top1;
  const { data: prepared } = prepare;
  return (
    <ol className="run-stages" aria-label="Stages of this run">
      {validation.data && (
        <StageRow
          job="baseline"
          title="FP32"
          what="The original answers all validation samples: every later number refers to it."
          query={baseline}
        >
          {top1 && `${percent(top1.value)} top-1 ${plusMinus(top1)}`}
        </StageRow>
      )}
      <StageRow
        job="prepare"
        title="Prepare"
        what="Constants and BatchNorm are folded; FP32 must still answer the same."
        query={prepare}
      >
        {prepared &&
          `${count(prepared.nodes.from)} → ${count(prepared.nodes.to)} nodes, outputs differ by ${sig(prepared.difference, 2)}`}
      </StageRow>
      {calibrates ? (
        <StageRow
          job="calibrate"
          title="Calibrate"
          what="One pass over the calibration samples observes every tensor, for all methods at once."
          query={calibrate}
        >
          {calibrate.data && `${count(calibrate.data.tensors)} tensors on ${count(calibrate.data.samples)} samples`}
        </StageRow>
      ) : (
        <SkippedStage need={need} />
      )}
      <StageRow
        job="quantize"
        title="Quantize"
        what="The recipe is worked out and the file is written."
        query={quantize}
      />
    </ol>
  );
}

/** Calibration is not part of this run. */
function SkippedStage({ need }: { readonly need: CalibrationNeed }) {
  return (
    <li data-state="skipped">
      <span className="run-mark" aria-hidden>
        <IconMinus size={12} stroke={2} />
      </span>
      <span className="run-text muted">
        <span className="strong">Calibrate</span>
        <span>
          {need === "none"
            ? "This recipe needs no calibration data."
            : "There are no calibration samples: only the weights tell what FP16 cannot hold."}
        </span>
      </span>
    </li>
  );
}

interface StageRowProps {
  readonly job: JobName;
  readonly title: string;
  readonly what: string;
  readonly query: UseQueryResult;
  /** What it found, once done. */
  readonly children?: React.ReactNode;
}

function StageRow({ job, title, what, query, children }: StageRowProps) {
  const progress = useStudio((s) => Object.values(s.progress).find((p) => p.job === job));
  const done = isFresh(query);
  const state = done ? "done" : query.isFetching ? "running" : "waiting";
  return (
    <li data-state={state}>
      <span className="run-mark" aria-hidden>
        {done && <IconCheck size={14} stroke={2.5} />}
      </span>
      <span className="run-text">
        <span className="spread">
          <span className="strong">{title}</span>
          <span className="muted number">{done ? children : progress && describeProgress(progress)}</span>
        </span>
        <span className="muted">{what}</span>
        {state === "running" && (
          <ProgressLine
            share={progress ? progress.done / Math.max(1, progress.total) : 0}
            label={`Progress of ${title}`}
          />
        )}
      </span>
    </li>
  );
}
