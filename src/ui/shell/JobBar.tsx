import { Button } from "@mantine/core";
import { IconCheck, IconMinus, IconPlayerStopFilled, IconWifiOff } from "@tabler/icons-react";
import { useNetwork } from "@mantine/hooks";
import type { UseQueryResult } from "@tanstack/react-query";
import { useFlow, isFresh } from "../../state/flow.tsx";
import { useStudio } from "../../state/store.ts";
import { describeProgress, stageTitle } from "../parts/progress.ts";
import { ProgressLine } from "../parts/Running.tsx";
import { useStop } from "../../state/use-stop.ts";

/** Long work, always in the same place: stage, done and total, rate, time left, Stop. */
export function JobBar() {
  return (
    <footer className="job-bar">
      <Stages />
      <Current />
      <Status />
    </footer>
  );
}

function Stages() {
  const { baseline, prepare, calibrate, calibrates, quantize, evaluate } = useFlow();
  const stages = [
    ["FP32", baseline],
    ["Prepare", prepare],
    ["Calibrate", calibrate],
    ["Quantize", quantize],
    ["Measure", evaluate],
  ] as const;
  return (
    <ol className="stages" aria-label="Stages">
      {stages.map(([label, query]) => (
        <Stage key={label} label={label} state={query === calibrate && !calibrates ? "skipped" : stateOf(query)} />
      ))}
    </ol>
  );
}

type StageState = "running" | "failed" | "done" | "waiting" | "skipped";

const SKIPPED = "The present recipe needs no calibration data";

function Stage({ label, state }: { readonly label: string; readonly state: StageState }) {
  return (
    <li data-state={state} title={state === "skipped" ? SKIPPED : undefined}>
      {state === "done" ? (
        <IconCheck size={12} stroke={2.5} aria-hidden />
      ) : state === "skipped" ? (
        <IconMinus size={12} stroke={2} aria-hidden />
      ) : (
        <i aria-hidden />
      )}
      {label}
      <span className="visually-hidden">: {state}</span>
    </li>
  );
}

function stateOf(query: UseQueryResult): StageState {
  if (query.isFetching) return "running";
  if (query.isError) return "failed";
  return isFresh(query) ? "done" : "waiting";
}

function Current() {
  const running = useStudio((s) => s.progress);
  const stop = useStop();
  const job = Object.values(running).at(-1);
  const busy = useFlowBusy();
  if (!busy && !job) return <span className="job-current muted">Idle</span>;
  return (
    <div className="job-current">
      <span className="job-text" role="status">
        {job ? (
          <>
            <span className="strong">{stageTitle(job.stage)}</span> {describeProgress(job)}
          </>
        ) : (
          "Starting"
        )}
      </span>
      <ProgressLine share={job ? job.done / Math.max(1, job.total) : 0} label="Progress of the current job" />
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconPlayerStopFilled size={12} />}
        onClick={stop}
        title="Stops what is running; finished stages are kept."
      >
        Stop
      </Button>
    </div>
  );
}

function useFlowBusy(): boolean {
  const { model, calibration, validation, baseline, prepare, calibrate, quantize, evaluate } = useFlow();
  return [model, calibration, validation, baseline, prepare, calibrate, quantize, evaluate].some((q) => q.isFetching);
}

function Status() {
  const { online } = useNetwork();
  const { baseline } = useFlow();
  const keeping = useStudio((s) => s.keeping);
  return (
    <div className="job-status muted">
      {"why" in keeping && <span title={keeping.why}>Not kept over a reload</span>}
      {baseline.data && <span>{baseline.data.runtime}</span>}
      {online ? (
        <span>Nothing is uploaded</span>
      ) : (
        <span className="row">
          <IconWifiOff size={14} aria-hidden /> Offline, everything works
        </span>
      )}
    </div>
  );
}
