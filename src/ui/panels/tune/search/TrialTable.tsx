import { useMemo } from "react";
import { bestOf, paretoFront, type Trial } from "../../../../core/search/trial.ts";
import type { Search } from "../../../../state/slices/search.ts";
import { bytes, NOT_MEASURED } from "../../../parts/format.ts";
import { useVirtualRows } from "../../../parts/use-virtual-rows.ts";
import { UseTrial } from "./SearchStatus.tsx";
import { outcomeText } from "./outcome.ts";

const ROW = 34;

/** Every model that was tried, the last one first: a ranking proposed it, the measurement says what it was worth. */
export function TrialTable({ search: { trials, setting } }: { readonly search: Search }) {
  const { scroll, virtual } = useVirtualRows(trials.length, ROW, 6);
  const best = useMemo(() => bestOf(trials, setting.goal), [trials, setting]);
  const front = useMemo(() => new Set(paretoFront(trials)), [trials]);
  return (
    <div className="trials" role="grid" aria-label="Models that were tried" aria-rowcount={trials.length + 1}>
      <div className="trial-head" role="row">
        {["#", "Size", "Top-1", "Agreement", "SQNR", "Result", "What was tried", ""].map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
      </div>
      <div ref={scroll} className="trial-scroll" role="rowgroup" tabIndex={0} aria-label="Models that were tried">
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const at = trials.length - 1 - index;
            const trial = trials[at];
            return (
              trial && (
                <div key={trial.id} className="trial" role="row" style={{ top: start }} data-best={trial === best}>
                  <Cells
                    trial={trial}
                    at={at}
                    note={trial === best ? "best" : front.has(trial) ? "on the front" : ""}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Cells({ trial, at, note }: { readonly trial: Trial; readonly at: number; readonly note: string }) {
  const { top1, agreement, sqnr } = trial;
  return (
    <>
      <span role="gridcell">{at + 1}</span>
      <span role="gridcell">{trial.bytes > 0 ? bytes(trial.bytes) : NOT_MEASURED}</span>
      <span role="gridcell">{top1 ? `${top1.value.toFixed(1)} %` : NOT_MEASURED}</span>
      <span role="gridcell">{agreement ? `${agreement.value.toFixed(1)} %` : NOT_MEASURED}</span>
      <span role="gridcell">{sqnr ? `${sqnr.value.toFixed(1)} dB` : NOT_MEASURED}</span>
      <span role="gridcell" className="cut" data-level={trial.passes ? "good" : "bad"} title={outcomeText(trial)}>
        {outcomeText(trial)}
        {note !== "" && <span className="muted"> · {note}</span>}
      </span>
      <span role="gridcell" className="cut muted" title={trial.why}>
        {trial.why}
      </span>
      <span role="gridcell">{trial.outcome === "measured" && <UseTrial trial={trial} />}</span>
    </>
  );
}
