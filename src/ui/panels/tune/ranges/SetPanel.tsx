import { useFlow, useJob } from "../../../../state/flow.tsx";
import { jobs } from "../../../../state/queries.ts";
import { useStudio } from "../../../../state/store.ts";
import { SettleCurve } from "../../../charts/SettleCurve.tsx";
import { ErrorCard } from "../../../parts/ErrorCard.tsx";
import { count } from "../../../parts/format.ts";
import { Panel } from "../../../parts/Panel.tsx";
import { DriftPanel } from "./DriftPanel.tsx";
import { DuplicateList } from "./DuplicateList.tsx";
import { LeftOutList } from "./LeftOut.tsx";
import { OwnerRanking } from "./OwnerRanking.tsx";
import { TensorLink } from "./TensorLink.tsx";

export interface SetPanelProps {
  /** Shows the values of a layer. */
  readonly onOpen: (layer: string) => void;
}

/** How far the calibration set can be trusted: whose ranges, seen twice, seen enough, and like validation. */
export function SetPanel({ onOpen }: SetPanelProps) {
  const { inputs, calibrate, calibrates } = useFlow();
  const recipe = useStudio((s) => s.recipe);
  const ready = inputs !== null && calibrate.isSuccess;
  const health = useJob(ready ? jobs.health(inputs, recipe) : null, { keep: true });
  if (!calibrates) {
    return <p className="ranges-page muted">This recipe needs no calibration, so no sample was observed.</p>;
  }
  if (health.isError) return <ErrorCard error={health.error} onRetry={() => void health.refetch()} />;
  if (!health.data) return <div className="tensor-wait" role="status" aria-label="Comparing the samples" />;
  const { samples, tensors, observed, owners, duplicates, settle, ids } = health.data;
  return (
    <div className={health.isPlaceholderData ? "ranges-page waiting" : "ranges-page"}>
      <LeftOutList />
      <p className="flat muted small">
        From the extremes of {count(samples)} samples in {count(tensors)} of {count(observed)} observed tensors
        {tensors < observed ? "; in the others the samples of a batch cannot be told apart." : "."}
      </p>
      <div className="set-panels">
        <Panel title="Samples that own ranges" note={`${count(owners.length)} of ${count(samples)} own an end`}>
          <OwnerRanking owners={owners} ids={ids} />
        </Panel>
        <Panel title="Enough samples">
          <SettleCurve curve={settle} />
          {settle.slowest !== null && (
            <p className="flat muted small row">
              Slowest: <TensorLink value={settle.slowest} onOpen={onOpen} />
            </p>
          )}
        </Panel>
        <Panel title="Near-duplicates" note={duplicates.length === 0 ? "none found" : count(duplicates.length)}>
          <DuplicateList pairs={duplicates} ids={ids} />
        </Panel>
        <DriftPanel onOpen={onOpen} />
      </div>
    </div>
  );
}
