import { useStudio } from "../../state/store.ts";
import { useStop } from "../../state/use-stop.ts";
import { describeProgress, stageTitle } from "./progress.ts";

export interface RunningProps {
  /** Jobs that this panel waits for; the one that reports is shown. */
  readonly jobs: readonly string[];
  /** Shown while nothing was reported yet. */
  readonly label: string;
}

/** A panel that waits: stage, done and total, rate, time left. Stop is in the job bar, always in one place. */
export function Running({ jobs, label }: RunningProps) {
  const progress = useStudio((s) => Object.values(s.progress).find((p) => jobs.includes(p.job)));
  const stop = useStop();
  return (
    <div className="running" role="status">
      <div className="spread">
        <span>
          <span className="strong">{progress ? stageTitle(progress.stage) : label}</span>
          {progress && <span className="muted"> {describeProgress(progress)}</span>}
        </span>
        <button type="button" className="link" onClick={stop}>
          Stop
        </button>
      </div>
      <ProgressLine share={progress ? progress.done / Math.max(1, progress.total) : 0} label={label} />
    </div>
  );
}

export function ProgressLine({ share, label }: { readonly share: number; readonly label: string }) {
  const now = Math.round(100 * share);
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuenow={now}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div style={{ width: `${now}%` }} />
    </div>
  );
}
